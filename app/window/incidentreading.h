#pragma once

#include "app/recording/eventrecorder.h"
#include "models/incidents/incidentlanes.h"
#include "models/items/chartcontent.h"

#include <QObject>
#include <QTimer>

namespace quarterdeck {

/// What the incidents page reads from the record, all of it in the reading thread: an answer comes as a
/// signal, and one that is no longer wanted does not come at all.
class IncidentReading final : public QObject
{
    Q_OBJECT
public:
    static constexpr int pageLength = 200;

    /// The recorder is the caller's and outlives this.
    explicit IncidentReading(EventRecorder &recorder, QObject *parent = nullptr);

    /// A page of the list: those detected before `before`, or the newest.
    void askList(std::optional<WallTime> before = std::nullopt);
    /// One incident with its events.
    void askIncident(IncidentNumber number);
    /// The lanes of an incident, from events that are known already.
    void askLanes(const Incident &incident, const QList<Event> &events, WallTime now);
    /// Error ratio, rate and latency of its services over its time.
    void askCharts(const Incident &incident, WallTime from, WallTime to);
    /// Incidents with an event that holds these words; asked when one stops typing.
    void askWords(const QString &words);
    struct RunChoice
    {
        qint64 run = 0;
        QString text;
    };
    void askRuns();

Q_SIGNALS:
    /// `last`: the last event of each of these incidents. `more`: there are older ones.
    void listed(const QList<quarterdeck::Incident> &incidents,
                const QHash<quarterdeck::IncidentNumber, qint64> &last, qint64 lastEvent, bool more);
    void incidentRead(quarterdeck::IncidentNumber number,
                      const std::optional<quarterdeck::Incident> &incident,
                      const QList<quarterdeck::Event> &events);
    void lanesMade(quarterdeck::IncidentNumber number, const quarterdeck::IncidentLanes &lanes);
    void chartsMade(quarterdeck::IncidentNumber number, const QList<quarterdeck::ChartContent> &charts);
    void wordsFound(const QSet<quarterdeck::IncidentNumber> &incidents);
    void runsRead(const QList<quarterdeck::IncidentReading::RunChoice> &runs);

private:
    EventRecorder &m_recorder;
    quint64 m_incidentAsked = 0;
    quint64 m_lanesAsked = 0;
    quint64 m_chartsAsked = 0;
    quint64 m_wordsAsked = 0;
    QString m_words;
    QTimer m_wordsTimer;
};

} // namespace quarterdeck
