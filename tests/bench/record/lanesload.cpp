#include "tests/bench/record/lanesload.h"

#include "widgets/incidents/incidentlanesview.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <ctime>
#include <random>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr int laneCount = 100;
const WallTime start{std::chrono::seconds(1'795'270'521)};

/// Lanes of instances and breakers that change state every few seconds, with a run here and there.
IncidentLanes stormLanes(int bars)
{
    std::mt19937 random(7); // the same lanes at every run
    IncidentLanes lanes;
    lanes.from = start;
    lanes.to = start + std::chrono::hours(1);
    const int perLane = bars / laneCount;
    for (int i = 0; i < laneCount; ++i) {
        Lane lane;
        lane.kind = i % 3 == 2 ? LaneKind::Breaker : LaneKind::Instances;
        lane.name = u"checkout · instance 10.2.14.%1:8080"_s.arg(i);
        WallTime at = lanes.from;
        for (int bar = 0; bar < perLane; ++bar) {
            const auto tone = static_cast<LaneTone>(random() % 5);
            const WallTime end = bar + 1 == perLane
                                     ? lanes.to
                                     : lanes.from + (lanes.to - lanes.from) * (bar + 1) / perLane +
                                           std::chrono::milliseconds(random() % 900);
            lane.bars.append(
                {at, end, tone, u"down %1 · degraded %2"_s.arg(random() % 9).arg(random() % 99), bar});
            lane.changes.append({at, bar, {}, random() % 9 == 0});
            at = end;
        }
        lanes.lanes.append(lane);
    }
    return lanes;
}

double cpuMilliseconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1000 + double(now.tv_nsec) / 1e6;
}

void wheel(QWidget &on, QPoint turned, Qt::KeyboardModifiers modifiers)
{
    const QPointF place(on.width() * 0.6, on.height() * 0.5);
    QWheelEvent event(place, on.mapToGlobal(place), {}, turned, Qt::NoButton, modifiers, Qt::NoScrollPhase,
                      false);
    QApplication::sendEvent(&on, &event);
}

} // namespace

LanesFigures measureLanes(int bars, int frames)
{
    Theme::instance().apply(*qApp, ThemeMode::Dark);
    IncidentLanesView view;
    view.resize(1240, 800);
    view.setLanes(stormLanes(bars), {1});
    view.show();
    QApplication::processEvents();
    std::vector<double> costs;
    costs.reserve(static_cast<std::size_t>(frames));
    for (int frame = 0; frame < frames; ++frame) {
        const double before = cpuMilliseconds();
        // In and out of the whole time, along it, and down the lanes.
        switch (frame % 4) {
        case 0:
            wheel(*view.viewport(), {0, (frame / 32) % 2 ? -60 : 60}, {});
            break;
        case 1:
        case 2:
            wheel(*view.viewport(), {0, (frame / 64) % 2 ? -30 : 30}, Qt::ShiftModifier);
            break;
        default:
            view.verticalScrollBar()->setValue((frame * 13) %
                                               std::max(1, view.verticalScrollBar()->maximum()));
        }
        view.viewport()->repaint();
        costs.push_back(cpuMilliseconds() - before);
    }
    std::sort(costs.begin(), costs.end());
    return {bars, costs[costs.size() / 2], costs[costs.size() * 99 / 100], costs.back()};
}

} // namespace quarterdeck
