#include "models/breakerboard/breakermembers.h"

#include <QStringList>
#include <QTest>

using namespace quarterdeck;
using namespace Qt::StringLiterals;

class TestBreakerMembers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void transitions_data();
    void transitions();
    void names();
    void everyLibraryHasAName();
};

void TestBreakerMembers::transitions_data()
{
    QTest::addColumn<BreakerState>("before");
    QTest::addColumn<BreakerState>("now");
    QTest::addColumn<int>("openings");
    QTest::addColumn<QString>("expected");
    using enum BreakerState;
    const auto row = [](const char *name, BreakerState before, BreakerState now, int openings,
                        const QString &expected) {
        QTest::newRow(name) << before << now << openings << expected;
    };
    row("nothing", Closed, Closed, 0, {});
    row("opened", Closed, Open, 1, u"closed>open"_s);
    row("half-opened", Open, HalfOpen, 0, u"open>half-open"_s);
    row("closed", HalfOpen, Closed, 0, u"half-open>closed"_s);
    row("opened again", HalfOpen, Open, 1, u"half-open>open"_s);
    row("opened and closed unseen", Closed, Closed, 1, u"closed>open* open>closed*"_s);
    row("through open into half-open", Closed, HalfOpen, 1, u"closed>open* open>half-open"_s);
    row("open throughout, but not quite", Open, Open, 1, u"open>half-open* half-open>open*"_s);
    row("closed, open, closed, open", Closed, Open, 2, u"closed>open* open>closed* closed>open"_s);
    row("tried and failed unseen", HalfOpen, HalfOpen, 1, u"half-open>open* open>half-open*"_s);
    row("forced", Closed, ForcedOpen, 1, u"closed>forced open"_s);
    row("disabled", Closed, Disabled, 0, u"closed>disabled"_s);
    row("many are told as three", Closed, Closed, 50,
        u"closed>open* open>closed* closed>open* open>closed* closed>open* open>closed*"_s);
}

void TestBreakerMembers::transitions()
{
    QFETCH(BreakerState, before);
    QFETCH(BreakerState, now);
    QFETCH(int, openings);
    QStringList words;
    for (const BreakerTransition &one : transitionsBetween(before, now, openings)) {
        words.append(toString(one.from) + u'>' + toString(one.to) + (one.inferred ? u"*"_s : QString()));
    }
    QTEST(words.join(u' '), "expected");
}

void TestBreakerMembers::names()
{
    const auto reading = [](const QString &name, const QMap<QString, QString> &labels) {
        BreakerReading made;
        made.name = name;
        made.labels = labels;
        return made;
    };
    const std::vector<QString> names = tileNames(
        {reading(u"a"_s, {{u"x"_s, u"1"_s}}), reading(u"b"_s, {{u"x"_s, u"1"_s}, {u"y"_s, u"p"_s}}),
         reading(u"b"_s, {{u"x"_s, u"2"_s}, {u"y"_s, u"p"_s}}), reading(u"b"_s, {{u"y"_s, u"p"_s}})});
    QCOMPARE(names, (std::vector<QString>{u"a"_s, u"b (1)"_s, u"b (2)"_s, u"b"_s}));
}

void TestBreakerMembers::everyLibraryHasAName()
{
    QCOMPARE(libraryName(u"polly"_s), u"Polly"_s);
    QCOMPARE(libraryName(u"my-own"_s), u"my-own"_s);
}

QTEST_APPLESS_MAIN(TestBreakerMembers)
#include "tst_breakermembers.moc"
