#include "app/window/replaycontrol.h"

#include "widgets/clock.h"
#include "app/window/replaysource.h"
#include "models/items/formatter.h"

#include <QFutureWatcher>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

FleetChanges everything()
{
    FleetChanges changes;
    changes.replaced = true;
    return changes;
}

} // namespace

ReplayControl::ReplayControl(const Fleet &present, EventRecorder *recorder, QObject *parent)
    : QObject(parent)
    , m_present(present)
    , m_recorder(recorder)
    , m_source(std::make_shared<ReplaySource>())
    , m_past(present)
{
    m_shown.mirror(present);
    m_timer.setInterval(frame);
    connect(&m_timer, &QTimer::timeout, this, &ReplayControl::advance);
    connect(&m_signals, &RecordedSignals::asked, this, [this](const RecordedSignals::Question &question) {
        m_recorder->ask([question](EventReader &reader) { return ReplaySource::charts(reader, question); })
            .then(this, [this, question](const ChartRecord &record) { m_signals.take(question, record); });
    });
}

ReplayControl::~ReplayControl() = default;

SteadyTime ReplayControl::steadyTime() const
{
    return m_onScreen ? PastFleet::steadyAt(*m_onScreen) : steadyNow();
}

WallTime ReplayControl::wallTime() const
{
    return m_onScreen ? *m_onScreen : recordNow();
}

QString ReplayControl::refusal() const
{
    return m_state.moment
               ? u"not while %1 is replayed: go back to live first"_s.arg(format::dateTime(*m_state.moment))
               : QString();
}

QString ReplayControl::refuse(const QString &wanted)
{
    if (!m_state.moment) {
        return {};
    }
    m_state.note = u"%1: %2"_s.arg(wanted, refusal());
    tell();
    return m_state.note;
}

void ReplayControl::follow(const FleetChanges &changes)
{
    if (changes.replaced) {
        m_past.presentReplaced();
    }
    if (!m_onScreen) {
        Q_EMIT shownChanged(changes);
    } else if (changes.replaced) {
        ask();
    }
}

void ReplayControl::tick()
{
    if (m_state.moment) {
        m_state.present = recordNow();
        tell();
    }
}

void ReplayControl::seek(WallTime at)
{
    if (!m_recorder) {
        return;
    }
    m_state.present = recordNow();
    m_state.moment = std::min<WallTime>(std::chrono::floor<std::chrono::milliseconds>(at), m_state.present);
    m_state.note.clear();
    m_advanced = steadyNow();
    ask();
    tell();
}

void ReplayControl::togglePlay()
{
    m_state.isPlaying ? pause() : play();
}

void ReplayControl::play()
{
    if (!m_recorder || m_state.isPlaying) {
        return;
    }
    if (!m_state.moment) {
        seek(m_steps.isEmpty() ? recordNow() - beginsBefore : m_steps.first());
    }
    m_state.isPlaying = true;
    m_state.note.clear();
    m_advanced = steadyNow();
    m_timer.start();
    tell();
}

void ReplayControl::pause()
{
    stop({});
}

void ReplayControl::stop(const QString &note)
{
    m_timer.stop();
    m_state.isPlaying = false;
    m_state.note = note;
    tell();
}

void ReplayControl::setSpeed(int speed)
{
    if (std::find(ReplayState::speeds.begin(), ReplayState::speeds.end(), speed) !=
        ReplayState::speeds.end()) {
        m_state.speed = speed;
        tell();
    }
}

void ReplayControl::changeSpeed(int direction)
{
    const auto *known = std::find(ReplayState::speeds.begin(), ReplayState::speeds.end(), m_state.speed);
    const auto index = known - ReplayState::speeds.begin() + direction;
    if (index >= 0 && index < std::ssize(ReplayState::speeds)) {
        setSpeed(ReplayState::speeds[static_cast<std::size_t>(index)]);
    }
}

