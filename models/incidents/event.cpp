#include "models/incidents/event.h"

#include <QDateTime>
#include <QTimeZone>

#include <array>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr std::array<const char *, eventKindCount> kindWords{
    "state", "breaker", "alert", "run", "step", "note", "ack", "config", "console", "incident"};

} // namespace

QString Event::text() const
{
    QString who = component.isEmpty() ? subject : u"%1 of %2"_s.arg(component, subject);
    if (kind == EventKind::Note) {
        return u"“%1”"_s.arg(reason);
    }
    if (!from.isEmpty() || !to.isEmpty()) {
        const QString change = from.isEmpty() ? to : u"%1 → %2"_s.arg(from, to);
        who = who.isEmpty() ? change : u"%1 %2"_s.arg(who, change);
    }
    return reason.isEmpty() ? who : who.isEmpty() ? reason : u"%1: %2"_s.arg(who, reason);
}

bool Event::isEarlier(const Event &a, const Event &b)
{
    return a.happened != b.happened ? a.happened < b.happened : a.number < b.number;
}

QString toString(EventKind kind)
{
    return QLatin1String(kindWords[static_cast<std::size_t>(kind)]);
}

std::optional<EventKind> eventKindFromString(const QString &word)
{
    for (std::size_t i = 0; i < kindWords.size(); ++i) {
        if (word == QLatin1String(kindWords[i])) {
            return static_cast<EventKind>(i);
        }
    }
    return std::nullopt;
}

QString rfc3339Text(WallTime time)
{
    const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
    return QDateTime::fromMSecsSinceEpoch(milliseconds, Qt::UTC).toString(Qt::ISODateWithMs);
}

std::optional<WallTime> wallTimeFromRfc3339(const QString &text)
{
    const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (!time.isValid() || time.timeSpec() == Qt::LocalTime) {
        return std::nullopt; // a time without a zone is nobody's time
    }
    return WallTime(std::chrono::milliseconds(time.toMSecsSinceEpoch()));
}

} // namespace quarterdeck
