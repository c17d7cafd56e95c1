#include "models/incidents/incidentreport.h"

#include "models/incidents/plaintext.h"
#include "models/incidents/postmortemtext.h"

#include <QDate>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr double reportWidth = 960;
constexpr double reportLeft = 40;
constexpr double plotHeight = 140;
constexpr qsizetype mostOfService = 200;

QString meanText(std::optional<std::chrono::milliseconds> mean)
{
    return mean ? spanText(*mean) : u"-"_s;
}

QString dayText(qint64 day)
{
    return QDate(1970, 1, 1).addDays(day).toString(Qt::ISODate);
}

QString rounded(double value)
{
    return QString::number(value, 'f', 1);
}

QStringList cellsOf(const QString &name, const IncidentFigures &figures)
{
    return {shortened(plainText(name).simplified(), mostOfService),
            QString::number(figures.count),
            QString::number(figures.acknowledged),
            QString::number(figures.resolved),
            meanText(figures.meanToDetect),
            meanText(figures.meanToAcknowledge),
            meanText(figures.meanToMitigate),
            meanText(figures.meanToResolve)};
}

QList<QStringList> rowsOf(const IncidentReport &report)
{
    QList<QStringList> rows{cellsOf(u"all"_s, report.all)};
    for (auto service = report.byService.cbegin(); service != report.byService.cend(); ++service) {
        rows.append(cellsOf(service.key(), *service));
    }
    return rows;
}

/// One bar a day; the axis in whole incidents.
QString chartSvg(const IncidentReport &report)
{
    const int most = std::max(
        1, report.byDay.isEmpty() ? 1 : *std::max_element(report.byDay.cbegin(), report.byDay.cend()));
    const auto days = std::max<qsizetype>(1, report.byDay.size());
    const double step = (reportWidth - reportLeft) / double(days);
    QString svg = u"<svg viewBox=\"0 0 %1 %2\" role=\"img\" aria-label=\"Incidents a day\">"_s.arg(
        rounded(reportWidth), rounded(plotHeight + 24));
    for (const int value : {0, (most + 1) / 2, most}) {
        const double y = plotHeight - double(value) / most * (plotHeight - 10);
        svg += u"<line x1=\"%1\" x2=\"%2\" y1=\"%3\" y2=\"%3\" stroke=\"#d6dbe1\"/><text x=\"%4\" y=\"%5\" "
               "text-anchor=\"end\">%6</text>"_s.arg(rounded(reportLeft), rounded(reportWidth), rounded(y),
                                                     rounded(reportLeft - 6), rounded(y + 4),
                                                     QString::number(value));
    }
    qsizetype index = 0;
    const auto labelEvery = std::max<qsizetype>(1, qsizetype(std::ceil(90.0 / step)));
    for (auto day = report.byDay.cbegin(); day != report.byDay.cend(); ++day, ++index) {
        const double x = reportLeft + double(index) * step;
        const double height = double(*day) / most * (plotHeight - 10);
        if (*day > 0) {
            svg +=
                u"<rect x=\"%1\" y=\"%2\" width=\"%3\" height=\"%4\" fill=\"#c8513f\"><title>%5: %6</title></rect>"_s
                    .arg(rounded(x + step * 0.1), rounded(plotHeight - height),
                         rounded(std::max(1.0, step * 0.8)), rounded(height), dayText(day.key()),
                         QString::number(*day));
        }
        if (index % labelEvery == 0 && x + 80 <= reportWidth) {
            svg += u"<text x=\"%1\" y=\"%2\">%3</text>"_s.arg(rounded(x), rounded(plotHeight + 16),
                                                              dayText(day.key()));
        }
    }
    return svg + u"</svg>"_s;
}

} // namespace

QStringList reportHeads()
{
    return {u"service"_s, u"incidents"_s, u"acknowledged"_s, u"resolved"_s,
            u"MTTD"_s,    u"MTTA"_s,      u"MTTM"_s,         u"MTTR"_s};
}

QList<QStringList> reportRows(const IncidentReport &report)
{
    return rowsOf(report);
}

QString reportHtml(const IncidentReport &report, WallTime from, WallTime to)
{
    const QString title = u"Incidents from %1 to %2 UTC"_s.arg(dateTimeText(from), dateTimeText(to));
    QString html =
        u"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>%1</title><style>"
        "body{font:14px/1.45 Inter,system-ui,sans-serif;color:#1c232c;max-width:60rem;margin:2rem "
        "auto;padding:0 1rem}table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid "
        "#d6dbe1;padding:.25rem .5rem;text-align:left;font-variant-numeric:tabular-nums;"
        "overflow-wrap:anywhere}svg{width:100%;height:auto;font-size:11px;fill:#667}"
        "</style></head><body>\n<h1>%1</h1>\n<h2>Incidents a day</h2>\n"_s.arg(title);
    html += chartSvg(report) + u"\n<h2>By service</h2>\n<table><tr>"_s;
    for (const QString &head : reportHeads()) {
        html += u"<th>%1</th>"_s.arg(head);
    }
    html += u"</tr>\n"_s;
    for (const QStringList &row : rowsOf(report)) {
        html += u"<tr>"_s;
        for (const QString &cell : row) {
            html += u"<td>%1</td>"_s.arg(cell.toHtmlEscaped());
        }
        html += u"</tr>\n"_s;
    }
    return html + u"</table>\n<p>Mean times: to detect, to acknowledge (from the detection), to mitigate, to "
                  u"resolve. "
                  "An incident counts for each of its services.</p></body></html>\n"_s;
}

} // namespace quarterdeck
