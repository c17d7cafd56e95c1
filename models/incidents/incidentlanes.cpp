#include "models/incidents/incidentlanes.h"

#include "models/incidents/fleetmoment.h"

#include <algorithm>
#include <array>
#include <map>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

using namespace std::chrono_literals;

constexpr std::array laneTones{LaneTone::Down, LaneTone::NotReady, LaneTone::Degraded, LaneTone::Unknown,
                               LaneTone::Up}; // by State

LaneTone toneOfBreaker(BreakerState state)
{
    switch (state) {
    case BreakerState::Open:
    case BreakerState::ForcedOpen:
        return LaneTone::Down;
    case BreakerState::HalfOpen:
        return LaneTone::Degraded;
    case BreakerState::Unknown:
        return LaneTone::Unknown;
    default:
        return LaneTone::Up;
    }
}

/// The course of several members that share a lane: the worst of them, and how many are how.
class SharedCourse
{
public:
    /// `word`: the state as text; `rank`: worst first.
    void set(const QString &member, int rank, const QString &word) { m_members[member] = {rank, word}; }
    [[nodiscard]] int worst() const
    {
        int worst = 100;
        for (const auto &[name, state] : m_members) {
            worst = std::min(worst, state.first);
        }
        return worst;
    }
    [[nodiscard]] QString text(int wellFrom) const
    {
        std::map<std::pair<int, QString>, int> counts;
        for (const auto &[name, state] : m_members) {
            ++counts[state];
        }
        if (m_members.size() == 1) {
            return m_members.begin()->second.second;
        }
        QStringList parts;
        for (const auto &[state, count] : counts) {
            if (state.first < wellFrom) {
                parts.append(u"%1 %2"_s.arg(state.second).arg(count));
            }
        }
        return parts.isEmpty() && !counts.empty() ? counts.begin()->first.second : parts.join(u" · "_s);
    }
    [[nodiscard]] std::size_t size() const { return m_members.size(); }

private:
    std::map<QString, std::pair<int, QString>> m_members;
};

/// A lane under construction: ends the bar that goes on when the next begins.
class LaneBuilder
{
public:
    explicit LaneBuilder(WallTime from) : m_from(from) {}
    void change(WallTime at, LaneTone tone, const QString &text, Lane &lane)
    {
        if (m_going && m_tone == tone && m_text == text) {
            return;
        }
        end(at, lane);
        m_going = true;
        m_tone = tone;
        m_text = text;
    }
    void end(WallTime at, Lane &lane)
    {
        if (m_going && at > m_from) {
            lane.bars.append({m_from, at, m_tone, m_text});
        }
        m_from = std::max(at, m_from);
    }

private:
    WallTime m_from;
    bool m_going = false;
    LaneTone m_tone = LaneTone::Up;
    QString m_text;
};

struct Shown
{
    int rank = 0;
    LaneTone tone = LaneTone::Up;
    QString word;
};

Shown shownOf(EventKind kind, const QString &word)
{
    if (kind == EventKind::State) {
        const State state = stateFromString(word).value_or(State::Unknown);
        return {static_cast<int>(state), laneTones[static_cast<std::size_t>(state)], toString(state)};
    }
    const BreakerState state = breakerStateFromString(word).value_or(BreakerState::Unknown);
    return {static_cast<int>(state), toneOfBreaker(state), toString(state)};
}

/// One lane out of the events of its members.
Lane courseLane(LaneKind kind, const QString &name, const QList<const Event *> &events, WallTime from,
                WallTime to)
{
    Lane lane;
    lane.kind = kind;
    lane.name = name;
    SharedCourse course;
    std::map<int, LaneTone> tones;
    const auto set = [&](const Event &event, const QString &word) {
        const Shown shown = shownOf(event.kind, word);
        tones[shown.rank] = shown.tone;
        course.set(event.subject, shown.rank, shown.word);
    };
    QSet<QString> begun;
    for (const Event *event : events) { // what each was before its first event
        if (!begun.contains(event->subject)) {
            begun.insert(event->subject);
            set(*event, event->from.isEmpty() ? event->to : event->from);
        }
    }
    const int wellFrom = kind == LaneKind::Breaker ? static_cast<int>(BreakerState::ForcedClosed)
                                                   : static_cast<int>(State::Up);
    LaneBuilder builder(from);
    builder.change(from, tones[course.worst()], course.text(wellFrom), lane);
    for (const Event *event : events) {
        set(*event, event->to);
        builder.change(std::max(event->happened, from), tones[course.worst()], course.text(wellFrom), lane);
    }
    builder.end(to, lane);
    return lane;
}

/// The name of an instance without its job, which the service beside it says already.
QString shortName(const QString &instance)
{
    return instance.section(u'/', 1).isEmpty() ? instance : instance.section(u'/', 1);
}

