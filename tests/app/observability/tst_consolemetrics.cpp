#include "app/observability/consolemetrics.h"
#include "app/observability/metricslistener.h"

#include <prometheus/text_serializer.h>

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QTest>

#include <sstream>

using namespace quarterdeck;
using namespace std::chrono_literals;

namespace {

ConsoleFigures someFigures()
{
    ConsoleFigures figures;
    figures.poller.byOutcome[int(ProbeKind::Health)][int(ProbeOutcome::Ok)] = 41;
    figures.poller.byOutcome[int(ProbeKind::Metrics)][int(ProbeOutcome::TimedOut)] = 3;
    figures.poller.durations[int(ProbeKind::Health)].add(3ms);
    figures.poller.durations[int(ProbeKind::Health)].add(30s);
    figures.instances[int(State::Down)] = 2;
    figures.hasTurns = true;
    figures.turns.add(6ms);
    return figures;
}

QByteArray pageOf(const ConsoleMetrics &metrics)
{
    std::ostringstream page;
    prometheus::TextSerializer().Serialize(page, metrics.Collect());
    return QByteArray::fromStdString(page.str());
}

} // namespace

class TestConsoleMetrics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsTheFigures()
    {
        ConsoleMetrics metrics;
        metrics.publish(someFigures());
        const QByteArray page = pageOf(metrics);
        QVERIFY(page.contains("quarterdeck_probes_total{kind=\"health\",outcome=\"ok\"} 41\n"));
        QVERIFY(page.contains("quarterdeck_probes_total{kind=\"metrics\",outcome=\"timed_out\"} 3\n"));
        QVERIFY(page.contains("quarterdeck_instances{state=\"down\"} 2\n"));
        QVERIFY(page.contains("quarterdeck_probe_duration_seconds_bucket{kind=\"health\",le=\"0.005\"} 1\n"));
        QVERIFY(page.contains("quarterdeck_probe_duration_seconds_bucket{kind=\"health\",le=\"+Inf\"} 2\n"));
        QVERIFY(page.contains("quarterdeck_ui_turn_seconds_count 1\n"));
        QVERIFY(page.contains("process_resident_memory_bytes "));
        QVERIFY(!page.contains("process_resident_memory_bytes 0\n"));
    }

    void withoutAWindowThereAreNoTurns()
    {
        ConsoleMetrics metrics;
        ConsoleFigures figures = someFigures();
        figures.hasTurns = false;
        metrics.publish(figures);
        QVERIFY(!pageOf(metrics).contains("ui_turn"));
    }

    void promtoolFindsNothingToSay()
    {
        ConsoleMetrics metrics;
        metrics.publish(someFigures());
        QProcess promtool;
        promtool.setProcessChannelMode(QProcess::MergedChannels);
        promtool.start(QStringLiteral("promtool"), {QStringLiteral("check"), QStringLiteral("metrics")});
        QVERIFY2(promtool.waitForStarted(), "promtool comes with Debian's prometheus: ./dev setup");
        promtool.write(pageOf(metrics));
        promtool.closeWriteChannel();
        QVERIFY(promtool.waitForFinished());
        QCOMPARE(promtool.readAll(), QByteArray());
        QCOMPARE(promtool.exitCode(), 0);
    }

    void isServedOverHttp()
    {
        const auto metrics = std::make_shared<ConsoleMetrics>();
        metrics->publish(someFigures());
        auto listening = MetricsListener::listen(QStringLiteral(":0"), metrics);
        QVERIFY(std::holds_alternative<std::unique_ptr<MetricsListener>>(listening));
        const auto &listener = std::get<std::unique_ptr<MetricsListener>>(listening);
        QNetworkAccessManager network;
        std::unique_ptr<QNetworkReply> reply(network.get(
            QNetworkRequest(QUrl(QStringLiteral("http://127.0.0.1:%1/metrics").arg(listener->port())))));
        QTRY_VERIFY(reply->isFinished());
        QVERIFY(reply->readAll().contains("quarterdeck_instances{state=\"down\"} 2\n"));
    }

    void saysWhyItCannotListen_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("reason");
        QTest::newRow("no port") << QStringLiteral("127.0.0.1") << QStringLiteral("no port");
        QTest::newRow("port too high") << QStringLiteral(":70000") << QStringLiteral("no port");
        QTest::newRow("a name") << QStringLiteral("example:9464") << QStringLiteral("no IP address");
        QTest::newRow("not ours") << QStringLiteral("192.0.2.1:9464") << QStringLiteral("cannot listen");
    }

    void saysWhyItCannotListen()
    {
        QFETCH(QString, address);
        QFETCH(QString, reason);
        const auto listening = MetricsListener::listen(address, std::make_shared<ConsoleMetrics>());
        QVERIFY(std::holds_alternative<QString>(listening));
        QVERIFY2(std::get<QString>(listening).contains(reason), qPrintable(std::get<QString>(listening)));
    }
};

QTEST_GUILESS_MAIN(TestConsoleMetrics)
#include "tst_consolemetrics.moc"
