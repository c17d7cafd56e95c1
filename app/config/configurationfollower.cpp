#include "app/config/configurationfollower.h"

#include "app/config/readfiles.h"

#include <QFileInfo>

namespace quarterdeck {

ConfigurationFollower::ConfigurationFollower(std::shared_ptr<const Configuration> running,
                                             InstanceNumbering numbering, ConfigurationTiming timing)
    : m_running(std::move(running))
    , m_numbering(std::move(numbering))
    , m_timing(timing)
    , m_files(m_running->files)
    , m_folders(m_running->folders)
    , m_fingerprint(m_running->fingerprint)
{
}

void ConfigurationFollower::start()
{
    // The first change arms the timer and later ones ride along: restarted by each of them, it would never
    // end under a file that is written all the time.
    const auto arm = [this] {
        if (!m_settle.isActive()) {
            m_settle.start();
        }
    };
    m_settle.setSingleShot(true);
    m_settle.setInterval(m_timing.settle);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, arm);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, arm);
    connect(&m_settle, &QTimer::timeout, this, &ConfigurationFollower::check);
    connect(&m_poll, &QTimer::timeout, this, &ConfigurationFollower::check);
    m_poll.start(m_timing.poll);
    follow(m_files, m_folders);
    arm(); // what changed between the first reading and now
}

QByteArray ConfigurationFollower::currentFingerprint() const
{
    ReadFiles now;
    for (const QString &file : m_files) {
        now.addFile(file);
    }
    for (const QString &folder : m_folders) {
        now.addFolder(folder);
    }
    return now.fingerprint();
}

void ConfigurationFollower::check()
{
    if (currentFingerprint() != m_fingerprint) {
        load();
    }
}

void ConfigurationFollower::load()
{
    ConfigurationResult result = loadConfiguration(m_running->path, m_numbering);
    m_fingerprint = result.fingerprint;
    follow(result.files, result.folders);
    // Half of what was read is older than the other half: read again, but not for ever.
    constexpr int patience = 5;
    if (currentFingerprint() != m_fingerprint && ++m_overtaken <= patience) {
        m_settle.start();
        return;
    }
    m_overtaken = 0;
    // A file that is cut to nothing is mostly one that is about to be written.
    if (result.isBlank && !m_running->jobs.isEmpty()) {
        Q_EMIT rejected({{m_running->path, 0, 0, QStringLiteral("the file is empty")}});
        return;
    }
    // Errors that concern only some targets stop nobody who runs without these targets anyway.
    const bool isAcceptable =
        result.configuration && (result.errors.isEmpty() || !m_running->errors.isEmpty());
    if (isAcceptable) {
        m_running = std::make_shared<const Configuration>(std::move(*result.configuration));
        Q_EMIT changed(m_running);
    } else {
        Q_EMIT rejected(result.errors);
    }
}

void ConfigurationFollower::follow(const QList<QString> &files, const QList<QString> &folders)
{
    m_files = files;
    m_folders = folders;
    QStringList wanted = folders;
    for (const QString &file : files) {
        wanted.append(file);
        // The folder tells of a file that comes back under its name, as editors save.
        wanted.append(QFileInfo(file).path());
    }
    wanted.removeDuplicates();
    wanted.removeIf([](const QString &path) { return !QFileInfo::exists(path); });
    // All anew: a file replaced under its name is still followed as the old one otherwise.
    const QStringList followed = m_watcher.files() + m_watcher.directories();
    if (!followed.isEmpty()) {
        m_watcher.removePaths(followed);
    }
    if (!wanted.isEmpty()) {
        m_watcher.addPaths(wanted); // what cannot be followed is looked at by the slow poll
    }
}

} // namespace quarterdeck