void ReplayControl::step(int direction)
{
    if (!m_recorder) {
        return;
    }
    const WallTime at = m_state.moment.value_or(recordNow());
    if (!m_steps.isEmpty()) {
        const auto after = std::upper_bound(m_steps.begin(), m_steps.end(), at);
        const auto notBefore = std::lower_bound(m_steps.begin(), m_steps.end(), at);
        if (direction > 0 ? after != m_steps.end() : notBefore != m_steps.begin()) {
            seek(direction > 0 ? *after : *(notBefore - 1));
        } else {
            stop(direction > 0 ? u"There is no later event of this incident"_s
                               : u"There is no earlier event of this incident"_s);
        }
        return;
    }
    auto *watcher = new QFutureWatcher<std::optional<WallTime>>(this);
    connect(watcher, &QFutureWatcher<std::optional<WallTime>>::finished, this,
            [this, watcher, direction, turn = m_turn] {
                watcher->deleteLater();
                if (turn != m_turn) {
                    return;
                }
                if (const std::optional<WallTime> found = watcher->result()) {
                    seek(*found);
                } else {
                    stop(direction > 0 ? u"There is no later event"_s : u"There is no earlier event"_s);
                }
            });
    watcher->setFuture(m_recorder->ask(
        [at, direction](EventReader &reader) { return ReplaySource::eventBeside(reader, at, direction); }));
}

void ReplayControl::live()
{
    if (!m_state.moment) {
        return;
    }
    m_timer.stop();
    ++m_turn;
    m_asked.reset();
    const int speed = m_state.speed;
    m_state = {};
    m_state.speed = speed;
    m_onScreen.reset();
    m_lately.clear();
    m_signals.setMoment(std::nullopt, {});
    m_shown.mirror(m_present);
    tell();
    Q_EMIT shownChanged(everything());
}

void ReplayControl::advance()
{
    const SteadyTime now = steadyNow();
    const auto went = std::chrono::duration_cast<std::chrono::milliseconds>(now - m_advanced);
    m_advanced = now;
    if (!m_state.moment) {
        return;
    }
    m_state.present = recordNow();
    const WallTime next = *m_state.moment + went * m_state.speed;
    m_state.moment = std::min(next, m_state.present);
    ask();
    if (next >= m_state.present) {
        stop(u"The replay has reached the present"_s);
    } else {
        tell();
    }
}

/// Asks for the moment that is wanted unless the record is busy with another one: then its answer asks again.
void ReplayControl::ask()
{
    if (m_asked || !m_state.moment) {
        return;
    }
    m_asked = m_state.moment;
    m_state.isReading = true;
    auto *watcher = new QFutureWatcher<RecordedMoment>(this);
    connect(watcher, &QFutureWatcher<RecordedMoment>::finished, this, [this, watcher, turn = m_turn] {
        watcher->deleteLater();
        if (turn == m_turn) {
            take(watcher->result());
        }
    });
    watcher->setFuture(
        m_recorder->ask([source = m_source, at = *m_asked, present = recordNow()](EventReader &reader) {
            return source->read(reader, at, present);
        }));
}

void ReplayControl::take(const RecordedMoment &moment)
{
    m_asked.reset();
    const bool isWanted = moment.at == m_state.moment;
    if (!isWanted) {
        ask(); // first, so that the record reads on while this one is shown
    }
    // While another one is wanted, one that has come is shown all the same: a replay that plays fast goes on
    // in steps as long as the record takes to answer.
    m_state.isReading = !isWanted;
    m_state.isRecorded = moment.isRecorded;
    FleetChanges changes = m_past.show(moment);
    if (!m_onScreen) {
        m_shown.mirror(m_past.fleet());
        changes = everything();
    }
    m_onScreen = moment.at;
    m_lately = moment.lately;
    m_signals.setMoment(moment.at, recordNow());
    tell();
    Q_EMIT shownChanged(changes);
}

void ReplayControl::tell()
{
    Q_EMIT stateChanged(m_state);
}

} // namespace quarterdeck
