#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace quarterdeck::simfleet {

enum class FaultKind {
    Kill,                ///< nobody listens: connection refused; comes back restarted, counters at 0
    Hang,                ///< accepts, reads, never answers
    Slow,                ///< `value` seconds more per request, in the histograms and in the answers
    Errors,              ///< `value` of the requests fail with a 5xx
    NotReady,            ///< readiness says no
    BreakerOpen,         ///< a breaker opens for as long as the fault lasts
    BreakerHalfOpen,     ///< ... lets a few calls through
    BreakerForcedOpen,   ///< ... was opened by a person
    BreakerForcedClosed, ///< ... was closed by a person: it lets calls pass whatever they do
    BreakerDisabled,     ///< ... was switched off
    BreakerBlip,         ///< ... opens for `value` seconds only, however long the poll interval is
    BadPage,             ///< the metrics page has lines that nobody can read
    SlowBody,            ///< answers drip, a few bytes a second
    HugeBody,            ///< the metrics page is `value` MiB long
    Flap,                ///< health goes down and comes back, once per `value` seconds
    Cut,                 ///< the connection is reset in the middle of the answer
    Degraded,            ///< health says so, in the words of its format
    Html,                ///< health answers 200 with a login page
    HealthDown,          ///< health answers, and says that a component is down
};

/// Which endpoints a fault of the transport concerns.
enum class FaultPath : std::uint8_t { All, Health, Readiness, Metrics };

/// Picks instances: "service=checkout,cluster=eu-west", alternatives by '|'; empty or "*" is everybody.
struct Match
{
    struct Term
    {
        std::string key;
        std::vector<std::string> values = {};
    };
    std::vector<Term> terms = {};

    /// Gives the match, or the reason why the text is none.
    static std::variant<Match, QString> parse(const QString &text);
    static const std::vector<std::string> &keys();
};

/// A fault as somebody ordered it.
struct FaultOrder
{
    FaultKind kind = FaultKind::Kill;
    QString matchText;
    Match match = {};
    int count = 0;         ///< 0: all that match
    double value = 0;      ///< see FaultKind
    double forSeconds = 0; ///< 0: until it is deleted
    FaultPath path = FaultPath::All;
    std::string breaker; ///< empty: the first of the service
    std::string reason;  ///< what health or readiness says; empty: something fitting

    /// Reads the body of `POST /faults`, or says what is wrong with it.
    static std::variant<FaultOrder, QString> fromJson(const QJsonObject &object);
};

QString toString(FaultKind kind);
/// "30s", "500ms", "2m", "1h" or a plain number of seconds; negative when it is none.
double secondsFromText(const QString &text);

} // namespace quarterdeck::simfleet
