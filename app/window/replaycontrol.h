#pragma once

#include "app/recording/eventrecorder.h"
#include "models/incidents/pastfleet.h"
#include "models/items/recordedsignals.h"
#include "widgets/incidents/replaystate.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

namespace quarterdeck {

class ReplaySource;

/// Decides what the window shows: the present, or a moment of the record. Views look at shown() and are told
/// of changes by shownChanged(), whichever it is; that is the one switch. The record is read in its own
/// thread: of moments that are asked for meanwhile only the last one counts. Polling and recording know
/// nothing of it.
class ReplayControl final : public QObject
{
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds frame{100};  ///< of a replay that plays
    static constexpr std::chrono::minutes beginsBefore{10}; ///< the present, when nothing says where

    /// Fleet and recorder (null: nothing can be replayed) are the caller's and outlive the control.
    ReplayControl(const Fleet &present, EventRecorder *recorder, QObject *parent = nullptr);
    ~ReplayControl() override;

    [[nodiscard]] bool isOffered() const { return m_recorder != nullptr; }
    [[nodiscard]] const Fleet &shown() const { return m_shown; }
    [[nodiscard]] bool isReplaying() const { return m_state.moment.has_value(); }
    /// From the first moment that has been read on until live().
    [[nodiscard]] bool isPastShown() const { return m_onScreen.has_value(); }
    [[nodiscard]] const ReplayState &state() const { return m_state; }
    /// What had happened last at the moment that is shown, newest first.
    [[nodiscard]] const QList<Event> &lately() const { return m_lately; }
    /// Of the moment that is shown, for charts.
    [[nodiscard]] RecordedSignals &recordedSignals() { return m_signals; }
    /// Clocks that go with what is shown.
    [[nodiscard]] SteadyTime steadyTime() const;
    [[nodiscard]] WallTime wallTime() const;
    /// Why nothing is done to the fleet now; empty while the present is shown.
    [[nodiscard]] QString refusal() const;
    /// The same about something that is wanted, said to whoever looks too; empty: go ahead.
    QString refuse(const QString &wanted);

    /// The present fleet changed: call it with what the session tells.
    void follow(const FleetChanges &changes);
    /// Once a second, so that it is known how long ago the moment is.
    void tick();

    void seek(WallTime at);
    void togglePlay();
    void play();
    void pause();
    void setSpeed(int speed);
    void changeSpeed(int direction); ///< the next slower (-1) or faster (1) one
    void step(int direction);        ///< to the event before (-1) or after (1)
    void live();
    /// The moments that step() goes through, in order, and where a replay begins: those of the incident that
    /// is looked at. Empty: everything that is recorded.
    void setSteps(const QList<WallTime> &moments) { m_steps = moments; }

Q_SIGNALS:
    /// Of shown(). Everything is replaced when it becomes another one.
    void shownChanged(const quarterdeck::FleetChanges &changes);
    void stateChanged(const quarterdeck::ReplayState &state);

private:
    void advance();
    void ask();
    void take(const RecordedMoment &moment);
    void stop(const QString &note);
    void tell();

    const Fleet &m_present;
    EventRecorder *m_recorder;
    std::shared_ptr<ReplaySource> m_source; ///< used in the record's reading thread
    PastFleet m_past;
    Fleet m_shown;
    ReplayState m_state;
    QList<Event> m_lately;
    RecordedSignals m_signals;
    std::optional<WallTime> m_onScreen; ///< the moment that shown() is of
    std::optional<WallTime> m_asked;    ///< the record is reading it
    quint64 m_turn = 0;                 ///< answers to an earlier replay are late
    QList<WallTime> m_steps;
    QTimer m_timer;
    SteadyTime m_advanced{};
};

} // namespace quarterdeck
