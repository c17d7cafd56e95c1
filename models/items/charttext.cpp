#include "models/items/charttext.h"

#include "models/items/chartscale.h"
#include "models/items/formatter.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>
#include <map>

namespace quarterdeck {

namespace {

QString lineSummary(const ChartLine &line, ChartUnit unit, double from, double to)
{
    ChartPoint last;
    ChartPoint highest;
    double lowest = noValue;
    for (const ChartPoint &point : line.points) {
        if (point.at < from || point.at > to) {
            continue;
        }
        last = point;
        if (point.isMissing()) {
            continue;
        }
        if (!(highest.high >= point.high)) {
            highest = point;
        }
        if (!(lowest <= point.low)) {
            lowest = point.low;
        }
    }
    if (highest.isMissing()) {
        return QStringLiteral("%1: no data").arg(line.name);
    }
    return QStringLiteral("%1 %2 %3, highest %4 at %5, lowest %6")
        .arg(line.name, to - last.at > line.gapAfter ? QStringLiteral("last") : QStringLiteral("now"),
             chartValueText(last.high, unit), chartValueText(highest.high, unit),
             format::clock(wallTime(highest.at)), chartValueText(lowest, unit));
}

QString timeText(double at)
{
    return QDateTime::fromMSecsSinceEpoch(std::llround(at * 1000), Qt::UTC).toString(Qt::ISODateWithMs);
}

QString number(double value)
{
    return std::isfinite(value) ? QString::number(value, 'g', 9) : QString();
}

QString unitText(ChartUnit unit)
{
    switch (unit) {
    case ChartUnit::PerSecond:
        return QStringLiteral(" (per second)");
    case ChartUnit::Ratio:
        return QStringLiteral(" (ratio)");
    case ChartUnit::Seconds:
        return QStringLiteral(" (seconds)");
    case ChartUnit::Number:
        break;
    }
    return {};
}

} // namespace

QString chartSummary(const ChartContent &content, double from, double to)
{
    QStringList parts;
    for (const ChartLine &line : content.lines) {
        parts.append(lineSummary(line, content.unit, from, to));
    }
    if (std::isfinite(content.threshold)) {
        parts.append(QStringLiteral("%1 %2").arg(content.thresholdText,
                                                 chartValueText(content.threshold, content.unit)));
    }
    const auto events =
        std::count_if(content.marks.cbegin(), content.marks.cend(),
                      [&](const ChartMark &mark) { return mark.at >= from && mark.at <= to; });
    if (events > 0) {
        parts.append(events == 1 ? QStringLiteral("1 event") : QStringLiteral("%1 events").arg(events));
    }
    return QStringLiteral("%1: %2").arg(content.title, parts.isEmpty() ? QStringLiteral("no data")
                                                                       : parts.join(QStringLiteral("; ")));
}

QString chartCsvCell(const QString &text)
{
    // As OWASP lists them ("CSV Injection").
    QString cell = text;
    if (!cell.isEmpty() && QStringLiteral("=+-@\t\r\n").contains(cell.front())) {
        cell.prepend(QLatin1Char('\''));
    }
    if (cell.contains(QLatin1Char('"')) || cell.contains(QLatin1Char(',')) ||
        cell.contains(QLatin1Char('\n')) || cell.contains(QLatin1Char('\r'))) {
        cell.replace(QLatin1Char('"'), QStringLiteral("\"\""));
        return QLatin1Char('"') + cell + QLatin1Char('"');
    }
    return cell;
}

QString chartCsv(const ChartContent &content, double from, double to)
{
    const qsizetype columns = content.lines.size();
    std::map<double, QList<ChartPoint>> rows;
    QList<bool> isRange(columns, false);
    for (qsizetype column = 0; column < columns; ++column) {
        for (const ChartPoint &point : content.lines[column].points) {
            if (point.at >= from && point.at <= to) {
                QList<ChartPoint> &row = rows[point.at];
                row.resize(columns);
                row[column] = point;
                isRange[column] = isRange[column] || point.low < point.high;
            }
        }
    }
    QString text = QStringLiteral("time (UTC)");
    for (qsizetype column = 0; column < columns; ++column) {
        const QString name = content.lines[column].name + unitText(content.unit);
        if (isRange[column]) {
            text += QLatin1Char(',') + chartCsvCell(name + QStringLiteral(" lowest"));
            text += QLatin1Char(',') + chartCsvCell(name + QStringLiteral(" highest"));
        } else {
            text += QLatin1Char(',') + chartCsvCell(name);
        }
    }
    text += QStringLiteral("\r\n");
    for (const auto &[at, row] : rows) {
        text += timeText(at);
        for (qsizetype column = 0; column < columns; ++column) {
            if (isRange[column]) {
                text += QLatin1Char(',') + number(row[column].low);
            }
            text += QLatin1Char(',') + number(row[column].high);
        }
        text += QStringLiteral("\r\n");
    }
    return text;
}

} // namespace quarterdeck
