#include "models/items/objectivetext.h"

#include "models/items/formatter.h"

#include <QSet>

#include <cmath>

namespace quarterdeck {

namespace {

constexpr double littleLeft = 0.25;

QString windowName(BurnWindow window)
{
    switch (window) {
    case BurnWindow::FiveMinutes:
        return QStringLiteral("5 min");
    case BurnWindow::HalfHour:
        return QStringLiteral("30 min");
    case BurnWindow::Hour:
        return QStringLiteral("1 h");
    case BurnWindow::SixHours:
        return QStringLiteral("6 h");
    }
    return {};
}

/// What a window holds while it was not watched as long as its name says.
QString soFar(const BurnRates &rates, BurnWindow window)
{
    if (rates.isFull(window)) {
        return {};
    }
    return QStringLiteral("%1 so far").arg(format::age(rates.coveredOf(window)));
}

ObjectiveTone toneOf(double burn)
{
    if (std::isnan(burn)) {
        return ObjectiveTone::Dim;
    }
    return burn > fastBurn ? ObjectiveTone::Bad : burn > 1 ? ObjectiveTone::Warning : ObjectiveTone::Plain;
}

/// 99.9 %, 99.95 %: as it was configured, without the noise of a double.
QString objectiveText(double availability)
{
    return QStringLiteral("%1 %").arg(QString::number(availability * 100, 'g', 8));
}

/// Two windows that burn over their limit together.
QString pairText(const BurnRates &rates, BurnWindow longer, BurnWindow shorter, double limit)
{
    return QStringLiteral("%1 over %2 and %3 over %4 (limit %5)")
        .arg(format::burn(rates.of(longer)), windowName(longer), format::burn(rates.of(shorter)),
             windowName(shorter), format::burn(limit));
}

} // namespace

QList<ObjectiveLine> objectiveLines(const ServiceSignals &service, SteadyTime now)
{
    const std::optional<BurnRates> rates = service.burnRates(now);
    if (!rates) {
        return {};
    }
    QList<ObjectiveLine> lines;
    lines.append({QStringLiteral("Objective"),
                  QStringLiteral("%1 of requests without error").arg(objectiveText(*service.availability)),
                  {},
                  ObjectiveTone::Plain});
    if (std::isnan(rates->sixHours)) {
        lines.append({QStringLiteral("Budget left"),
                      QStringLiteral("no requests counted yet"),
                      {},
                      ObjectiveTone::Dim});
        return lines;
    }
    const ObjectiveTone left = rates->isTooEarly()              ? ObjectiveTone::Dim
                               : rates->budgetLeft < 0          ? ObjectiveTone::Bad
                               : rates->budgetLeft < littleLeft ? ObjectiveTone::Warning
                                                                : ObjectiveTone::Good;
    lines.append({QStringLiteral("Budget left"),
                  rates->isTooEarly() ? QStringLiteral("not enough history")
                  : rates->budgetLeft < 0
                      ? QStringLiteral("none, %1× overspent").arg(format::burnNumber(-rates->budgetLeft))
                      : QStringLiteral("%1 % of the last 6 h").arg(format::budgetNumber(rates->budgetLeft)),
                  soFar(*rates, BurnWindow::SixHours), left});
    lines.append({QStringLiteral("Of 30 days"),
                  QStringLiteral("%1 spent since then").arg(format::percent(rates->monthSpent)),
                  {},
                  ObjectiveTone::Plain});
    for (const BurnWindow window : burnWindows) {
        lines.append({QStringLiteral("Burn %1").arg(windowName(window)), format::burn(rates->of(window)),
                      soFar(*rates, window), toneOf(rates->of(window))});
    }
    const QString alert = burnAlertText(*rates);
    lines.append({QStringLiteral("Alert"),
                  alert.isEmpty() ? QStringLiteral("none") : alert,
                  {},
                  alert.isEmpty() ? ObjectiveTone::Dim : ObjectiveTone::Bad});
    return lines;
}

QString burnAlertText(const BurnRates &rates)
{
    QList<QString> pairs;
    if (rates.isFast()) {
        pairs.append(pairText(rates, BurnWindow::Hour, BurnWindow::FiveMinutes, fastBurn));
    }
    if (rates.isSlow()) {
        pairs.append(pairText(rates, BurnWindow::SixHours, BurnWindow::HalfHour, slowBurn));
    }
    return pairs.join(QStringLiteral(" · "));
}

QStringList burnLines(const Fleet &fleet, const QList<InstanceNumber> &instances, SteadyTime now)
{
    QStringList lines;
    QSet<QString> seen;
    for (const InstanceNumber number : instances) {
        const QString &name = fleet.instance(number)->target.service;
        if (seen.contains(name)) {
            continue;
        }
        seen.insert(name);
        const ServiceSignals *service = fleet.service(name);
        const std::optional<BurnRates> rates = service ? service->burnRates(now) : std::nullopt;
        const QString alert = rates ? burnAlertText(*rates) : QString();
        QString line;
        if (!alert.isEmpty()) {
            line = QStringLiteral("%1: error budget burns at %2").arg(name, alert);
        } else if (rates && rates->of(BurnWindow::FiveMinutes) > 1) {
            line = QStringLiteral("%1: error budget burns at %2 over 5 min, no alert yet")
                       .arg(name, format::burn(rates->of(BurnWindow::FiveMinutes)));
        } else {
            continue;
        }
        if (!rates->isFull(BurnWindow::SixHours)) {
            line +=
                QStringLiteral(" (watched for %1)").arg(format::age(rates->coveredOf(BurnWindow::SixHours)));
        }
        lines.append(line);
    }
    return lines;
}

QString objectiveSummary(const BurnRates &rates)
{
    QList<QString> parts;
    for (const BurnWindow window : burnWindows) {
        QString part = QStringLiteral("%1 over %2").arg(format::burn(rates.of(window)), windowName(window));
        const QString note = soFar(rates, window);
        if (!note.isEmpty()) {
            part += QStringLiteral(" (%1)").arg(note);
        }
        parts.append(part);
    }
    const QString alert = burnAlertText(rates);
    return QStringLiteral("error budget of the service burns %1%2")
        .arg(parts.join(QStringLiteral(", ")),
             alert.isEmpty() ? QString() : QStringLiteral("; alerts: %1").arg(alert));
}

} // namespace quarterdeck
