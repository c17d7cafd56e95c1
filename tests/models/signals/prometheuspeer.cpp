#include "prometheuspeer.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

namespace quarterdeck::test {

namespace {

QString write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
        return QStringLiteral("cannot write %1: %2").arg(path, file.errorString());
    }
    return {};
}

double number(const QString &text)
{
    if (text == u"+Inf" || text == u"-Inf") {
        const double infinity = std::numeric_limits<double>::infinity();
        return text == u"+Inf" ? infinity : -infinity;
    }
    return text == u"NaN" ? std::numeric_limits<double>::quiet_NaN() : text.toDouble();
}

} // namespace

PrometheusPeer::PrometheusPeer() = default;

PrometheusPeer::~PrometheusPeer()
{
    if (m_server.state() != QProcess::NotRunning) {
        m_server.terminate();
        if (!m_server.waitForFinished(5000)) {
            m_server.kill();
            m_server.waitForFinished(5000);
        }
    }
}

QString PrometheusPeer::start(const QByteArray &openMetrics)
{
    const QString data = m_folder.filePath(QStringLiteral("data"));
    const QString samples = m_folder.filePath(QStringLiteral("samples.om"));
    const QString configuration = m_folder.filePath(QStringLiteral("prometheus.yml"));
    for (const QString &problem :
         {write(samples, openMetrics), write(configuration, "scrape_configs: []\n")}) {
        if (!problem.isEmpty()) {
            return problem;
        }
    }
    QProcess tool;
    tool.setProcessChannelMode(QProcess::MergedChannels);
    tool.start(QStringLiteral("promtool"), {QStringLiteral("tsdb"), QStringLiteral("create-blocks-from"),
                                            QStringLiteral("openmetrics"), samples, data});
    if (!tool.waitForFinished(60000) || tool.exitStatus() != QProcess::NormalExit || tool.exitCode() != 0) {
        return QStringLiteral("promtool (package prometheus): %1 %2")
            .arg(tool.errorString(), QString::fromUtf8(tool.readAll()));
    }
    // A port that was free a moment ago; taken by somebody else in between, the server ends and we try
    // another.
    for (int attempt = 0; attempt < 3; ++attempt) {
        QTcpServer probe;
        if (!probe.listen(QHostAddress::LocalHost)) {
            return QStringLiteral("no free port: %1").arg(probe.errorString());
        }
        m_port = probe.serverPort();
        probe.close();
        m_server.setProcessChannelMode(QProcess::MergedChannels);
        m_server.start(QStringLiteral("prometheus"),
                       {QStringLiteral("--config.file=%1").arg(configuration),
                        QStringLiteral("--storage.tsdb.path=%1").arg(data),
                        QStringLiteral("--storage.tsdb.retention.time=100y"),
                        QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(m_port),
                        QStringLiteral("--log.level=warn")});
        const QDeadlineTimer deadline(30000);
        while (!deadline.hasExpired() && m_server.state() != QProcess::NotRunning) {
            QString problem;
            if (get(QStringLiteral("/-/ready"), &problem).contains("Ready")) {
                return {};
            }
            m_server.waitForFinished(
                100); // Returns early when it ends; otherwise the pause between two tries.
        }
    }
    return QStringLiteral("Prometheus does not start: %1").arg(QString::fromUtf8(m_server.readAll()));
}

QHash<QString, double> PrometheusPeer::query(const QString &expression, double atSeconds,
                                             const QString &caseLabel, QString *problem) const
{
    const QString path = QStringLiteral("/api/v1/query?time=%1&query=%2")
                             .arg(QString::number(atSeconds, 'f', 3),
                                  QString::fromLatin1(QUrl::toPercentEncoding(expression)));
    const QJsonObject answer = QJsonDocument::fromJson(get(path, problem)).object();
    if (answer.value(u"status").toString() != u"success") {
        *problem += QStringLiteral(" %1: %2").arg(expression, answer.value(u"error").toString());
        return {};
    }
    QHash<QString, double> values;
    const QJsonArray result = answer.value(u"data").toObject().value(u"result").toArray();
    for (const QJsonValue &element : result) {
        values.insert(element.toObject().value(u"metric").toObject().value(caseLabel).toString(),
                      number(element.toObject().value(u"value").toArray().at(1).toString()));
    }
    return values;
}

QByteArray PrometheusPeer::get(const QString &pathAndQuery, QString *problem) const
{
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), m_port);
    if (!socket.waitForConnected(2000)) {
        *problem = socket.errorString();
        return {};
    }
    // HTTP 1.0: the answer ends with the connection and is not chunked.
    socket.write("GET " + pathAndQuery.toLatin1() + " HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n");
    QByteArray answer;
    while (socket.state() == QAbstractSocket::ConnectedState && socket.waitForReadyRead(30000)) {
        answer += socket.readAll();
    }
    answer += socket.readAll();
    return answer.sliced(std::max<qsizetype>(0, answer.indexOf("\r\n\r\n") + 4));
}

} // namespace quarterdeck::test
