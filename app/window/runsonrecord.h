#pragma once

#include "models/items/runbookrecord.h"

#include <QList>
#include <QObject>

namespace quarterdeck {

class FleetSession;
class Recorder;

/// The runs on record, newest first, as the page lists them; asked of the record without waiting for it.
class RunsOnRecord final : public QObject
{
    Q_OBJECT
public:
    /// Both are the caller's and outlive it.
    RunsOnRecord(const FleetSession &session, Recorder &recorder, QObject *parent = nullptr);

    /// found() follows. One question at a time: those that come meanwhile ride along.
    void refresh();
    /// Runs whose console is gone are interrupted: said as soon as it is seen, never taken up by themselves.
    void findInterrupted();

Q_SIGNALS:
    void found(const QList<quarterdeck::RunSummary> &runs);
    void news(const QString &text);

private:
    const FleetSession &m_session;
    Recorder &m_recorder;
    bool m_asking = false;
};

} // namespace quarterdeck
