#include "models/incidents/incidentlanes.h"

#include "models/incidents/fleetmoment.h"

#include <algorithm>
#include <array>

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

struct Shown
{
    int rank = 0; ///< worst first
    LaneTone tone = LaneTone::Up;
    QString word;
};

/// Rank, tone and word of a state, told once for each: events are many, states few.
Shown shownOf(EventKind kind, const QString &word)
{
    if (kind == EventKind::State) {
        const State state = stateFromString(word).value_or(State::Unknown);
        return {static_cast<int>(state), laneTones[static_cast<std::size_t>(state)], toString(state)};
    }
    const BreakerState state = breakerStateFromString(word).value_or(BreakerState::Unknown);
    return {static_cast<int>(state), toneOfBreaker(state), toString(state)};
}

/// The course of several members that share a lane: the worst of them, and how many are how. Kept by
/// difference: a storm has as many events as a fleet has instances.
class SharedCourse
{
public:
    void set(const QString &member, const Shown &shown)
    {
        const auto rank = static_cast<std::size_t>(shown.rank);
        const auto known = m_members.find(member);
        if (known == m_members.end()) {
            m_members.insert(member, shown.rank);
        } else {
            --m_counts[static_cast<std::size_t>(*known)];
            *known = shown.rank;
        }
        ++m_counts[rank];
        m_shown[rank] = shown;
    }
    [[nodiscard]] const Shown &worst() const
    {
        const auto found =
            std::find_if(m_counts.begin(), m_counts.end(), [](int count) { return count > 0; });
        return m_shown[static_cast<std::size_t>(std::min(found, m_counts.end() - 1) - m_counts.begin())];
    }
    [[nodiscard]] QString text(int wellFrom) const
    {
        if (m_members.size() == 1) {
            return worst().word;
        }
        QString text;
        for (int rank = 0; rank < wellFrom; ++rank) {
            if (const int count = m_counts[static_cast<std::size_t>(rank)]; count > 0) {
                text += (text.isEmpty() ? QString() : u" · "_s) +
                        m_shown[static_cast<std::size_t>(rank)].word + u' ' + QString::number(count);
            }
        }
        return text.isEmpty() ? worst().word : text;
    }

private:
    QHash<QString, int> m_members; ///< the rank of each
    std::array<int, breakerStateCount> m_counts{};
    std::array<Shown, breakerStateCount> m_shown;
};

/// A lane under construction: ends the bar that goes on when the next begins.
class LaneBuilder
{
public:
    explicit LaneBuilder(WallTime from) : m_from(from) {}
    void change(WallTime at, LaneTone tone, const QString &text, qint64 event, Lane &lane)
    {
        if (m_going && m_tone == tone && m_text == text) {
            return;
        }
        end(at, lane);
        m_going = true;
        m_tone = tone;
        m_text = text;
        m_event = event;
    }
    void end(WallTime at, Lane &lane)
    {
        if (m_going && at > m_from) {
            lane.bars.append({m_from, at, m_tone, m_text, m_event});
        }
        m_from = std::max(at, m_from);
    }

private:
    WallTime m_from;
    bool m_going = false;
    LaneTone m_tone = LaneTone::Up;
    QString m_text;
    qint64 m_event = 0;
};

