#include "tests/e2e/network/networknamespace.h"

#include <QFile>
#include <QProcess>
#include <QStringList>

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace quarterdeck::test {

namespace {

constexpr const char *ownNetwork = "/proc/thread-self/ns/net";

int openOwnNetwork()
{
    const int descriptor = ::open(ownNetwork, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        throw std::runtime_error(ownNetwork);
    }
    return descriptor;
}

bool writeFile(const char *path, const QByteArray &text)
{
    QFile file(QString::fromLatin1(path));
    return file.open(QIODevice::WriteOnly | QIODevice::Unbuffered) && file.write(text) == text.size();
}

} // namespace

QByteArray NetworkNamespace::becomeNetworkAdministrator()
{
    if (::unshare(CLONE_NEWNET) == 0) {
        return {};
    }
    const uid_t user = ::getuid();
    const gid_t group = ::getgid();
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 && writeFile("/proc/self/setgroups", "deny") &&
        writeFile("/proc/self/uid_map", "0 " + QByteArray::number(user) + " 1") &&
        writeFile("/proc/self/gid_map", "0 " + QByteArray::number(group) + " 1")) {
        return {};
    }
    return QByteArray(
               "this test makes network namespaces: it needs root (CAP_SYS_ADMIN and CAP_NET_ADMIN, in a "
               "container --cap-add for both) or unprivileged user namespaces; the kernel says: ") +
           std::strerror(errno);
}

NetworkNamespace::NetworkNamespace()
{
    const int before = openOwnNetwork();
    if (::unshare(CLONE_NEWNET) != 0) {
        ::close(before);
        throw std::runtime_error("unshare");
    }
    m_descriptor = openOwnNetwork();
    ::setns(before, CLONE_NEWNET);
    ::close(before);
}

NetworkNamespace::~NetworkNamespace()
{
    ::close(m_descriptor);
}

void NetworkNamespace::enter() const
{
    if (::setns(m_descriptor, CLONE_NEWNET) != 0) {
        throw std::runtime_error("setns");
    }
}

void NetworkNamespace::inside(const std::function<void()> &what) const
{
    const int before = openOwnNetwork();
    enter();
    what();
    ::setns(before, CLONE_NEWNET);
    ::close(before);
}

bool NetworkNamespace::ip(const QString &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    inside([&] {
        process.start(QStringLiteral("ip"), arguments.split(QLatin1Char(' ')));
        process.waitForFinished();
    });
    if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0 &&
        process.error() != QProcess::FailedToStart) {
        return true;
    }
    m_problem = "ip " + arguments.toUtf8() + ": " + process.errorString().toUtf8() + ' ' + process.readAll();
    return false;
}

QString NetworkNamespace::path() const
{
    return QStringLiteral("/proc/%1/fd/%2").arg(::getpid()).arg(m_descriptor);
}

} // namespace quarterdeck::test
