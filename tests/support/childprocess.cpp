#include "tests/support/childprocess.h"

#include <QDeadlineTimer>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <signal.h>
#include <sys/prctl.h>

namespace quarterdeck::test {

namespace {

namespace asio = boost::asio;

constexpr int startMilliseconds = 20'000;
constexpr int lookEveryMilliseconds = 20;

} // namespace

ChildProcess::ChildProcess(const QString &program, const QStringList &arguments)
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    // A test that is killed takes its servers with it.
    m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_process.start(program, arguments);
    if (!m_process.waitForStarted(startMilliseconds)) {
        m_output = program.toUtf8() + " does not start (is its package installed? ./dev setup): " +
                   m_process.errorString().toUtf8();
    }
}

ChildProcess::~ChildProcess()
{
    if (m_process.state() == QProcess::NotRunning) {
        return;
    }
    m_process.terminate();
    if (!m_process.waitForFinished(5'000)) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

bool ChildProcess::listensOn(const QString &address, quint16 port)
{
    asio::io_context context;
    const QDeadlineTimer deadline(startMilliseconds);
    while (!deadline.hasExpired() && m_process.state() == QProcess::Running) {
        asio::ip::tcp::socket socket(context);
        boost::system::error_code error;
        socket.connect({asio::ip::make_address(address.toStdString()), port}, error);
        if (!error) {
            return true;
        }
        m_process.waitForReadyRead(lookEveryMilliseconds);
    }
    return false;
}

QByteArray ChildProcess::output()
{
    m_output += m_process.readAll();
    return m_output;
}

quint16 freePort(const QByteArray &address)
{
    asio::io_context context;
    const asio::ip::tcp::acceptor probe(context, {asio::ip::make_address(address.toStdString()), 0});
    return probe.local_endpoint().port();
}

} // namespace quarterdeck::test
