#include "widgets/postmortem/postmortempdf.h"

#include "models/incidents/incidentlanes.h"
#include "models/incidents/postmortemtext.h"
#include "widgets/incidents/lanespainter.h"
#include "widgets/postmortem/pageflow.h"
#include "widgets/postmortem/ratiochart.h"
#include "widgets/theme.h"

#include <QBuffer>
#include <QPageLayout>
#include <QPageSize>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr double chartHeight = 120;
constexpr double leastLanes = 110; ///< less room than this is left blank

void addLanes(PageFlow &flow, const LanesPainter &lanes)
{
    LanesLook look;
    look.colours = &Theme::paper();
    const double around = LanesGeometry::clockHeight + LanesGeometry::axisHeight;
    const double all = lanes.fullHeight() - around; // of the lanes alone
    const LanesGeometry whole = lanes.geometry(QRectF(0, 0, PageFlow::width, lanes.fullHeight()),
                                               lanes.lanes().from, lanes.lanes().to);
    // More lanes than a page is high go on on the next, each part with its own axis.
    for (double done = 0; done < all || (all <= 0 && done == 0);) {
        const double wanted = all - done + around;
        if (flow.room() < std::min(wanted, leastLanes) ||
            (wanted <= PageFlow::bottom - PageFlow::margin && flow.room() < wanted)) {
            flow.newPage();
        }
        double end = std::min(all, done + flow.room() - around);
        for (int i = whole.count() - 1; i >= 0 && end < all; --i) {
            const double bottom = whole.lane(i).bottom() - whole.plot().top();
            if (bottom <= end && bottom > done) {
                end = bottom; // no lane is cut in two where one fits on a page
                break;
            }
        }
        flow.drawing(end - done + around, [&](QPainter &painter, const QRectF &area) {
            const LanesGeometry geometry = lanes.geometry(area, lanes.lanes().from, lanes.lanes().to, done);
            lanes.paint(painter, geometry, look);
        });
        done = std::max(done + 1, end);
    }
}

int write(const Postmortem &facts, const LanesPainter &lanes, QIODevice &device, int pages)
{
    QPdfWriter writer(&device);
    writer.setCreator(u"Quarterdeck"_s);
    const Incident &incident = facts.incident;
    const QString title =
        u"Postmortem: incident %1, %2"_s.arg(QString::number(incident.number.value), incident.title);
    writer.setTitle(title);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins(QMarginsF(0, 0, 0, 0));
    writer.setResolution(1200);
    const QString where = incident.fleet.isEmpty() ? QString() : incident.fleet + u" · "_s;
    PageFlow flow(writer,
                  u"%1incident %2 · all times are UTC"_s.arg(where, QString::number(incident.number.value)),
                  pages);
    flow.title(title);
    flow.paragraph(u"Written %1 by Quarterdeck. All times are UTC."_s.arg(dateTimeText(facts.written)));
    flow.heading(u"Summary"_s);
    flow.paragraph(summaryText(facts));

    flow.heading(u"Impact"_s);
    QList<QStringList> rows;
    for (const auto &[name, value] : impactRows(facts)) {
        rows.append({name, value});
    }
    flow.table({{{}, 0.36}, {{}, 0.64}}, rows);

    flow.heading(u"The clock"_s);
    rows.clear();
    for (const ClockRow &row : clockRows(facts)) {
        rows.append({row.name, row.time, row.after});
    }
    flow.table({{{}, 0.2}, {u"time"_s, 0.3}, {u"after"_s, 0.5}}, rows);

    flow.heading(u"What happened"_s);
    addLanes(flow, lanes);

    flow.heading(u"Timeline"_s);
    rows.clear();
    const Timeline timeline = timelineOf(facts);
    for (const Event &event : timeline.events) {
        rows.append({dateTimeText(event.happened) + lateText(event), toString(event.kind),
                     event.text() + marksText(event), event.source});
    }
    flow.table({{u"happened"_s, 0.21}, {u"kind"_s, 0.1}, {u"what"_s, 0.55}, {u"source"_s, 0.14}}, rows);

    if (!timeline.left.isEmpty()) {
        flow.paragraph(timeline.left);
    }

    flow.heading(u"Actions"_s);
    rows.clear();
    for (const ActionFact &action : facts.actions) {
        rows.append({QString::number(action.run), action.title, action.person, dateTimeText(action.started),
                     tookText(action), action.outcome});
    }
    if (rows.isEmpty()) {
        flow.paragraph(u"None are on record."_s);
    } else {
        flow.table({{u"run"_s, 0.07},
                    {u"what"_s, 0.27},
                    {u"who"_s, 0.12},
                    {u"started"_s, 0.2},
                    {u"took"_s, 0.1},
                    {u"outcome"_s, 0.24}},
                   rows);
    }

    flow.heading(u"Graphs"_s);
    if (facts.errorRatios.isEmpty()) {
        flow.paragraph(u"No error ratios are on record."_s);
    }
    for (const SeriesFact &series : facts.errorRatios) {
        flow.subheading(u"Error ratio of %1"_s.arg(series.name));
        flow.drawing(chartHeight, [&](QPainter &painter, const QRectF &area) {
            const LanesGeometry geometry = lanes.geometry(area, lanes.lanes().from, lanes.lanes().to);
            paintRatioChart(painter, area, geometry, series, incident);
        });
        flow.paragraph(seriesText(series));
    }

    flow.heading(u"Follow-ups"_s);
    const QStringList followUps = followUpTexts(facts);
    for (const QString &followUp : followUps) {
        flow.paragraph(u"•  "_s + followUp);
    }
    flow.blank(48);
    for (const QString &heading : peoplesHeadings()) {
        flow.heading(heading);
        flow.blank(64);
    }
    return flow.pages();
}

} // namespace

QByteArray postmortemPdf(const Postmortem &asRecorded)
{
    const Postmortem facts = printable(asRecorded);
    const LanesPainter lanes(lanesOfStory(facts));
    QBuffer counted;
    counted.open(QIODevice::WriteOnly);
    const int pages = write(facts, lanes, counted, 0); // to know how many pages there are
    QByteArray bytes;
    QBuffer device(&bytes);
    device.open(QIODevice::WriteOnly);
    write(facts, lanes, device, pages);
    device.close();
    return bytes;
}

} // namespace quarterdeck
