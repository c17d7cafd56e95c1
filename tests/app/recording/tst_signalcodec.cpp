#include "app/recording/signalcodec.h"

#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace std::chrono_literals;

class TestSignalCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesComeBack();
    void missingStaysMissing();
    void aChunkIsSmall();
    void otherBytesAreNothing();
};

namespace {

QList<SignalPoint> busyDay(int count)
{
    QList<SignalPoint> points;
    quint32 seed = 7;
    for (int i = 0; i < count; ++i) {
        seed = seed * 1664525U + 1013904223U;
        const float noise = float(seed >> 8U) / float(1U << 24U);
        points.append({WallTime(std::chrono::milliseconds(1795270521000 + i * 10000 + qint64(seed % 40))),
                       1200 + 80 * noise, 0.004F + 0.002F * noise, 0.012F + 0.001F * noise,
                       0.08F + 0.01F * noise, 0.21F + 0.03F * noise});
    }
    return points;
}

} // namespace

void TestSignalCodec::valuesComeBack()
{
    const QList<SignalPoint> points = busyDay(120);
    const QList<SignalPoint> back = unpackPoints(packPoints(points));
    QCOMPARE(back.size(), points.size());
    for (qsizetype i = 0; i < points.size(); ++i) {
        QVERIFY(back.at(i).at == points.at(i).at);
        QVERIFY(std::abs(back.at(i).requestRate - points.at(i).requestRate) < 0.006);
        QVERIFY(std::abs(back.at(i).errorRatio - points.at(i).errorRatio) < 1.0F / 65534);
        QVERIFY(std::abs(back.at(i).p99 / points.at(i).p99 - 1) < 0.0006F);
        QVERIFY(std::abs(back.at(i).p50 / points.at(i).p50 - 1) < 0.0006F);
    }
}

void TestSignalCodec::missingStaysMissing()
{
    const float none = std::nanf("");
    const QList<SignalPoint> back = unpackPoints(
        packPoints({{WallTime(1s), none, none, none, none, none}, {WallTime(2s), 0, 0, 0.001F, none, 2}}));
    QCOMPARE(back.size(), 2);
    QVERIFY(std::isnan(back.first().requestRate) && std::isnan(back.first().errorRatio) &&
            std::isnan(back.first().p99));
    QCOMPARE(back.last().requestRate, 0.0F);
    QCOMPARE(back.last().errorRatio, 0.0F);
    QVERIFY(std::isnan(back.last().p95));
    QVERIFY(unpackPoints(packPoints({})).isEmpty());
}

void TestSignalCodec::aChunkIsSmall()
{
    const auto bytes = double(packPoints(busyDay(120)).size()) / 120;
    QVERIFY2(bytes < 10, qPrintable(QString::number(bytes))); // raw: 28
    QList<SignalPoint> quiet = busyDay(120);
    for (qsizetype i = 0; i < quiet.size(); ++i) {
        quiet[i] = {WallTime(std::chrono::seconds(i * 10)),
                    0,
                    std::nanf(""),
                    std::nanf(""),
                    std::nanf(""),
                    std::nanf("")};
    }
    QVERIFY(double(packPoints(quiet).size()) / 120 < 1);
}

void TestSignalCodec::otherBytesAreNothing()
{
    QVERIFY(unpackPoints({}).isEmpty());
    QVERIFY(unpackPoints("x").isEmpty());
    const QByteArray good = packPoints(busyDay(20));
    for (qsizetype length = 0; length < good.size(); ++length) {
        QVERIFY(unpackPoints(good.left(length)).isEmpty());
    }
}

QTEST_GUILESS_MAIN(TestSignalCodec)
#include "tst_signalcodec.moc"