/// One lane out of the events of its members.
Lane courseLane(LaneKind kind, const QString &name, const QList<const Event *> &events, WallTime from,
                WallTime to)
{
    Lane lane;
    lane.kind = kind;
    lane.name = name;
    SharedCourse course;
    QHash<QString, Shown> words;
    const auto shown = [&words](const Event &event, const QString &word) -> const Shown & {
        auto known = words.find(word);
        if (known == words.end()) {
            known = words.insert(word, shownOf(event.kind, word));
        }
        return *known;
    };
    QSet<QString> begun;
    for (const Event *event : events) { // what each was before its first event
        if (!begun.contains(event->subject)) {
            begun.insert(event->subject);
            course.set(event->subject, shown(*event, event->from.isEmpty() ? event->to : event->from));
        }
    }
    const int wellFrom = kind == LaneKind::Breaker ? static_cast<int>(BreakerState::ForcedClosed)
                                                   : static_cast<int>(State::Up);
    LaneBuilder builder(from);
    builder.change(from, course.worst().tone, course.text(wellFrom), 0, lane);
    lane.changes.reserve(events.size());
    for (const Event *event : events) {
        course.set(event->subject, shown(*event, event->to));
        builder.change(std::max(event->happened, from), course.worst().tone, course.text(wellFrom),
                       event->number, lane);
        lane.changes.append({event->happened, event->number, {}, event->inferred});
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
    QHash<QString, QList<const Event *>> byService;
    QStringList order;
    for (const Event *event : events) {
        QList<const Event *> &own = byService[event->service];
        if (own.isEmpty()) {
            order.append(event->service);
        }
        own.append(event);
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
    QHash<std::pair<QString, QString>, QList<const Event *>> byName;
    QList<std::pair<QString, QString>> order;
    for (const Event *event : events) {
        const std::pair name(event->component, event->service);
        QList<const Event *> &own = byName[name];
        if (own.isEmpty()) {
            order.append(name);
        }
        own.append(event);
    }
    for (const auto &name : std::as_const(order)) {
        lanes.lanes.append(courseLane(LaneKind::Breaker, u"breaker %1 (%2)"_s.arg(name.first, name.second),
                                      byName[name], lanes.from, lanes.to));
    }
}

bool endsRun(const QString &state)
{
    return state == u"succeeded" || state == u"failed" || state == u"aborted" ||
           state == u"outcome unknown" || state == u"interrupted" || state == u"refused";
}

/// What stands in or beside a bar: an alert's name, or "Switch over orders-db (run 12, succeeded, 6 s) ana".
QString barText(const Event &event, const LaneBar &bar, bool ended)
{
    if (event.kind == EventKind::Alert) {
        return event.component.isEmpty() ? event.subject : event.component;
    }
    const auto took = std::chrono::ceil<std::chrono::seconds>(bar.to - bar.from);
    const QString title = event.reason.isEmpty() ? event.subject : event.reason;
    return ended ? u"%1 (%2, %3, %4) %5"_s.arg(title, event.subject, event.to, spanText(took), event.source)
                       .trimmed()
                 : u"%1 (%2, %3) %4"_s.arg(title, event.subject, event.to, event.source).trimmed();
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
                lane.bars.append({event->happened, to, tone, {}, event->number});
                lane.bars.last().text = barText(*event, lane.bars.last(), false);
            }
        } else if (!ends) {
            lane.bars[*known].text = barText(*event, lane.bars[*known], false);
        } else {
            LaneBar &bar = lane.bars[*known];
            bar.to = std::max(event->happened, bar.from + 1ms);
            bar.text = barText(*event, bar, true);
            going.remove(key);
        }
    }
    return lane;
}

} // namespace

QString textOf(const IncidentLanes &lanes, const LaneMark &mark)
{
    if (!mark.text.isEmpty()) {
        return mark.text;
    }
    auto event = std::lower_bound(lanes.events.begin(), lanes.events.end(), mark.at,
                                  [](const Event &each, WallTime at) { return each.happened < at; });
    for (; event != lanes.events.end() && event->happened == mark.at; ++event) {
        if (event->number == mark.event) {
            return event->text();
        }
    }
    return {};
}

IncidentLanes lanesOf(const Incident &incident, const QList<Event> &events, WallTime now)
{
    IncidentLanes lanes;
    lanes.events = events;
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
            people.marks.append({event.happened, event.number, event.text(), event.inferred});
            break;
        case EventKind::Incident:
            if (event.source != u"auto") {
                people.marks.append({event.happened, event.number, event.text(), event.inferred});
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
    lanes.clock = {{incident.clock.started, u"started"_s}, {incident.clock.detected, u"detected"_s}};
    for (const auto &[at, word] : {std::pair(incident.clock.acknowledged, u"acknowledged"_s),
                                   std::pair(incident.clock.mitigated, u"mitigated"_s),
                                   std::pair(incident.clock.resolved, u"resolved"_s)}) {
        if (at) {
            lanes.clock.append({*at, word});
        }
    }
    std::stable_sort(lanes.clock.begin(), lanes.clock.end(),
                     [](const LaneMoment &a, const LaneMoment &b) { return a.at < b.at; });
    return lanes;
}

} // namespace quarterdeck
