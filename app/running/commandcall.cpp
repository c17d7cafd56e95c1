#include "app/running/commandcall.h"

#include "app/running/processtree.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QUuid>

#include <csignal>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace quarterdeck {

namespace {

constexpr auto markName = "QUARTERDECK_STEP";
const QString plainPath = u"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"_s;
/// After KILL: what is not gone by then hangs in the kernel and cannot be ended by anybody.
constexpr auto killPatience = 5s;

/// What a command needs to find its own configuration, and nothing that this console happens to have.
QStringList environmentOf(const CommandOrder &order, const QByteArray &mark)
{
    QStringList environment{u"PATH="_s + plainPath, u"LANG=C.UTF-8"_s, QString::fromLatin1(mark)};
    for (const char *name : {"HOME", "USER", "LOGNAME", "TMPDIR", "KUBECONFIG"}) {
        if (qEnvironmentVariableIsSet(name)) {
            environment.append(QString::fromLatin1(name) + u'=' + qEnvironmentVariable(name));
        }
    }
    for (const auto &[name, value] : order.environment) {
        environment.removeIf([&name = name](const QString &one) { return one.startsWith(name + u'='); });
        environment.append(name + u'=' + value);
    }
    return environment;
}

QString found(const QString &program, const QString &folder)
{
    if (program.contains(u'/')) {
        const QString path = QDir(folder).absoluteFilePath(program);
        return QFileInfo(path).isExecutable() && QFileInfo(path).isFile() ? path : QString();
    }
    return QStandardPaths::findExecutable(program, plainPath.split(u':'));
}

} // namespace

CommandCall::CommandCall(CommandOrder order, QObject *parent)
    : QObject(parent)
    , m_order(std::move(order))
    , m_mark(QByteArray(markName) + '=' + QUuid::createUuid().toByteArray(QUuid::Id128))
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        endTree(CommandResult::Kind::TimedOut,
                u"not finished within %1 s"_s.arg(double(m_order.timeout.count()) / 1000));
    });
    connect(&m_look, &QTimer::timeout, this, &CommandCall::look);
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setChildProcessModifier([] { ::setsid(); }); // a group of its own, and no terminal to ask at
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &CommandCall::take);
    connect(&m_process, &QProcess::finished, this, &CommandCall::exited);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            m_result.reason = m_process.errorString();
            settle();
        }
    });
}

CommandCall::~CommandCall()
{
    m_process.disconnect(this);
    kill();
    m_process.waitForFinished(1000);
}

void CommandCall::start()
{
    if (m_done) {
        return; // cancelled before its turn came
    }
    m_begun = std::chrono::steady_clock::now();
    const QString program = found(m_order.arguments.value(0), m_order.folder);
    if (program.isEmpty()) {
        m_result.reason = u"there is no program \"%1\""_s.arg(m_order.arguments.value(0).left(200));
        QMetaObject::invokeMethod(this, &CommandCall::settle, Qt::QueuedConnection);
        return;
    }
    m_process.setProgram(program);
    m_process.setArguments(m_order.arguments.mid(1));
    m_process.setEnvironment(environmentOf(m_order, m_mark));
    m_process.setWorkingDirectory(m_order.folder.startsWith(u'/') ? m_order.folder : u"/"_s);
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.start(QIODevice::ReadOnly);
    m_group = m_process.processId();
    m_deadline.start(m_order.timeout);
}

void CommandCall::take()
{
    const QByteArray bytes = m_process.readAllStandardOutput();
    m_result.outputBytes += bytes.size();
    m_result.output += bytes.left(std::max<qint64>(0, m_order.maxOutput - m_result.output.size()));
    tell(m_result.output.lastIndexOf('\n') + 1);
}

void CommandCall::tell(qsizetype end)
{
    constexpr int mostLines = 200;
    constexpr qsizetype longestLine = 400;
    while (m_told < end && m_lines < mostLines) {
        qsizetype stop = m_result.output.indexOf('\n', m_told);
        stop = stop < 0 || stop > end ? end : stop;
        const QString line =
            QString::fromUtf8(m_result.output.mid(m_told, std::min(stop - m_told, longestLine))).simplified();
        m_told = stop + 1;
        if (!line.isEmpty()) {
            ++m_lines;
            Q_EMIT said(m_lines < mostLines ? line : line + u" … (further lines are not shown)"_s);
        }
    }
}

void CommandCall::exited(int code, QProcess::ExitStatus status)
{
    take();
    if (m_ending) {
        look();
        return;
    }
    m_result.code = code;
    m_result.kind =
        status == QProcess::NormalExit ? CommandResult::Kind::Exited : CommandResult::Kind::Crashed;
    m_result.reason = status == QProcess::NormalExit ? QString() : u"ended by a signal"_s;
    if (!processesOf(m_group, m_mark).isEmpty()) {
        endTree(m_result.kind, m_result.reason);
        return;
    }
    settle();
}

void CommandCall::cancel()
{
    endTree(CommandResult::Kind::Cancelled, u"ended on request"_s);
}

void CommandCall::kill()
{
    if (m_group > 0 && !m_done) {
        signalProcesses(m_group, m_mark, SIGKILL);
    }
}

void CommandCall::endTree(CommandResult::Kind kind, const QString &reason)
{
    if (m_ending || m_done) {
        return;
    }
    if (m_group == 0) {
        m_begun = std::chrono::steady_clock::now();
        m_result.kind = kind;
        m_result.reason = u"nothing was started"_s;
        settle();
        return;
    }
    m_ending = true;
    m_deadline.stop();
    m_result.kind = kind;
    m_result.reason = reason;
    m_endBegun = std::chrono::steady_clock::now();
    signalProcesses(m_group, m_mark, SIGTERM);
    m_look.start(20ms);
}

void CommandCall::look()
{
    if (m_done) {
        return;
    }
    const bool reaped = m_process.state() == QProcess::NotRunning;
    const QList<qint64> left = processesOf(m_group, m_mark);
    if (reaped && left.isEmpty()) {
        settle();
        return;
    }
    const auto waited = std::chrono::steady_clock::now() - m_endBegun;
    if (waited >= m_order.grace) {
        // Again at every look: a process may have forked between the search and the signal.
        m_killed = true;
        signalProcesses(m_group, m_mark, SIGKILL);
    }
    if (waited >= m_order.grace + killPatience) {
        m_result.kind = CommandResult::Kind::StillThere;
        QStringList pids;
        for (const qint64 pid : left) {
            pids.append(QString::number(pid));
        }
        m_result.reason = u"could not be ended: process %1 is still there"_s.arg(pids.join(u", "_s));
        settle();
    }
}

void CommandCall::settle()
{
    if (m_done) {
        return;
    }
    m_done = true;
    tell(m_result.output.size());
    m_deadline.stop();
    m_look.stop();
    if (m_killed && m_result.kind != CommandResult::Kind::StillThere) {
        m_result.reason += m_result.reason.isEmpty() ? u"what it left behind was killed"_s
                                                     : u"; it did not end when asked and was killed"_s;
    }
    m_result.duration =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - m_begun);
    Q_EMIT finished();
}

} // namespace quarterdeck
