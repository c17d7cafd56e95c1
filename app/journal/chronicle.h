#pragma once

#include "app/recording/eventrecorder.h"
#include "app/session/fleetsession.h"
#include "models/incidents/alertfollower.h"
#include "models/incidents/fleetjournal.h"
#include "models/incidents/incidentbook.h"

#include <QObject>
#include <QThread>
#include <QTimer>

namespace quarterdeck {

class AlertSource;

/// What happens to a fleet that is watched, on its way to the record: events, incidents by the rules,
/// people's actions, keyframes and signals for the replay. Lives in the session's thread; nothing here waits
/// for the disk.
class Chronicle : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::minutes keyframeEvery{10};
    static constexpr qint64 keyframeAfterEvents = 20'000; ///< a seek replays no more than these

    /// The session outlives this.
    Chronicle(FleetSession &session, EventRecorder::Options options, QObject *parent = nullptr);
    ~Chronicle() override;

    [[nodiscard]] const IncidentBook &book() const { return m_book; }
    [[nodiscard]] EventRecorder &recorder() { return m_recorder; }
    /// One line about what is wrong with recording; empty when it goes well.
    [[nodiscard]] QString trouble() const;
    /// Whether this console records: else people's actions come to nothing.
    [[nodiscard]] bool isRecording() const;

    /// Something that people did: `action` is given the book and the time.
    void act(const std::function<IncidentChanges(IncidentBook &, WallTime)> &action);

Q_SIGNALS:
    void changed(const quarterdeck::IncidentChanges &changes);

private:
    void begin(const RecordedBefore &before);
    void follow(const FleetChanges &changes);
    void take(const QList<Event> &events);
    void tell(const IncidentChanges &changes);
    void tick();
    void addKeyframe();
    void addPoints();
    void askForRuns();
    void noteRuns(const QList<RunRow> &runs);
    void askForOrders();
    void noteOrders(const QList<IncidentOrders::Open> &orders);
    void noteConfiguration();
    void askForAlerts();

    FleetSession &m_session;
    EventRecorder m_recorder;
    FleetJournal m_journal;
    IncidentBook m_book;
    bool m_begun = false;
    QList<Event> m_early; ///< before the record told where numbering goes on
    QTimer m_second;
    SteadyTime m_keyframeDue{};
    SteadyTime m_pointsDue{};
    SteadyTime m_runsDue{};
    qint64 m_sinceKeyframe = 0;
    QHash<QString, WallTime> m_lastPoints; ///< by series
    bool m_runsAsked = false;
    bool m_runsKnown = false;
    bool m_ordersAsked = false;
    QSet<qint64> m_ordersDone; ///< whose answers may not be written yet
    QHash<qint64, RunState> m_runs;
    AlertFollower m_alerts;
    QThread m_alertThread;
    AlertSource *m_alertSource; ///< lives in that thread: an answer may be long
    SteadyTime m_alertsDue{};
};

} // namespace quarterdeck
