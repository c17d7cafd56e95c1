#include "app/window/replaysource.h"

#include <algorithm>

namespace quarterdeck {

using namespace std::chrono_literals;

namespace {

/// From a moment to one this much later only the events between them are read.
constexpr auto goesOnFor = 2min;
/// A keyframe tells what no event does: instances that were configured, or are no more.
constexpr auto readAnewAfter = 10min;
/// What happened so recently may not be written yet.
constexpr auto writtenAfter = 10s;
constexpr auto farthestBack = 30 * 24h;

} // namespace

RecordedMoment ReplaySource::read(EventReader &reader, WallTime at, WallTime present)
{
    RecordedMoment moment;
    moment.at = at;
    for (const SignalPoint &point : reader.signalPoints({}, {}, at - historySpan, at + recordedWithin)) {
        moment.isRecorded = moment.isRecorded || std::chrono::abs(point.at - at) <= recordedWithin;
        if (point.at <= at) {
            moment.history.append(point);
        }
    }
    const bool goesOn = m_last && at >= m_last->at && at - m_last->at <= goesOnFor &&
                        m_last->at < present - writtenAfter && at - m_read <= readAnewAfter;
    if (goesOn) {
        for (const Event &event : reader.events(m_last->at, at)) {
            m_last->apply(event);
        }
        m_last->at = at;
    } else {
        m_last = reader.moment(at);
        m_read = at;
    }
    if (moment.isRecorded) {
        moment.lately = reader.lastEventsUntil(at, mostLately);
    }
    if (m_last) {
        static_cast<void>(m_last->find({})); // makes the index here, not in the thread that shows it
        moment.fleet = *m_last;
    } else {
        moment.isRecorded = false;
    }
    return moment;
}

ChartRecord ReplaySource::charts(EventReader &reader, const RecordedSignals::Question &question)
{
    ChartRecord record;
    for (const ChartSubject &series : question.series) {
        record.series.append(
            {series, reader.signalPoints(series.cluster, series.service, question.from, question.to)});
    }
    if (!question.instance.isEmpty()) {
        record.changes = reader.eventsOf(question.instance, question.from, question.to);
        record.fleet = reader.signalPoints({}, {}, question.from, question.to);
    }
    return record;
}

std::optional<WallTime> ReplaySource::eventBeside(EventReader &reader, WallTime at, int direction)
{
    if (direction > 0) {
        const QList<Event> next = reader.events(at + 1ms, at + farthestBack, 1);
        return next.isEmpty() ? std::nullopt : std::optional(next.first().happened);
    }
    for (WallTime::duration back = 10s; back <= farthestBack; back *= 4) {
        const QList<Event> before = reader.events(at - back, at - 1ms);
        if (!before.isEmpty()) {
            return before.last().happened;
        }
    }
    return std::nullopt;
}

} // namespace quarterdeck
