#pragma once

#include "app/config/configuration.h"
#include "app/polling/poller.h"
#include "models/fleet/fleet.h"

#include <QObject>
#include <QThread>
#include <QTimer>

#include <memory>
#include <vector>

namespace quarterdeck {

class ConfigurationWatcher;
class ReferenceCheck;
class PrometheusSource;

/// A fleet being watched: the configuration, the poller and the state they lead to, without a window.
/// Lives in one thread (the UI thread); everything that waits is elsewhere.
class FleetSession : public QObject
{
    Q_OBJECT

public:
    /// Starts polling `configuration` at once. `numbering` must be the one it was loaded with.
    FleetSession(std::shared_ptr<const Configuration> configuration, InstanceNumbering numbering,
                 QObject *parent = nullptr);
    ~FleetSession() override;

    /// Follows changes of the configuration's files from now on.
    void watchFiles();
    /// Reads the configuration again, changed or not; nothing happens unless its files are watched.
    void reload();

    [[nodiscard]] const Fleet &fleet() const { return m_fleet; }
    [[nodiscard]] Poller &poller() { return *m_poller; }
    [[nodiscard]] const Configuration &configuration() const { return *m_configuration; }
    /// What is wrong with the newest version of the files; empty when it is in use as it is.
    [[nodiscard]] const QList<ConfigProblem> &problems() const { return m_problems; }
    void setProblems(const QList<ConfigProblem> &problems) { m_problems = problems; }

    /// Why the configured Prometheus could not be asked about what is out of reach; empty: it could, or need
    /// not.
    [[nodiscard]] const QString &prometheusProblem() const { return m_prometheusProblem; }

    void markSeen(const QList<InstanceNumber> &instances);

Q_SIGNALS:
    /// Something of the fleet changed; at most once per drain.
    void changed(const quarterdeck::FleetChanges &changes);
    /// A new configuration is in use, or a wrong one was refused: see problems().
    void configurationChanged();

private:
    void drain();
    void tick();
    void askPrometheus();
    void trimMemory();
    void use(std::shared_ptr<const Configuration> configuration);
    void announce(const FleetChanges &changes);

    std::shared_ptr<const Configuration> m_configuration;
    InstanceNumbering m_numbering;
    Fleet m_fleet;
    std::unique_ptr<Poller> m_poller;
    ConfigurationWatcher *m_watcher = nullptr;
    ReferenceCheck *m_references;
    QThread m_prometheusThread;
    PrometheusSource *m_prometheus; ///< lives in that thread
    SteadyTime m_prometheusAsked{};
    QString m_prometheusProblem;
    std::vector<Observation> m_viaPrometheus; ///< not applied yet, the newest last
    QList<ConfigProblem> m_problems;
    QTimer m_drainTimer;
    QTimer m_tickTimer;
    QTimer m_trimTimer;
    quint64 m_generation = 0;
};

} // namespace quarterdeck
