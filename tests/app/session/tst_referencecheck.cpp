#include "app/session/referencecheck.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

using namespace quarterdeck;
using namespace std::chrono_literals;

class TestReferenceCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void routes_data();
    void routes();
    void countsAnswersAndSilence();
    void aRefusalProvesThatTheNetworkWorks();
    void withoutReferencesOnlyTheRoutesSpeak();
};

void TestReferenceCheck::routes_data()
{
    QTest::addColumn<QByteArray>("table");
    QTest::addColumn<QByteArray>("table6");
    QTest::addColumn<bool>("expected");

    const QByteArray heading = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\n";
    QTest::newRow("nothing") << QByteArray() << QByteArray() << false;
    QTest::newRow("heading only") << heading << QByteArray() << false;
    QTest::newRow("default route") << heading + "eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\n"
                                   << QByteArray() << true;
    QTest::newRow("route that is down") << heading + "eth0\t00000000\t0101A8C0\t0002\t0\t0\t100\t00000000\n"
                                        << QByteArray() << false;
    QTest::newRow("loopback only") << heading + "lo\t0000007F\t00000000\t0001\t0\t0\t0\t000000FF\n"
                                   << QByteArray() << false;
    const QByteArray zeros = "00000000000000000000000000000000";
    QTest::newRow("IPv6 default") << heading
                                  << zeros + " 00 " + zeros +
                                         " 00 fe800000000000000000000000000001 00000400 00000001 "
                                         "00000000 00000003     eth0\n"
                                  << true;
    QTest::newRow("IPv6 link-local leads nowhere")
        << heading
        << "fe800000000000000000000000000000 40 " + zeros + " 00 " + zeros +
               " 00000100 00000001 00000000 00000001 eth0\n"
        << false;
}

void TestReferenceCheck::routes()
{
    QFETCH(QByteArray, table);
    QFETCH(QByteArray, table6);
    QTEST(hasRoute(table, table6), "expected");
}

void TestReferenceCheck::countsAnswersAndSilence()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress(QStringLiteral("127.0.0.1"))));
    ReferenceCheck check;
    QSignalSpy finished(&check, &ReferenceCheck::finished);
    check.start({QUrl(QStringLiteral("tcp://127.0.0.1:%1").arg(server.serverPort())),
                 QUrl(QStringLiteral("http://name.invalid/"))},
                2s);
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(finished.at(0).at(1).toInt(), 1);
    QCOMPARE(finished.at(0).at(2).toInt(), 1);
}

void TestReferenceCheck::aRefusalProvesThatTheNetworkWorks()
{
    quint16 closedPort = 0;
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress(QStringLiteral("127.0.0.1"))));
        closedPort = server.serverPort();
    }
    ReferenceCheck check;
    QSignalSpy finished(&check, &ReferenceCheck::finished);
    check.start({QUrl(QStringLiteral("tcp://127.0.0.1:%1").arg(closedPort))}, 2s);
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(finished.at(0).at(1).toInt(), 1);
}

void TestReferenceCheck::withoutReferencesOnlyTheRoutesSpeak()
{
    ReferenceCheck check;
    QSignalSpy finished(&check, &ReferenceCheck::finished);
    check.start({}, 1s);
    check.start({}, 1s); // a round at a time
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(finished.at(0).at(1).toInt(), 0);
    QCOMPARE(finished.at(0).at(2).toInt(), 0);
}

QTEST_GUILESS_MAIN(TestReferenceCheck)
#include "tst_referencecheck.moc"
