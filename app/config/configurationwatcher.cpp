#include "app/config/configurationwatcher.h"

#include "app/config/configurationfollower.h"

#include <QThread>

namespace quarterdeck {

ConfigurationWatcher::ConfigurationWatcher(std::shared_ptr<const Configuration> running,
                                           InstanceNumbering numbering, QObject *parent,
                                           ConfigurationTiming timing)
    : QObject(parent)
    , m_thread(new QThread)
    , m_follower(new ConfigurationFollower(std::move(running), std::move(numbering), timing))
{
    m_thread->setObjectName(QStringLiteral("configuration"));
    m_follower->moveToThread(m_thread);
    connect(m_thread, &QThread::finished, m_follower, &QObject::deleteLater);
    connect(m_follower, &ConfigurationFollower::changed, this, &ConfigurationWatcher::changed);
    connect(m_follower, &ConfigurationFollower::rejected, this, &ConfigurationWatcher::rejected);
    m_thread->start();
    QMetaObject::invokeMethod(m_follower, &ConfigurationFollower::start);
}

ConfigurationWatcher::~ConfigurationWatcher()
{
    constexpr std::chrono::seconds patience{3};
    disconnect(m_follower, nullptr, this, nullptr);
    // Whoever ends is rid of his thread, unless a mount hangs: then the thread ends when the mount does.
    connect(m_thread, &QThread::finished, m_thread, &QObject::deleteLater);
    m_thread->quit();
    m_thread->wait(QDeadlineTimer(patience));
}

void ConfigurationWatcher::reload()
{
    QMetaObject::invokeMethod(m_follower, &ConfigurationFollower::load);
}

} // namespace quarterdeck
