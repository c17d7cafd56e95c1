#include "models/health/healthanswer.h"
#include "models/health/healthdocument.h"

#include <QRandomGenerator>
#include <QTest>

using namespace quarterdeck;

/// Answers that want to hurt: nothing here may be up, take long, or come through unbounded.
class TestHostileHealth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bodies_data();
    void bodies();
    void deepComponentsAreCut();
    void manyComponentsAreCut();
    void worstOfManyChecksCounts();
    void textsAreOneBoundedLine();
    void mutatedBodiesStayBounded();
};

static HealthAnswer read(const QByteArray &body, int status = 200, const QByteArray &type = {})
{
    HealthInput input;
    input.status = status;
    input.body = body;
    input.contentType = type;
    return readHealth(input, HealthQuestion::Health);
}

static int countOf(const QList<HealthComponent> &components)
{
    int count = 0;
    for (const HealthComponent &component : components) {
        count += 1 + countOf(component.components);
    }
    return count;
}

static int depthOf(const QList<HealthComponent> &components)
{
    int depth = 0;
    for (const HealthComponent &component : components) {
        depth = std::max(depth, 1 + depthOf(component.components));
    }
    return depth;
}

static bool isOneLine(const QString &text)
{
    return std::none_of(text.begin(), text.end(), [](QChar character) {
        return character.category() == QChar::Other_Control || character.category() == QChar::Other_Format;
    });
}

void TestHostileHealth::bodies_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *name, const QByteArray &body, const char *reason) {
        QTest::newRow(name) << body << QString::fromUtf8(reason);
    };
    row("truncated JSON", R"({"status":"UP","components":{"db":{"sta)", "broken JSON");
    row("JSON with rubbish behind", R"({"status":"UP"} trailing)", "broken JSON");
    row("single quotes", "{'status':'UP'}", "broken JSON");
    row("NaN", R"({"status":NaN})", "broken JSON");
    row("deep arrays", QByteArray(100000, '['), "broken JSON");
    row("deep objects", QByteArray("{\"a\":").repeated(50000), "broken JSON");
    row("array of nothing", "[]", "JSON without a word on health");
    row("object of nothing", "{}", "JSON without a word on health");
    row("status is null", R"({"status":null})", "JSON without a word on health");
    row("status is a number", R"({"status":1})", "JSON without a word on health");
    row("status is an object", R"({"status":{"UP":true}})", "JSON without a word on health");
    row("status is an array", R"({"status":["UP"]})", "JSON without a word on health");
    row("array of numbers", "[1,2,3]", "JSON without a word on health");
    row("checks are numbers", R"({"checks":[1,2]})", "JSON without a word on health");
    row("binary", QByteArray("\x00\x01\x02\xff\xfe UP", 8), "binary");
    row("gzip that nobody unpacked", QByteArray("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x0b\x0d\x00", 13),
        "binary");
    row("latin-1 noise", QByteArray(200, '\xe9'), "binary");
    row("five megabytes", QByteArray(5 * 1024 * 1024, 'x'), "no health answer");
    row("login page without doctype", "  <HTML><HEAD><TITLE>Log in</TITLE></HEAD><BODY>UP</BODY></HTML>",
        "HTML page");
    row("meta refresh", "<meta http-equiv=\"refresh\" content=\"0;url=/login\">", "HTML page");
    row("empty word", R"({"status":""})", "JSON without a word on health");
    row("nearly up", R"({"status":"UP!DOWN"})", "unknown word");
}

void TestHostileHealth::bodies()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, reason);
    const HealthAnswer good = read(body);
    QCOMPARE(toString(good.verdict), QStringLiteral("unknown"));
    QVERIFY2(good.reason.contains(reason), qPrintable(good.reason));
    QVERIFY(good.reason.size() <= HealthLimits::reason);
    QVERIFY(isOneLine(good.reason));
    // With a code that says what is wrong, the code is believed; a word that nobody knows stays one
    const HealthAnswer bad = read(body, 503);
    QVERIFY(bad.verdict == Verdict::Down || (bad.verdict == Verdict::Unknown && reason == u"unknown word"));
    QVERIFY2(bad.reason.startsWith(QStringLiteral("HTTP 503")), qPrintable(bad.reason));
}

