#pragma once

#include <QByteArray>
#include <QString>

#include <functional>

namespace quarterdeck::test {

/// A network of its own inside this process (network_namespaces(7)), as `ip netns add` makes one, without a
/// name that could outlive the test: the kernel takes it away with the process. Sockets and threads belong to
/// the namespace of the thread that makes them.
class NetworkNamespace
{
public:
    /// Must run before the process has a second thread. Without root it asks for a user namespace first.
    /// Empty when it worked; else what is missing, in words.
    static QByteArray becomeNetworkAdministrator();

    NetworkNamespace();
    ~NetworkNamespace();
    NetworkNamespace(const NetworkNamespace &) = delete;
    NetworkNamespace &operator=(const NetworkNamespace &) = delete;

    /// Moves the calling thread in, for good.
    void enter() const;
    /// Runs `what` inside and comes back.
    void inside(const std::function<void()> &what) const;
    /// `ip ARGUMENTS` inside; false, and the reason in problem(), when it fails.
    [[nodiscard]] bool ip(const QString &arguments);
    [[nodiscard]] const QByteArray &problem() const { return m_problem; }
    /// What `ip link ... netns` takes.
    [[nodiscard]] QString path() const;

private:
    int m_descriptor = -1;
    QByteArray m_problem;
};

} // namespace quarterdeck::test