void addInstanceLanes(const QList<const Event *> &events, IncidentLanes &lanes)
{
    std::map<QString, QList<const Event *>> byService;
    QStringList order;
    for (const Event *event : events) {
        if (!order.contains(event->service)) {
            order.append(event->service);
        }
        byService[event->service].append(event);
    }
    for (const QString &service : std::as_const(order)) {
        QStringList members;
        for (const Event *event : byService[service]) {
            if (!members.contains(event->subject)) {
                members.append(event->subject);
                if (members.size() > lanesPerService) {
                    break;
                }
            }
        }
        if (members.size() > lanesPerService) {
            QSet<QString> all;
            for (const Event *event : byService[service]) {
                all.insert(event->subject);
            }
            lanes.lanes.append(courseLane(LaneKind::Instances,
                                          u"%1 · %2 instances"_s.arg(service, QString::number(all.size())),
                                          byService[service], lanes.from, lanes.to));
            continue;
        }
        for (const QString &member : std::as_const(members)) {
            QList<const Event *> own;
            std::copy_if(byService[service].begin(), byService[service].end(), std::back_inserter(own),
                         [&member](const Event *event) { return event->subject == member; });
            lanes.lanes.append(courseLane(LaneKind::Instances, u"%1 (%2)"_s.arg(shortName(member), service),
                                          own, lanes.from, lanes.to));
        }
    }
}

void addBreakerLanes(const QList<const Event *> &events, IncidentLanes &lanes)
{
    std::map<QString, QList<const Event *>> byName;
    QStringList order;
    for (const Event *event : events) {
        const QString name = u"breaker %1 (%2)"_s.arg(event->component, event->service);
        if (!order.contains(name)) {
            order.append(name);
        }
        byName[name].append(event);
    }
    for (const QString &name : std::as_const(order)) {
        lanes.lanes.append(courseLane(LaneKind::Breaker, name, byName[name], lanes.from, lanes.to));
    }
}

bool endsRun(const QString &state)
{
    return state == u"succeeded" || state == u"failed" || state == u"aborted" ||
           state == u"outcome unknown" || state == u"interrupted" || state == u"refused";
}

/// From "running" to an end, or from "firing" to "resolved".
Lane spanLane(LaneKind kind, const QString &name, LaneTone tone, const QList<const Event *> &events,
              WallTime to)
{
    Lane lane;
    lane.kind = kind;
    lane.name = name;
    QHash<QString, qsizetype> going;
    for (const Event *event : events) {
        const QString key = event->kind == EventKind::Alert ? event->component : event->subject;
        const bool ends = event->to == u"resolved" || endsRun(event->to);
        const auto known = going.constFind(key);
        if (known == going.constEnd()) {
            if (!ends) {
                going.insert(key, lane.bars.size());
                lane.bars.append({event->happened, to, tone, event->text()});
            }
        } else if (ends) {
            LaneBar &bar = lane.bars[*known];
            bar.to = std::max(event->happened, bar.from + 1ms);
            bar.text = event->text();
            going.remove(key);
        }
    }
    return lane;
}

} // namespace

IncidentLanes lanesOf(const Incident &incident, const QList<Event> &events, WallTime now)
{
    IncidentLanes lanes;
    const WallTime end = incident.clock.resolved.value_or(now);
    WallTime first = incident.clock.started;
    for (const Event &event : events) {
        first = std::min(first, event.happened);
    }
    // A tenth of room on both sides, at least a minute: what was before is part of the story.
    const auto room = std::max<WallTime::duration>(1min, (end - first) / 10);
    lanes.from = first - room;
    lanes.to = std::max(end + (incident.clock.resolved ? room : WallTime::duration(0)), first + room);

    QList<const Event *> states;
    QList<const Event *> breakers;
    QList<const Event *> alerts;
    QList<const Event *> runs;
    Lane people;
    people.kind = LaneKind::People;
    people.name = u"People and notes"_s;
    for (const Event &event : events) {
        switch (event.kind) {
        case EventKind::State:
            states.append(&event);
            break;
        case EventKind::Breaker:
            breakers.append(&event);
            break;
        case EventKind::Alert:
            alerts.append(&event);
            break;
        case EventKind::Run:
            runs.append(&event);
            break;
        case EventKind::Note:
        case EventKind::Acknowledgement:
            people.marks.append({event.happened, event.number, event.text()});
            break;
        case EventKind::Incident:
            if (event.source != u"auto") {
                people.marks.append({event.happened, event.number, event.text()});
            }
            break;
        default:
            break;
        }
    }
    addInstanceLanes(states, lanes);
    addBreakerLanes(breakers, lanes);
    if (!alerts.isEmpty()) {
        lanes.lanes.append(spanLane(LaneKind::Alerts, u"Alerts"_s, LaneTone::Alert, alerts, lanes.to));
    }
    if (!runs.isEmpty()) {
        lanes.lanes.append(spanLane(LaneKind::Actions, u"Actions"_s, LaneTone::Action, runs, lanes.to));
    }
    if (!people.marks.isEmpty()) {
        lanes.lanes.append(people);
    }
    return lanes;
}

} // namespace quarterdeck
