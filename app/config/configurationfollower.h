#pragma once

#include "app/config/configurationwatcher.h"

#include <QFileSystemWatcher>
#include <QTimer>

namespace quarterdeck {

/// The part of ConfigurationWatcher that lives in its worker thread and does all of the file I/O.
class ConfigurationFollower : public QObject
{
    Q_OBJECT

public:
    ConfigurationFollower(std::shared_ptr<const Configuration> running, InstanceNumbering numbering,
                          ConfigurationTiming timing);

    void start();
    void load();

Q_SIGNALS:
    void changed(const std::shared_ptr<const quarterdeck::Configuration> &configuration);
    void rejected(const QList<quarterdeck::ConfigProblem> &problems);

private:
    void check();
    [[nodiscard]] QByteArray currentFingerprint() const;
    void follow(const QList<QString> &files, const QList<QString> &folders);

    std::shared_ptr<const Configuration> m_running;
    InstanceNumbering m_numbering;
    ConfigurationTiming m_timing;
    QList<QString> m_files;
    QList<QString> m_folders;
    QByteArray m_fingerprint; ///< of the files as they were when they were last read
    int m_overtaken = 0;      ///< readings in a row during which the files changed
    QFileSystemWatcher m_watcher{this};
    QTimer m_settle{this};
    QTimer m_poll{this};
};

} // namespace quarterdeck
