#include "models/incidents/incidentlanes.h"
#include "models/incidents/postmortemtext.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr double width = 960;
constexpr double nameWidth = 240;

QString esc(const QString &text)
{
    return text.toHtmlEscaped();
}

QString colourOf(LaneTone tone)
{
    switch (tone) {
    case LaneTone::Up:
        return u"#3a9d78"_s;
    case LaneTone::Degraded:
    case LaneTone::Alert:
        return u"#d9a441"_s;
    case LaneTone::NotReady:
        return u"#9a6fc0"_s;
    case LaneTone::Down:
        return u"#c8513f"_s;
    case LaneTone::Unknown:
        return u"#8a93a0"_s;
    case LaneTone::Action:
        return u"#3f7fc0"_s;
    }
    return {};
}

double seconds(WallTime::duration span)
{
    return std::chrono::duration<double>(span).count();
}

class Scale
{
public:
    Scale(WallTime from, WallTime to) : m_from(from), m_span(std::max(1e-3, seconds(to - from))) {}
    [[nodiscard]] double x(WallTime at) const
    {
        return nameWidth + std::clamp(seconds(at - m_from) / m_span, 0.0, 1.0) * (width - nameWidth);
    }

private:
    WallTime m_from;
    double m_span;
};

QString number(double value)
{
    return QString::number(value, 'f', 1);
}

QString axis(const IncidentLanes &lanes, const Scale &scale, double y)
{
    QString svg;
    for (int i = 0; i <= 4; ++i) {
        const WallTime at = lanes.from + (lanes.to - lanes.from) * i / 4;
        svg += u"<text x=\"%1\" y=\"%2\" text-anchor=\"%3\" class=\"dim\">%4</text>"_s.arg(
            number(scale.x(at)), number(y),
            i == 0   ? u"start"_s
            : i == 4 ? u"end"_s
                     : u"middle"_s,
            dateTimeText(at).mid(11));
    }
    return svg;
}

QString lanesSvg(const IncidentLanes &lanes)
{
    constexpr double step = 24;
    const Scale scale(lanes.from, lanes.to);
    const double height = step * double(lanes.lanes.size()) + 24;
    QString svg =
        u"<svg viewBox=\"0 0 %1 %2\" role=\"img\" aria-label=\"Lanes of the incident\">"_s.arg(width).arg(
            height);
    double y = 0;
    for (const Lane &lane : lanes.lanes) {
        svg += u"<text x=\"0\" y=\"%1\">%2</text>"_s.arg(number(y + 16), esc(lane.name));
        for (const LaneBar &bar : lane.bars) {
            const double left = scale.x(bar.from);
            svg +=
                u"<rect x=\"%1\" y=\"%2\" width=\"%3\" height=\"14\" fill=\"%4\"><title>%5</title></rect>"_s
                    .arg(number(left), number(y + 5), number(std::max(1.5, scale.x(bar.to) - left)),
                         colourOf(bar.tone),
                         esc(u"%1 to %2: %3"_s.arg(dateTimeText(bar.from), dateTimeText(bar.to), bar.text)));
            // As much of its text as the bar has room for.
            const auto room = static_cast<qsizetype>((scale.x(bar.to) - left - 6) / 6.2);
            if (room >= bar.text.size()) {
                svg += u"<text x=\"%1\" y=\"%2\" class=\"on\">%3</text>"_s.arg(number(left + 4),
                                                                               number(y + 16), esc(bar.text));
            }
        }
        for (const LaneMark &mark : lane.marks) {
            const double x = scale.x(mark.at);
            svg += u"<path d=\"M%1 %2l6 6l-6 6l-6-6z\" fill=\"#555\"><title>%3</title></path>"_s.arg(
                number(x), number(y + 6), esc(u"%1 %2"_s.arg(dateTimeText(mark.at), textOf(lanes, mark))));
        }
        y += step;
    }
    return svg + axis(lanes, scale, y + 14) + u"</svg>"_s;
}

QString chartSvg(const SeriesFact &series, const IncidentLanes &lanes)
{
    constexpr double height = 120;
    const Scale scale(lanes.from, lanes.to);
    double top = 0.01;
    for (const auto &[at, value] : series.points) {
        top = std::isnan(value) ? top : std::max(top, value);
    }
    QString path;
    bool drawing = false;
    for (const auto &[at, value] : series.points) {
        if (std::isnan(value) || at < lanes.from || at > lanes.to) {
            drawing = false;
            continue;
        }
        path += u"%1%2 %3"_s.arg(drawing ? u"L"_s : u"M"_s, number(scale.x(at)),
                                 number(height - value / top * (height - 10)));
        drawing = true;
    }
    // All at once: a name of the fleet may hold a "%3" of its own.
    return u"<h3>Error ratio of %1</h3><svg viewBox=\"0 0 %2 %3\" role=\"img\" aria-label=\"%4\">"
           "<text x=\"%5\" y=\"14\" text-anchor=\"end\" class=\"dim\">%6 %</text>"
           "<text x=\"%5\" y=\"%7\" text-anchor=\"end\" class=\"dim\">0 %</text>"
           "<line x1=\"%8\" y1=\"%7\" x2=\"%2\" y2=\"%7\" stroke=\"#bbb\"/>"
           "<path d=\"%9\" fill=\"none\" stroke=\"#c8513f\" stroke-width=\"1.5\"/>"_s.arg(
               esc(series.name), number(width), number(height + 20), esc(seriesText(series)),
               number(nameWidth - 8), number(top * 100), number(height), number(nameWidth), path) +
           axis(lanes, scale, height + 16) + u"</svg><p>%1</p>"_s.arg(esc(seriesText(series)));
}

