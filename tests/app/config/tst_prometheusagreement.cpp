#include "app/config/configuration.h"
#include "app/config/valuereader.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace quarterdeck;
using namespace Qt::StringLiterals;

/// A real Prometheus and we read the same prometheus.yml: both must come to the same targets, labels, URLs,
/// intervals and timeouts.
class TestPrometheusAgreement : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void trickyFile();
    void randomRules();

private:
    void compare(const QString &path);
};

namespace {

/// A Prometheus on a free loopback port for as long as the object lives.
class Server
{
public:
    bool start(const QString &configuration)
    {
        QTcpServer free;
        free.listen(QHostAddress::LocalHost);
        m_port = free.serverPort();
        free.close();
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(u"/usr/bin/prometheus"_s,
                        {u"--config.file="_s + configuration,
                         u"--storage.tsdb.path="_s + m_folder.filePath(u"data"_s),
                         u"--web.listen-address=127.0.0.1:%1"_s.arg(m_port), u"--log.level=error"_s});
        return m_process.waitForStarted();
    }
    ~Server()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    [[nodiscard]] bool isRunning() const { return m_process.state() == QProcess::Running; }
    QByteArray output() { return m_process.readAll(); }

    QJsonObject get(const QString &path)
    {
        QNetworkAccessManager network;
        QNetworkRequest request(QUrl(u"http://127.0.0.1:%1%2"_s.arg(QString::number(m_port), path)));
        request.setTransferTimeout(5000);
        QNetworkReply *reply = network.get(request);
        QSignalSpy finished(reply, &QNetworkReply::finished);
        finished.wait(6000);
        return QJsonDocument::fromJson(reply->readAll()).object();
    }

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
};

QString describe(const QString &url, const QString &interval, const QString &timeout, const Labels &labels)
{
    QStringList words{url, interval, timeout};
    for (auto label = labels.cbegin(); label != labels.cend(); ++label) {
        words.append(label.key() + u'=' + label.value());
    }
    return words.join(u" | "_s);
}

QStringList theirTargets(Server &server)
{
    QStringList lines;
    const QJsonArray targets =
        server.get(u"/api/v1/targets?state=active"_s)[u"data"_s].toObject()[u"activeTargets"_s].toArray();
    for (const QJsonValue &value : targets) {
        const QJsonObject target = value.toObject();
        Labels labels;
        const QJsonObject theirs = target[u"labels"_s].toObject();
        for (auto label = theirs.begin(); label != theirs.end(); ++label) {
            labels.insert(label.key(), label.value().toString());
        }
        lines.append(describe(target[u"scrapeUrl"_s].toString(), target[u"scrapeInterval"_s].toString(),
                              target[u"scrapeTimeout"_s].toString(), labels));
    }
    lines.sort();
    return lines;
}

QStringList ourTargets(const FleetDefinition &fleet)
{
    QStringList lines;
    for (const Target &target : fleet.targets) {
        const QString scheme = target.metrics->scheme == Scheme::Https ? u"https://"_s : u"http://"_s;
        lines.append(describe(scheme + target.metrics->hostPort() + target.metrics->path,
                              formatDuration(target.interval), formatDuration(target.timeout),
                              target.labels));
    }
    lines.sort();
    return lines;
}

QString oneOf(QRandomGenerator &random, const QStringList &words)
{
    return words.at(random.bounded(words.size()));
}

QJsonObject randomRule(QRandomGenerator &random)
{
    const QStringList names{u"a"_s,        u"b"_s,   u"c"_s,           u"__tmp"_s,
                            u"__meta_x"_s, u"job"_s, u"__address__"_s, u"none"_s};
    const QStringList regexes{u"(.*)"_s,
                              u"f(o+)"_s,
                              u"(.)(.*)"_s,
                              u"x|foo"_s,
                              u""_s,
                              u".+"_s,
                              u"(?P<n>.*)o"_s,
                              u"[a-c]?(?i:B)(.*)"_s,
                              u"(\\w+);(\\w*)"_s,
                              u"(é)+"_s,
                              u"([^;]*);?.*"_s,
                              u"(a)|(b)|(x)"_s,
                              u"\\d+"_s};
    QJsonObject rule;
    const auto sources = [&] {
        QJsonArray list;
        for (int i = random.bounded(3); i >= 0; --i) {
            list.append(oneOf(random, names));
        }
        rule[u"source_labels"_s] = list;
    };
    switch (random.bounded(10)) {
    case 0:
        rule[u"action"_s] = oneOf(random, {u"keep"_s, u"drop"_s});
        sources();
        rule[u"regex"_s] = oneOf(random, regexes) + (random.bounded(2) == 0 ? u"|.{3,}"_s : QString());
        break;
    case 1:
        rule[u"action"_s] = oneOf(random, {u"keepequal"_s, u"dropequal"_s});
        rule[u"source_labels"_s] = QJsonArray{oneOf(random, {u"a"_s, u"b"_s})};
        rule[u"target_label"_s] = oneOf(random, {u"a"_s, u"none"_s});
        break;
    case 2:
        rule[u"action"_s] = u"hashmod"_s;
        sources();
        rule[u"modulus"_s] = 1 + random.bounded(100);
        rule[u"target_label"_s] = oneOf(random, {u"h"_s, u"a"_s, u"__tmp"_s});
        break;
    case 3:
        rule[u"action"_s] = u"labelmap"_s;
        rule[u"regex"_s] = oneOf(random, {u"__meta_(.+)"_s, u"([abc])"_s, u"(.*)_x"_s});
        rule[u"replacement"_s] = oneOf(random, {u"m_$1"_s, u"${1}_${1}"_s, u"n${1}"_s});
        break;
    case 4:
        rule[u"action"_s] = u"labeldrop"_s;
        rule[u"regex"_s] = oneOf(random, {u"b"_s, u"m_.*"_s, u"__t.*|c"_s, u"nothing"_s});
        break;
    case 5:
        rule[u"action"_s] = oneOf(random, {u"lowercase"_s, u"uppercase"_s, u"UpperCase"_s});
        sources();
        rule[u"target_label"_s] = oneOf(random, {u"l"_s, u"b"_s});
        break;
    case 6:
        rule[u"action"_s] = u"replace"_s;
        sources();
        rule[u"regex"_s] = oneOf(random, {u"(.+)"_s, u"([a-z]+).*"_s});
        rule[u"target_label"_s] = oneOf(random, {u"t_${1}"_s, u"$1"_s, u"x${1}y"_s});
        rule[u"replacement"_s] = oneOf(random, {u"fixed"_s, u"$0"_s, u"v$1"_s});
        break;
    default:
        sources();
        if (random.bounded(2) == 0) {
            rule[u"regex"_s] = oneOf(random, regexes);
        }
        if (random.bounded(3) == 0) {
            rule[u"separator"_s] = oneOf(random, {u""_s, u","_s, u"::"_s});
        }
        rule[u"target_label"_s] =
            oneOf(random, {u"a"_s, u"b"_s, u"d"_s, u"instance"_s, u"__tmp"_s, u"__param_p"_s});
        if (random.bounded(4) != 0) {
            rule[u"replacement"_s] =
                oneOf(random, {u"$1"_s, u"${1}_x"_s, u"$1x"_s, u""_s, u"$$1"_s, u"$n"_s, u"${n}!"_s,
                               u"fixed"_s, u"${2}$1"_s, u"$"_s, u"${"_s, u"<$0>"_s, u"$1é"_s, u"\\1"_s});
        }
    }
    return rule;
}

} // namespace

