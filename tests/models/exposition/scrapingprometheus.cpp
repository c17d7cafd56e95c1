#include "scrapingprometheus.h"

#include <QDeadlineTimer>
#include <QEventLoop>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QStandardPaths>
#include <QTcpSocket>
#include <QTest>
#include <QUrl>

#include <memory>

namespace quarterdeck::test {

namespace {

quint16 freePort()
{
    QTcpServer probe;
    probe.listen(QHostAddress::LocalHost);
    return probe.serverPort();
}

} // namespace

ScrapingPrometheus::ScrapingPrometheus(const QList<ServedPage> &pages) : m_pages(pages) {}

ScrapingPrometheus::~ScrapingPrometheus()
{
    if (m_prometheus.state() != QProcess::NotRunning) {
        m_prometheus.kill();
        m_prometheus.waitForFinished(5000);
    }
}

QString ScrapingPrometheus::seriesText(QMap<QString, QString> labels)
{
    QString text = labels.take(QStringLiteral("__name__"));
    for (auto label = labels.cbegin(); label != labels.cend(); ++label) {
        if (!label.value().isEmpty()) { // none to Prometheus
            text += QLatin1Char('\n') + label.key() + QLatin1Char('=') + label.value();
        }
    }
    return text;
}

QString ScrapingPrometheus::configuration() const
{
    QString text = QStringLiteral(
        "global: {scrape_interval: 3s, scrape_timeout: 3s}\n"
        "scrape_configs:\n"
        "- job_name: pages\n"
        "  honor_labels: true\n"
        "  relabel_configs:\n"
        "  - {source_labels: [served_page], target_label: __metrics_path__, replacement: '/$1'}\n"
        "  static_configs:\n");
    for (qsizetype i = 0; i < m_pages.size(); ++i) {
        text += QStringLiteral("  - {targets: ['127.0.0.1:%1'], labels: {served_page: '%2'}}\n")
                    .arg(m_server.serverPort())
                    .arg(i);
    }
    return text;
}

/// One request a connection, answered with the page whose number is the path.
void ScrapingPrometheus::serve()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
            const QByteArray request = socket->peek(64 * 1024);
            if (!request.contains("\r\n\r\n")) {
                return;
            }
            socket->readAll();
            const qsizetype number = request.mid(5, request.indexOf(' ', 5) - 5).toLongLong();
            const ServedPage page = m_pages.value(number);
            socket->write(
                QByteArray("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: ") +
                (page.format == ExpositionFormat::OpenMetrics ? "application/openmetrics-text; version=1.0.0"
                                                              : "text/plain; version=0.0.4") +
                "\r\nContent-Length: " + QByteArray::number(page.bytes.size()) + "\r\n\r\n" + page.bytes);
            socket->disconnectFromHost();
        });
    }
}

QByteArray ScrapingPrometheus::get(const QString &pathAndQuery)
{
    QNetworkAccessManager manager;
    QNetworkRequest request(
        QUrl(QStringLiteral("http://127.0.0.1:%1/api/v1/%2").arg(m_port).arg(pathAndQuery)));
    request.setTransferTimeout(20000);
    const std::unique_ptr<QNetworkReply> reply(manager.get(request));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    loop.exec();
    return reply->readAll();
}

/// Whether Prometheus has scraped all targets; notes the errors it got.
bool ScrapingPrometheus::allScraped(QList<ScrapedPage> &pages)
{
    const QJsonArray targets = QJsonDocument::fromJson(get(QStringLiteral("targets?state=active")))
                                   .object()[u"data"][u"activeTargets"]
                                   .toArray();
    if (targets.size() != m_pages.size()) {
        return false;
    }
    for (const QJsonValue &target : targets) {
        if (target[u"health"].toString() == QStringLiteral("unknown")) {
            return false;
        }
        pages[target[u"labels"][u"served_page"].toString().toInt()].error = target[u"lastError"].toString();
    }
    return true;
}

QList<ScrapedPage> ScrapingPrometheus::scrape(QString *problem)
{
    const QString program = QStandardPaths::findExecutable(QStringLiteral("prometheus"));
    if (program.isEmpty()) {
        *problem = QStringLiteral("prometheus is not installed");
        return {};
    }
    QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] { serve(); });
    if (!m_server.listen(QHostAddress::LocalHost)) {
        *problem = m_server.errorString();
        return {};
    }
    m_port = freePort();
    QFile file(m_folder.filePath(QStringLiteral("prometheus.yml")));
    if (!file.open(QIODevice::WriteOnly)) {
        *problem = file.errorString();
        return {};
    }
    file.write(configuration().toUtf8());
    file.close();
    m_prometheus.setStandardOutputFile(QProcess::nullDevice());
    m_prometheus.setStandardErrorFile(m_folder.filePath(QStringLiteral("log")));
    m_prometheus.start(program,
                       {QStringLiteral("--config.file=") + file.fileName(),
                        QStringLiteral("--storage.tsdb.path=") + m_folder.filePath(QStringLiteral("data")),
                        QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(m_port)});
    QList<ScrapedPage> pages(m_pages.size());
    const bool scraped = QTest::qWaitFor([&] { return allScraped(pages); }, 60000);
    if (!scraped) {
        *problem = QStringLiteral("Prometheus did not scrape everything within a minute");
        return {};
    }
    const QString query = QString::fromLatin1(QUrl::toPercentEncoding(QStringLiteral(
        "{job=\"pages\",served_page!=\"\",__name__!~\"up|scrape_(duration|samples|series).*\"}")));
    const QJsonObject answer = QJsonDocument::fromJson(get(QStringLiteral("query?query=") + query)).object();
    if (answer[u"status"].toString() != QStringLiteral("success")) {
        *problem = QStringLiteral("the query failed: ") + answer[u"error"].toString();
        return {};
    }
    for (const QJsonValue &element : answer[u"data"][u"result"].toArray()) {
        QMap<QString, QString> labels;
        const QJsonObject metric = element[u"metric"].toObject();
        for (auto label = metric.begin(); label != metric.end(); ++label) {
            labels.insert(label.key(), label.value().toString());
        }
        const int page = labels.take(QStringLiteral("served_page")).toInt();
        labels.remove(QStringLiteral("job"));
        labels.remove(QStringLiteral("instance"));
        const QString value = element[u"value"][1].toString();
        const double number = value == QStringLiteral("+Inf")   ? qInf()
                              : value == QStringLiteral("-Inf") ? -qInf()
                              : value == QStringLiteral("NaN")  ? qQNaN()
                                                                : value.toDouble();
        pages[page].series.insert(seriesText(labels), number);
    }
    return pages;
}

} // namespace quarterdeck::test
