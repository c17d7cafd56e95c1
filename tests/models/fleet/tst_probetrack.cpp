#include "models/fleet/probetrack.h"

#include <QTest>

using namespace quarterdeck;

namespace {

/// g good, u unknown, d degraded, b bad, s silent.
ProbeLevel levelOf(QChar letter)
{
    switch (letter.unicode()) {
    case 'g':
        return ProbeLevel::Good;
    case 'u':
        return ProbeLevel::Unknown;
    case 'd':
        return ProbeLevel::Degraded;
    case 'b':
        return ProbeLevel::Bad;
    default:
        return ProbeLevel::Silent;
    }
}

QChar letterOf(ProbeLevel level)
{
    return QStringLiteral("sgudb").at(static_cast<int>(level));
}

} // namespace

class TestProbeTrack : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hysteresis_data();
    void hysteresis();
    void replacedWordsCount();
    void pendingTells();
    void reasonOfWhatIsHeld();
};

void TestProbeTrack::hysteresis_data()
{
    QTest::addColumn<QString>("words"); // one after the other ...
    QTest::addColumn<QString>("held");  // ... and what is held after each
    QTest::addColumn<int>("failAfter");
    QTest::addColumn<int>("recoverAfter");
    const auto row = [](const char *name, const char *words, const char *held, int failAfter = 2,
                        int recoverAfter = 2) {
        QTest::newRow(name) << QString::fromLatin1(words) << QString::fromLatin1(held) << failAfter
                            << recoverAfter;
    };
    row("first answer counts at once, good", "g", "g");
    row("first answer counts at once, bad", "b", "b");
    row("one failure is none", "gbg", "ggg");
    row("two in a row are one", "gbb", "ggb");
    row("failures apart do not add up", "gbgbgb", "gggggg");
    row("recovery needs two", "bgg", "bbg");
    row("recovery interrupted", "bgbgg", "bbbbg");
    row("patient", "gbbbbgggg", "ggggbbbbg", 4, 4);
    row("impatient", "gbgb", "gbgb", 1, 1);
    row("quick to fail, slow to recover", "gbggg", "gbbbg", 1, 3);
    row("not well twice, though not the same", "gdb", "ggd");
    row("bad twice after degraded once", "gdbb", "ggdb");
    row("bad once after degraded twice", "gddb", "ggdd");
    row("from bad to degraded needs two", "bdd", "bbd");
    row("better, though not the same", "bdg", "bbd");
    row("and on to good", "bdgg", "bbdg");
    row("unknown word", "guu", "ggu");
    row("silence changes nothing", "gbsb", "gggb");
    row("silence first", "sssb", "sssb");
}

void TestProbeTrack::hysteresis()
{
    QFETCH(QString, words);
    QFETCH(QString, held);
    QFETCH(int, failAfter);
    QFETCH(int, recoverAfter);
    ProbeTrack track;
    QString seen;
    SteadyTime now{std::chrono::hours(1)};
    for (const QChar letter : words) {
        track.apply({levelOf(letter)}, QString(letter), 1, now, {failAfter, recoverAfter});
        seen += letterOf(track.level());
        now += std::chrono::seconds(5);
    }
    QCOMPARE(seen, held);
}

void TestProbeTrack::replacedWordsCount()
{
    // The window was slow: the mailbox kept only the last of three failures.
    ProbeTrack track;
    const SteadyTime now{std::chrono::hours(1)};
    track.apply({ProbeLevel::Good}, {}, 1, now, {});
    track.apply({ProbeLevel::Bad}, QStringLiteral("refused"), 3, now, {});
    QCOMPARE(track.level(), ProbeLevel::Bad);
}

void TestProbeTrack::pendingTells()
{
    ProbeTrack track;
    const SteadyTime now{std::chrono::hours(1)};
    const Hysteresis three{3, 3};
    QVERIFY(track.apply({ProbeLevel::Good}, {}, 1, now, three));
    QVERIFY(!track.apply({ProbeLevel::Good}, {}, 1, now, three)); // nothing new: nothing to tell
    QVERIFY(!track.isPending());
    QVERIFY(track.apply({ProbeLevel::Bad}, QStringLiteral("refused"), 1, now, three));
    QVERIFY(track.isPending() && track.isPendingWorse());
    QCOMPARE(track.pendingCount(), 1);
    QVERIFY(track.apply({ProbeLevel::Bad}, QStringLiteral("timeout"), 1, now, three));
    QCOMPARE(track.pendingCount(), 2);
    QCOMPARE(track.pendingReason(), QStringLiteral("timeout"));
    QVERIFY(track.apply({ProbeLevel::Good}, {}, 1, now, three));
    QVERIFY(!track.isPending());
}

void TestProbeTrack::reasonOfWhatIsHeld()
{
    ProbeTrack track;
    const SteadyTime now{std::chrono::hours(1)};
    track.apply({ProbeLevel::Bad}, QStringLiteral("refused"), 1, now, {});
    QCOMPARE(track.reason(), QStringLiteral("refused"));
    QVERIFY(track.apply({ProbeLevel::Bad}, QStringLiteral("timeout"), 1, now, {}));
    QCOMPARE(track.reason(), QStringLiteral("timeout"));
    track.apply({ProbeLevel::Good}, {}, 1, now, {});
    QCOMPARE(track.reason(), QStringLiteral("timeout")); // still held to be bad, for that reason
    track.apply({ProbeLevel::Good}, {}, 1, now, {});
    QCOMPARE(track.reason(), QString());
}

QTEST_GUILESS_MAIN(TestProbeTrack)
#include "tst_probetrack.moc"