void TestPrometheusAgreement::compare(const QString &path)
{
    InstanceNumbering numbering;
    const ConfigurationResult result = loadConfiguration(path, numbering);
    for (const ConfigProblem &problem : result.errors) {
        qWarning("%s", qPrintable(problem.toString()));
    }
    QVERIFY(result.errors.isEmpty());
    const QStringList ours = ourTargets(result.configuration->fleet);
    QVERIFY(!ours.isEmpty());

    Server server;
    QVERIFY2(server.start(path), "Prometheus is needed: apt-get install prometheus");
    // Prometheus gathers what it discovered every 5 s.
    QStringList theirs;
    QTRY_VERIFY_WITH_TIMEOUT(
        !server.isRunning() || (theirs = theirTargets(server)) == ours || theirs.size() > ours.size(), 25000);
    QVERIFY2(server.isRunning(), server.output().constData());
    for (qsizetype i = 0; i < std::min(ours.size(), theirs.size()); ++i) {
        QCOMPARE(ours.at(i), theirs.at(i));
    }
    QCOMPARE(ours.size(), theirs.size());
}

void TestPrometheusAgreement::trickyFile()
{
    compare(QStringLiteral(QUARTERDECK_TEST_DATA "/config/tricky-prometheus.yml"));
}

void TestPrometheusAgreement::randomRules()
{
    QRandomGenerator random(20261121);
    const QStringList values{u"x"_s, u"foo"_s, u"Bar"_s, u"1"_s, u"a;b"_s, u""_s, u"éé"_s, u"fo"_s};
    QJsonArray jobs;
    for (int i = 0; i < 120; ++i) {
        QJsonArray groups;
        for (int j = 0; j < 4; ++j) {
            QJsonObject labels{{u"n"_s, QString::number(j)}};
            for (const QString &name : {u"a"_s, u"b"_s, u"c"_s, u"__meta_x"_s}) {
                if (random.bounded(4) != 0) {
                    labels[name] = oneOf(random, values);
                }
            }
            groups.append(QJsonObject{
                {u"targets"_s, QJsonArray{u"127.1.%1.%2:%3"_s.arg(QString::number(i), QString::number(j + 1),
                                                                  QString::number(random.bounded(1, 9999)))}},
                {u"labels"_s, labels}});
        }
        QJsonArray rules;
        for (int j = random.bounded(6); j >= 0; --j) {
            rules.append(randomRule(random));
        }
        jobs.append(QJsonObject{{u"job_name"_s, u"job%1"_s.arg(i)},
                                {u"static_configs"_s, groups},
                                {u"relabel_configs"_s, rules}});
    }
    const QJsonObject root{{u"global"_s, QJsonObject{{u"scrape_interval"_s, u"1h"_s}}},
                           {u"scrape_configs"_s, jobs}};
    QTemporaryDir folder;
    const QString path = folder.filePath(u"prometheus.yml"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QJsonDocument(root).toJson()); // JSON is YAML
    file.close();
    compare(path);
}

QTEST_GUILESS_MAIN(TestPrometheusAgreement)
#include "tst_prometheusagreement.moc"