QString row(const QStringList &cells)
{
    QString text = u"<tr>"_s;
    for (const QString &cell : cells) {
        text += u"<td>%1</td>"_s.arg(esc(cell));
    }
    return text + u"</tr>\n"_s;
}

QString head(const QStringList &cells)
{
    QString text = u"<tr>"_s;
    for (const QString &cell : cells) {
        text += u"<th>%1</th>"_s.arg(cell);
    }
    return text + u"</tr>\n"_s;
}

const QString style = QStringLiteral(
    "body{font:14px/1.45 Inter,system-ui,sans-serif;color:#1c232c;max-width:60rem;margin:2rem auto;padding:0 "
    "1rem}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}"
    "td,th{border-bottom:1px solid #d6dbe1;padding:.25rem .5rem;text-align:left;vertical-align:top;"
    "font-variant-numeric:tabular-nums;overflow-wrap:anywhere;white-space:pre-line}"
    "svg{width:100%;height:auto;font-size:11px}.dim{fill:#667}.on{fill:#fff;font-size:10px}"
    ".empty{min-height:3rem;border-left:3px solid #d6dbe1}"
    "@media print{h2{break-after:avoid}tr,svg{break-inside:avoid}}");

} // namespace

QString postmortemHtml(const Postmortem &asRecorded)
{
    const Postmortem facts = printable(asRecorded);
    const Incident &incident = facts.incident;
    const QString title = u"Postmortem: incident %1, %2"_s.arg(incident.number.value).arg(incident.title);
    QString html =
        u"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>%1</title><style>%2</style>"
        "</head><body>\n<h1>%1</h1>\n<p>Written %3 by Quarterdeck. All times are UTC.</p>\n"_s.arg(
            esc(title), style, dateTimeText(facts.written));
    html += u"<h2>Summary</h2>\n<p>%1</p>\n<h2>Impact</h2>\n<table>"_s.arg(esc(summaryText(facts)));
    for (const auto &[name, value] : impactRows(facts)) {
        html += row({name, value});
    }
    html += u"</table>\n<h2>The clock</h2>\n<table>"_s + head({u""_s, u"time"_s, u"after"_s});
    for (const ClockRow &each : clockRows(facts)) {
        html += row({each.name, each.time, each.after});
    }
    const IncidentLanes lanes = lanesOfStory(facts);
    html += u"</table>\n<h2>Lanes</h2>\n"_s + lanesSvg(lanes) + u"\n<h2>Timeline</h2>\n<table>"_s +
            head({u"happened"_s, u"kind"_s, u"what"_s, u"source"_s});
    const Timeline timeline = timelineOf(facts);
    for (const Event &event : timeline.events) {
        html += row({dateTimeText(event.happened) + lateText(event), toString(event.kind),
                     event.text() + marksText(event), event.source});
    }
    html += u"</table>\n<p>%1</p>\n<h2>Actions</h2>\n"_s.arg(timeline.left);
    if (facts.actions.isEmpty()) {
        html += u"<p>None are on record.</p>\n"_s;
    } else {
        html += u"<table>"_s + head({u"run"_s, u"what"_s, u"who"_s, u"started"_s, u"took"_s, u"outcome"_s});
        for (const ActionFact &action : facts.actions) {
            html += row({QString::number(action.run), action.title, action.person,
                         dateTimeText(action.started), tookText(action), action.outcome});
        }
        html += u"</table>\n"_s;
    }
    html += u"<h2>Graphs</h2>\n"_s;
    for (const SeriesFact &series : facts.errorRatios) {
        html += chartSvg(series, lanes);
    }
    if (facts.errorRatios.isEmpty()) {
        html += u"<p>No error ratios are on record.</p>\n"_s;
    }
    html += u"<h2>Follow-ups</h2>\n<ul>"_s;
    for (const QString &followUp : followUpTexts(facts)) {
        html += u"<li>%1</li>"_s.arg(esc(followUp));
    }
    html += u"</ul>\n<div class=\"empty\"></div>\n"_s;
    for (const QString &heading : peoplesHeadings()) {
        html += u"<h2>%1</h2>\n<div class=\"empty\"></div>\n"_s.arg(heading);
    }
    return html + u"</body></html>\n"_s;
}

} // namespace quarterdeck
