#pragma once

#include "models/fleet/observation.h"

#include <boost/system/error_code.hpp>

namespace quarterdeck {

/// How a probe failed, in the terms of an Observation.
struct ProbeFailure
{
    ProbeOutcome outcome = ProbeOutcome::Unreachable;
    UnreachableCause cause = UnreachableCause::None;
    QString reason; ///< one line for a person, no line breaks
    bool operator==(const ProbeFailure &) const = default;
};

/// What a probe is waiting for; named in the reason when its time runs out.
enum class ProbeStage : quint8 { Secret, Resolve, Connect, Proxy, Tls, Request, FirstByte, Header, Body };

/// A failed system call on the way to a target.
ProbeFailure transportFailure(const boost::system::error_code &error, ProbeStage stage);

/// The time ran out in `stage`; `got` of `expected` bytes of the body had arrived (expected < 0: not
/// announced).
ProbeFailure timeoutFailure(std::chrono::milliseconds timeout, ProbeStage stage, qint64 got = 0,
                            qint64 expected = -1);

/// The peer closed the connection before the answer was complete.
ProbeFailure closedFailure(ProbeStage stage, qint64 got = 0, qint64 expected = -1);

/// "16 MiB", "1 KiB", "912 B".
QString bytesText(qint64 bytes);
/// Text from outside made fit for one line: control characters become blanks, runs of blanks one, cut at
/// `limit` characters with an ellipsis.
QString oneLine(const QString &text, int limit = 200);

} // namespace quarterdeck
