#include "expfmtpeer.h"

#include <QDir>
#include <QDateTime>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryFile>

#include <algorithm>

namespace quarterdeck {

namespace {

constexpr std::size_t mostBytes = 8 * 1000 * 1000; ///< it takes 20 ns and more for each
constexpr int rounds = 5;

} // namespace

ExpfmtPeer::ExpfmtPeer() : m_program(QStringLiteral(QUARTERDECK_PEER_PROGRAM))
{
    const QString source = QStringLiteral(QUARTERDECK_PEER_SOURCE);
    if (QFileInfo(m_program).lastModified() > QFileInfo(source).lastModified()) {
        return;
    }
    const QString go = QStandardPaths::findExecutable(QStringLiteral("go"));
    if (go.isEmpty()) {
        m_trouble = QStringLiteral(
            "Go is not installed (packages golang-go and golang-github-prometheus-common-dev)");
        return;
    }
    QDir().mkpath(QFileInfo(m_program).path());
    QProcess build;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("GO111MODULE"), QStringLiteral("off"));
    environment.insert(QStringLiteral("GOPATH"), QStringLiteral("/usr/share/gocode"));
    environment.insert(QStringLiteral("GOFLAGS"), QStringLiteral("-p=2"));
    environment.insert(QStringLiteral("GOCACHE"), QFileInfo(m_program).path() + QStringLiteral("/gocache"));
    build.setProcessEnvironment(environment);
    build.setWorkingDirectory(QFileInfo(source).path());
    build.start(go, {QStringLiteral("build"), QStringLiteral("-o"), m_program, source});
    if (!build.waitForFinished(300000) || build.exitCode() != 0) {
        m_trouble =
            QStringLiteral("the peer does not build: ") +
            QString::fromUtf8(build.readAllStandardError()).trimmed().section(QLatin1Char('\n'), 0, 2);
    }
}

std::optional<double> ExpfmtPeer::nanosecondsPerByte(const std::string &page) const
{
    QTemporaryFile file;
    if (!available() || !file.open()) {
        return std::nullopt;
    }
    std::size_t length = page.size();
    if (length > mostBytes) {
        length = page.rfind('\n', mostBytes) + 1;
    }
    file.write(page.data(), static_cast<qint64>(length));
    file.flush();
    const std::size_t repeats = std::max<std::size_t>(1, 2 * 1000 * 1000 / length);
    QProcess peer;
    peer.start(m_program, {file.fileName(), QString::number(rounds), QString::number(repeats)});
    if (!peer.waitForFinished(120000) || peer.exitCode() != 0) {
        return std::nullopt;
    }
    const QList<QByteArray> words = peer.readAllStandardOutput().trimmed().split(' ');
    if (words.size() != 3 || words[1].toDouble() <= 0) {
        return std::nullopt;
    }
    return words[0].toDouble() / words[1].toDouble();
}

} // namespace quarterdeck