void TestHostileHealth::deepComponentsAreCut()
{
    QByteArray body = R"({"status":"DOWN"})";
    for (int i = 0; i < 100; ++i) {
        body = R"({"status":"DOWN","components":{"level":)" + body + "}}";
    }
    const HealthAnswer answer = read(body, 503);
    QCOMPARE(toString(answer.verdict), QStringLiteral("down"));
    QVERIFY(depthOf(answer.components) <= HealthLimits::depth);
    QVERIFY(depthOf(answer.components) > 3);
}

void TestHostileHealth::manyComponentsAreCut()
{
    QByteArray members;
    for (int i = 0; i < 20000; ++i) {
        members += (i == 0 ? "\"c" : ",\"c") + QByteArray::number(i) + R"(":{"status":"DOWN"})";
    }
    const HealthAnswer answer = read(R"({"status":"DOWN","components":{)" + members + "}}", 503);
    QCOMPARE(toString(answer.verdict), QStringLiteral("down"));
    QCOMPARE(countOf(answer.components), HealthLimits::components);
    QVERIFY2(answer.reason.endsWith(QStringLiteral("and 253 more")), qPrintable(answer.reason));
}

void TestHostileHealth::worstOfManyChecksCounts()
{
    QByteArray checks;
    for (int i = 0; i < 2000; ++i) {
        checks += R"({"Node":"n","CheckID":"c","Name":"c","Status":"passing"},)";
    }
    const HealthAnswer answer =
        read('[' + checks + R"({"Node":"n","CheckID":"d","Name":"d","Status":"critical"}])");
    QCOMPARE(toString(answer.verdict), QStringLiteral("down"));
    QCOMPARE(answer.raw, QStringLiteral("critical"));
    QCOMPARE(countOf(answer.components), HealthLimits::components);
}

void TestHostileHealth::textsAreOneBoundedLine()
{
    const QByteArray longText = QByteArray("line\\n\\u0000\\u202e\\u001b[31m").repeated(500);
    const HealthAnswer answer =
        read(R"({"status":"DOWN","components":{")" + longText + R"(":{"status":"DOWN)" + longText +
                 R"(","details":{"error":")" + longText + R"("}}}})",
             503);
    QCOMPARE(toString(answer.verdict), QStringLiteral("down"));
    QVERIFY(answer.reason.size() <= HealthLimits::reason);
    QVERIFY(isOneLine(answer.reason));
    QCOMPARE(answer.components.size(), 1);
    const HealthComponent &component = answer.components.first();
    QVERIFY(component.name.size() <= HealthLimits::name);
    QVERIFY(component.raw.size() <= HealthLimits::word);
    QVERIFY(component.reason.size() <= HealthLimits::reason);
    QVERIFY(isOneLine(component.name + component.raw + component.reason));
    QVERIFY(component.reason.endsWith(QChar(0x2026)));
}

void TestHostileHealth::mutatedBodiesStayBounded()
{
    const QByteArray bodies[] = {
        R"({"status":"DOWN","components":{"db":{"status":"DOWN","details":{"error":"pool exhausted"}}},"groups":["a"]})",
        R"({"status":"warn","checks":{"cpu:utilization":[{"status":"warn","observedValue":85}]}})",
        R"([{"Node":"n","CheckID":"c","Name":"x","Status":"critical","Output":"o"}])",
        "[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed\n",
        R"({"state":"running","role":"replica","patroni":{"version":"3.0.2"}})",
    };
    QRandomGenerator random(20261121);
    for (int round = 0; round < 4000; ++round) {
        QByteArray body = bodies[random.bounded(5)];
        for (int i = random.bounded(1, 6); i > 0; --i) {
            const int at = random.bounded(static_cast<int>(body.size()));
            switch (random.bounded(3)) {
            case 0:
                body[at] = static_cast<char>(random.bounded(256));
                break;
            case 1:
                body.remove(at, random.bounded(1, 8));
                break;
            default:
                body.insert(at, body.mid(random.bounded(static_cast<int>(body.size())), 12));
                break;
            }
            if (body.isEmpty()) {
                body = "x";
            }
        }
        const HealthAnswer answer = read(body, round % 2 == 0 ? 200 : 503);
        QVERIFY(answer.reason.size() <= HealthLimits::reason);
        QVERIFY(isOneLine(answer.reason + answer.raw));
        // A body in which nothing good is said cannot turn a refusing code into up
        QVERIFY2(round % 2 == 0 || answer.verdict != Verdict::Up || body.contains("running"),
                 body.constData());
    }
}

QTEST_APPLESS_MAIN(TestHostileHealth)
#include "tst_hostilehealth.moc"
