#include "fleetfixture.h"

#include "models/fleet/instancefilter.h"

#include <QTest>

using namespace quarterdeck;
using namespace std::chrono_literals;
using test::FleetFixture;

class TestInstanceFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void matches_data();
    void matches();
    void errors_data();
    void errors();
    void unknownLabelsWithAFleet();
    void anyTextIsUnderstoodOrUnderlined();
    void completion_data();
    void completion();

private:
    std::unique_ptr<FleetFixture> m_fixture;
};

void TestInstanceFilter::init()
{
    // 1 checkout eu-west, down for 12 min; 2 checkout eu-west, up, 8.4 % errors, a canary;
    // 3 search us-east, degraded by an open breaker; 4 "order db" us-east, never answered.
    m_fixture = std::make_unique<FleetFixture>();
    FleetFixture &f = *m_fixture;
    f.addTarget(QStringLiteral("checkout"));
    f.addTarget(QStringLiteral("checkout")).labels.insert(QStringLiteral("canary"), QStringLiteral("true"));
    f.addTarget(QStringLiteral("search"), QStringLiteral("us-east"))
        .labels.insert(QStringLiteral("zone"), QStringLiteral("us east 1"));
    f.addTarget(QStringLiteral("order db"), QStringLiteral("us-east"));
    f.definition.poll.failAfter = 1;
    f.define();
    f.allGood(1);
    f.clock.advance(1s);
    f.apply(f.unreachable(1, ProbeKind::Health, UnreachableCause::Refused));
    f.clock.advance(12min);
    f.allGood(2);
    SignalReading reading;
    reading.requestRate = 120;
    reading.errorRate = 10.08;
    reading.requests = 7200;
    reading.p50 = 0.09;
    reading.p99 = 0.712;
    f.apply(f.page(2, reading));
    f.allGood(3);
    BreakerReading open;
    open.name = QStringLiteral("card-gateway");
    open.state = BreakerState::Open;
    f.apply(f.page(3, {}, {open}));
}

void TestInstanceFilter::matches_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("found"); // the numbers of the instances
    const auto row = [](const char *text, const char *found) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromLatin1(found);
    };
    row("", "1234");
    row("   ", "1234");
    row("state:down", "1");
    row("state:down,degraded", "13");
    row("STATE:Down", "1");
    row("!state:down", "234");
    row("state:!up", "134");
    row("state:!up,!down", "34");
    row("state:d*", "13");
    row("state:not-ready", "");
    row("state:\"not ready\"", "");
    row("cluster:eu-west", "12");
    row("cluster:EU-WEST", "12");
    row("cluster:eu", "");
    row("cluster:eu*", "12");
    row("cluster:*east", "34");
    row("cluster~west", "12");
    row("cluster=eu-west", "12");
    row("service~check", "12");
    row("service:checkout,search", "123");
    row("service:checkout cluster:us-east", "");
    row("service:checkout state:up", "2");
    row("service:\"order db\"", "4");
    row("service:search,\"order db\"", "34");
    row("job:search", "3");
    row("instance:10.0.0.3*", "3");
    row("instance:10.0.0.3:8080", "3");
    row("10.0.0.2:8080", "2");
    row("label:canary", "2");
    row("label:canary=true", "2");
    row("!label:canary=true", "134");
    row("label:canary=tr*", "2");
    row("label:canary~ru", "2");
    row("label:zone=\"us east 1\"", "3");
    row("label:cluster=eu-west,us-east", "1234");
    row("canary:true", "2");
    row("zone~east", "3");
    row("error>5%", "2");
    row("error>0.05", "2");
    row("error:>5%", "2");
    row("error>=8.4%", "2");
    row("error<5%", "");
    row("!error>5%", "134");
    row("p99>500ms", "2");
    row("p99>1s", "");
    row("p50<=90ms", "2");
    row("rate>100", "2");
    row("rate>1k", "");
    row("age>10m", "14");
    row("age>1h", "");
    row("age>11m30s", "14");
    row("flag:unseen", "13");
    row("!flag:unseen", "24");
    row("breaker:open", "3");
    row("breaker:closed", "");
    row("breaker~card", "3");
    row("breaker:card-gateway", "3");
    row("why~refused", "1");
    row("refused", "1");
    row("checkout", "12");
    row("check refused", "1");
    row("\"order db\"", "4");
    row("!checkout", "34");
    row("us-east !search", "4");
    row("state:down,degraded cluster:eu-west service~check !label:canary=true refused", "1");
}

