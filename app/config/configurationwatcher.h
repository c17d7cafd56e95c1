#pragma once

#include "app/config/configuration.h"

#include <QObject>

#include <chrono>
#include <memory>

class QThread;

namespace quarterdeck {

class ConfigurationFollower;

struct ConfigurationTiming
{
    /// From the first change seen to reading: a save is several changes, and they should count as one.
    std::chrono::milliseconds settle{200};
    /// How often the files are looked at anyway: no notice comes from NFS, nor of the swapped link above a
    /// mounted ConfigMap.
    std::chrono::milliseconds poll{5000};
};

/// Follows the files that a configuration was read from and reads it again when they change, in a thread of
/// its own: a hanging mount stops no window. Belongs to the thread that made it and signals there.
class ConfigurationWatcher : public QObject
{
    Q_OBJECT

public:
    /// `numbering` is the one that `running` was loaded with; it is copied.
    explicit ConfigurationWatcher(std::shared_ptr<const Configuration> running, InstanceNumbering numbering,
                                  QObject *parent = nullptr, ConfigurationTiming timing = {});
    ~ConfigurationWatcher() override;

    /// Reads the files now, changed or not.
    void reload();

Q_SIGNALS:
    /// The files were read well; maybe nothing differs (a file was touched, or mended after a rejection).
    void changed(const std::shared_ptr<const quarterdeck::Configuration> &configuration);
    /// The files were read and are wrong: the configuration before stays in use.
    void rejected(const QList<quarterdeck::ConfigProblem> &problems);

private:
    QThread *m_thread;
    ConfigurationFollower *m_follower; ///< lives in m_thread
};

} // namespace quarterdeck
