#pragma once

#include "app/running/preparation.h"
#include "app/running/runexecution.h"

#include <QObject>
#include <QPointer>
#include <QSet>
#include <QTimer>

#include <map>

namespace quarterdeck {

/// Plans, starts and follows runs: the one door to acting, for the window and for the terminal, with the same
/// rules and the same record. Lives in the UI thread. `fleet` and `recorder` must outlive it. Destroyed in
/// the middle of a run, it leaves that run to be found interrupted: abort() first, and wait for ended().
///
///     engine.watch(order);               // planned() now and every second: parameters, ticks, blast radius
///     engine.start(order);               // checks again at this instant: started() or refused()
///     engine.progress(number)            // values for the page; changed with progressed()
class RunEngine : public QObject
{
    Q_OBJECT

public:
    enum class Mode : quint8 { Acting, ReadOnly };

    RunEngine(const Fleet &fleet, Recorder &recorder, Mode mode, QObject *parent = nullptr);
    ~RunEngine() override;

    [[nodiscard]] bool isReadOnly() const { return m_mode == Mode::ReadOnly; }
    /// From now on; runs under way go on.
    void setMode(Mode mode);
    /// Where the open incident of a service is known; empty until it is said.
    void setIncidents(const Preparation::IncidentSource &incidents);
    /// Who acts: the user's name on this machine, until somebody says otherwise.
    static QString person();
    /// The file of the configuration, for the record.
    void setConfigurationPath(const QString &path) { m_configuration = path; }

    /// Plans this order now and again every second, until another one or stopWatching(). A later order
    /// replaces the one that is still being checked.
    void watch(const RunOrder &order);
    void stopWatching();
    /// foundWithMetric() tells whose page shows a series of this name.
    void findWithMetric(const QString &metric);
    /// Plans once; planned() tells.
    void plan(const RunOrder &order);
    /// Looks again at everything and begins, or refuses. started() or refused() tells.
    void start(const RunOrder &order);
    /// Takes an ended run up again. `secrets`: values of its secret parameters, which no record has.
    void resume(RunNumber number, Resume how, const QString &reason, const QString &confirmation,
                const QMap<QString, QString> &secrets = {});

    void abort(RunNumber number, AbortWhen when);
    /// Answers the question of a manual step.
    void answer(RunNumber number, bool done);
    /// Null when this engine does not run it.
    [[nodiscard]] const RunProgress *progress(RunNumber number) const;
    [[nodiscard]] QList<RunNumber> running() const;

Q_SIGNALS:
    void planned(const quarterdeck::RunPlan &plan);
    void foundWithMetric(const QString &metric, const QList<quarterdeck::InstanceNumber> &instances);
    void refused(const quarterdeck::RunPlan &plan, const QStringList &reasons);
    void started(quarterdeck::RunNumber number);
    void progressed(quarterdeck::RunNumber number);
    void stateChanged(quarterdeck::RunNumber number);
    void stepChanged(quarterdeck::RunNumber number, int index);
    void logged(quarterdeck::RunNumber number, const quarterdeck::LogLine &line);
    /// It has ended; progress() still answers.
    void ended(quarterdeck::RunNumber number);

private:
    QCoro::Task<> findNow(QString metric);
    QCoro::Task<> planNow(RunOrder order, quint64 generation);
    QCoro::Task<> startNow(RunOrder order);
    QCoro::Task<> resumeNow(RunNumber number, Resume how, QString reason, QString confirmation,
                            QMap<QString, QString> secrets);
    QCoro::Task<> execute(RunPlan plan, RunNumber number, Resume how, RunHistory history);
    QCoro::Task<> refuse(RunPlan plan, QStringList reasons);
    [[nodiscard]] RunRow rowOf(const RunPlan &plan) const;

    /// What questions under way still need when the engine has gone.
    struct Core
    {
        Core(const Fleet &fleet, Recorder &recorder, bool readOnly)
            : facts(fleet)
            , preparation(facts, recorder, readOnly)
        {
        }
        LiveFacts facts;
        Preparation preparation;
    };

    std::shared_ptr<Core> m_core;
    Recorder &m_recorder;
    Mode m_mode;
    QString m_configuration;
    RunOrder m_watched;
    QTimer m_again;
    quint64 m_generation = 0;
    std::map<qint64, std::unique_ptr<RunExecution>> m_runs;
    /// Whose sequence is through. A run that has ended is not yet: its end is still being written.
    QSet<qint64> m_through;
};

} // namespace quarterdeck
