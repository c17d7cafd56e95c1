#include "models/fleet/filtervalues.h"

#include "models/fleet/instancestate.h"

#include <algorithm>

namespace quarterdeck {

namespace {

std::optional<double> readNumber(const QString &text, QString *unit)
{
    qsizetype end = 0;
    while (end < text.size() && (text.at(end).isDigit() || text.at(end) == u'.')) {
        ++end;
    }
    bool ok = false;
    const double number = text.first(end).toDouble(&ok);
    *unit = text.sliced(end).toLower();
    return ok ? std::optional(number) : std::nullopt;
}

} // namespace

std::optional<double> readRatio(const QString &text)
{
    QString unit;
    const std::optional<double> number = readNumber(text, &unit);
    if (!number || !(unit.isEmpty() || unit == u"%")) {
        return std::nullopt;
    }
    return unit.isEmpty() ? *number : *number / 100;
}

std::optional<double> readDuration(const QString &text)
{
    static const QList<std::pair<QString, double>> units{
        {QStringLiteral("us"), 1e-6}, {QStringLiteral("ms"), 1e-3}, {QStringLiteral("s"), 1},
        {QStringLiteral("m"), 60},    {QStringLiteral("h"), 3600},  {QStringLiteral("d"), 86400},
    };
    double sum = 0;
    QString rest = text;
    if (rest.isEmpty()) {
        return std::nullopt;
    }
    while (!rest.isEmpty()) {
        QString unit;
        const std::optional<double> number = readNumber(rest, &unit);
        if (!number) {
            return std::nullopt;
        }
        qsizetype letters = 0;
        while (letters < unit.size() && unit.at(letters).isLetter()) {
            ++letters;
        }
        const auto known = std::find_if(units.begin(), units.end(), [&unit, letters](const auto &candidate) {
            return candidate.first == unit.first(letters);
        });
        if (known == units.end()) {
            return std::nullopt;
        }
        sum += *number * known->second;
        rest = unit.sliced(letters);
    }
    return sum;
}

std::optional<double> readRate(const QString &text)
{
    QString unit;
    const std::optional<double> number = readNumber(text, &unit);
    if (!number) {
        return std::nullopt;
    }
    if (unit.endsWith(u"/s")) {
        unit.chop(2);
    }
    return unit.isEmpty() ? number
           : unit == u"k" ? std::optional(*number * 1e3)
           : unit == u"m" ? std::optional(*number * 1e6)
                          : std::nullopt;
}

const QList<FilterChoice> &stateChoices()
{
    static const QList<FilterChoice> choices = [] {
        QList<FilterChoice> made;
        for (int state = 0; state < stateCount; ++state) {
            // Without a blank, so that it can be typed without quotes.
            made.append({toString(static_cast<State>(state)).replace(u' ', u'-'), state});
        }
        return made;
    }();
    return choices;
}

const QList<FilterChoice> &flagChoices()
{
    static const QList<FilterChoice> choices{
        {QStringLiteral("flapping"), static_cast<int>(InstanceFlag::Flapping)},
        {QStringLiteral("maintenance"), static_cast<int>(InstanceFlag::Maintenance)},
        {QStringLiteral("stale"), static_cast<int>(InstanceFlag::Stale)},
        {QStringLiteral("unseen"), static_cast<int>(InstanceFlag::Unseen)},
    };
    return choices;
}

const QList<FilterChoice> &breakerChoices()
{
    static const QList<FilterChoice> choices{
        {QStringLiteral("open"), static_cast<int>(BreakerState::Open)},
        {QStringLiteral("half-open"), static_cast<int>(BreakerState::HalfOpen)},
        {QStringLiteral("closed"), static_cast<int>(BreakerState::Closed)},
        {QStringLiteral("forced-open"), static_cast<int>(BreakerState::ForcedOpen)},
        {QStringLiteral("forced-closed"), static_cast<int>(BreakerState::ForcedClosed)},
        {QStringLiteral("disabled"), static_cast<int>(BreakerState::Disabled)},
        {QStringLiteral("metrics-only"), static_cast<int>(BreakerState::MetricsOnly)},
        {QStringLiteral("unknown"), static_cast<int>(BreakerState::Unknown)},
    };
    return choices;
}

} // namespace quarterdeck