void TestInstanceFilter::matches()
{
    QFETCH(QString, text);
    QFETCH(QString, found);
    const auto parsed = InstanceFilter::parse(text);
    if (const auto *errors = std::get_if<QList<FilterError>>(&parsed)) {
        QFAIL(qPrintable(errors->first().message));
    }
    const auto &filter = std::get<InstanceFilter>(parsed);
    QCOMPARE(filter.text(), text);
    QString matching;
    for (const InstanceNumber number : m_fixture->fleet.order()) {
        if (filter.matches(*m_fixture->fleet.instance(number), m_fixture->clock.steady())) {
            matching += QString::number(number.value);
        }
    }
    QCOMPARE(matching, found);
}

void TestInstanceFilter::errors_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("position");
    QTest::addColumn<int>("length");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *text, int position, int length, const char *message) {
        QTest::newRow(text) << QString::fromUtf8(text) << position << length << QString::fromUtf8(message);
    };
    row("stat:down", 0, 4, "unknown key \"stat\" (did you mean \"state\"?)");
    row("foo !servce:a", 5, 6, "did you mean \"service\"?");
    row("state:don", 6, 3, "\"don\" is no state; known are down, not-ready, degraded, unknown, up");
    row("state:down,upp", 11, 3, "\"upp\" is no state");
    row("state:", 0, 6, "a value is missing; write for example state:down,degraded");
    row("state:down,", 0, 11, "a value is missing");
    row("state>5", 0, 7, "\"state\" cannot be compared by size");
    row("error:5%", 0, 8, "\"error\" is a number; write error>5%");
    row("error>lots", 6, 4, "\"lots\" is no share");
    row("age>10", 4, 2, "\"10\" is no time with a unit; write for example age>10m");
    row("age>10x", 4, 3, "is no time with a unit");
    row("rate>fast", 5, 4, "is no number per second");
    row("flag:broken", 5, 6, "known are flapping, maintenance, stale, unseen");
    row("cluster:\"eu west", 8, 8, "the quote is not closed");
    row("\"half", 0, 5, "the quote is not closed");
    row("label:=x", 6, 2, "the label's name is missing");
}

void TestInstanceFilter::errors()
{
    QFETCH(QString, text);
    QFETCH(int, position);
    QFETCH(int, length);
    QFETCH(QString, message);
    const auto parsed = InstanceFilter::parse(text);
    const auto *errors = std::get_if<QList<FilterError>>(&parsed);
    QVERIFY(errors);
    QCOMPARE(errors->size(), 1);
    QCOMPARE(errors->first().position, position);
    QCOMPARE(errors->first().length, length);
    QVERIFY2(errors->first().message.contains(message), qPrintable(errors->first().message));
}

void TestInstanceFilter::unknownLabelsWithAFleet()
{
    // Without a fleet any name may be a label; with one, only those that occur.
    QVERIFY(std::holds_alternative<InstanceFilter>(InstanceFilter::parse(QStringLiteral("region:eu"))));
    const QList<QString> names = InstanceFilter::labelNames(m_fixture->fleet);
    QCOMPARE(names,
             (QList<QString>{QStringLiteral("canary"), QStringLiteral("cluster"), QStringLiteral("instance"),
                             QStringLiteral("job"), QStringLiteral("zone")}));
    QVERIFY(
        std::holds_alternative<InstanceFilter>(InstanceFilter::parse(QStringLiteral("canary:true"), names)));
    const auto parsed = InstanceFilter::parse(QStringLiteral("region:eu canry:true"), names);
    const auto *errors = std::get_if<QList<FilterError>>(&parsed);
    QVERIFY(errors);
    QCOMPARE(errors->size(), 2); // all at once
    QVERIFY(errors->last().message.contains(QStringLiteral("did you mean \"canary\"?")));
    // An address is no key.
    QVERIFY(std::holds_alternative<InstanceFilter>(
        InstanceFilter::parse(QStringLiteral("localhost:8080"), names)));
}

void TestInstanceFilter::anyTextIsUnderstoodOrUnderlined()
{
    // What is typed half-way, pasted or mistyped: errors lie within the text, and completion never loses its
    // place.
    const QStringList pieces{QStringLiteral("state"), QStringLiteral("label"), QStringLiteral("error"),
                             QStringLiteral(":"),     QStringLiteral("~"),     QStringLiteral("="),
                             QStringLiteral("!"),     QStringLiteral(","),     QStringLiteral("\""),
                             QStringLiteral(" "),     QStringLiteral("*"),     QStringLiteral(">"),
                             QStringLiteral("<"),     QStringLiteral("5%"),    QStringLiteral("down"),
                             QStringLiteral("\\"),    QStringLiteral("é"),     QStringLiteral("zone")};
    quint32 random = 7;
    int matching = 0;
    int failing = 0;
    for (int round = 0; round < 5000; ++round) {
        QString text;
        for (int piece = 0; piece < 1 + round % 9; ++piece) {
            random = random * 1664525 + 1013904223;
            text += pieces.at(static_cast<qsizetype>((random >> 8) % static_cast<quint32>(pieces.size())));
        }
        const auto parsed = InstanceFilter::parse(text);
        if (const auto *errors = std::get_if<QList<FilterError>>(&parsed)) {
            QVERIFY(!errors->isEmpty());
            for (const FilterError &error : *errors) {
                QVERIFY2(error.position >= 0 && error.length > 0 &&
                             error.position + error.length <= text.size(),
                         qPrintable(text));
                QVERIFY(!error.message.isEmpty());
            }
        } else {
            const bool matched = std::get<InstanceFilter>(parsed).matches(*m_fixture->fleet.instance({2}),
                                                                          m_fixture->clock.steady());
            ++(matched ? matching : failing);
        }
        for (qsizetype cursor = 0; cursor <= text.size(); ++cursor) {
            const FilterCompletion completion = InstanceFilter::complete(text, cursor, m_fixture->fleet);
            QVERIFY2(completion.position >= 0 && completion.position <= cursor && completion.length >= 0 &&
                         completion.position + completion.length <= text.size(),
                     qPrintable(QStringLiteral("%1 at %2").arg(text).arg(cursor)));
        }
    }
    QVERIFY(matching > 0 && failing > 0);
}

void TestInstanceFilter::completion_data()
{
    QTest::addColumn<QString>("text"); // "|" is the cursor
    QTest::addColumn<QString>("replaced");
    QTest::addColumn<QList<QString>>("first"); // the first candidates
    const auto row = [](const char *text, const char *replaced, const QList<QString> &first) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(replaced) << first;
    };
    row("|", "", {QStringLiteral("state:"), QStringLiteral("service:")});
    row("st|", "st", {QStringLiteral("state:")});
    row("!se|", "se", {QStringLiteral("service:")});
    row("err|", "err", {QStringLiteral("error>")});
    row("can|", "can", {QStringLiteral("canary:")});
    row("state:|", "", {QStringLiteral("down"), QStringLiteral("not-ready")});
    row("state:d|", "d", {QStringLiteral("down"), QStringLiteral("degraded")});
    row("state:down,u|", "u", {QStringLiteral("unknown"), QStringLiteral("up")});
    row("state:!u| refused", "u", {QStringLiteral("unknown"), QStringLiteral("up")});
    row("cluster:|", "", {QStringLiteral("eu-west"), QStringLiteral("us-east")});
    row("cluster:east|", "east", {QStringLiteral("us-east")});
    row("service:or|", "or", {QStringLiteral("\"order db\"")});
    row("label:can|", "can", {QStringLiteral("canary=true")});
    row("zone:|", "", {QStringLiteral("\"us east 1\"")});
    row("breaker:|", "", {QStringLiteral("open"), QStringLiteral("half-open")});
    row("breaker:card|", "card", {QStringLiteral("card-gateway")});
    row("age>|", "", {QStringLiteral("1m")});
    row("stat|e:down", "state:", {QStringLiteral("state:")});
    row("state:down |", "", {QStringLiteral("state:")});
}

void TestInstanceFilter::completion()
{
    QFETCH(QString, text);
    QFETCH(QString, replaced);
    QFETCH(QList<QString>, first);
    const qsizetype cursor = text.indexOf(u'|');
    text.remove(cursor, 1);
    const FilterCompletion completion = InstanceFilter::complete(text, cursor, m_fixture->fleet);
    QCOMPARE(text.mid(completion.position, completion.length), replaced);
    QVERIFY(completion.candidates.size() >= first.size());
    QCOMPARE(completion.candidates.first(first.size()), first);
}

QTEST_GUILESS_MAIN(TestInstanceFilter)
#include "tst_instancefilter.moc"
