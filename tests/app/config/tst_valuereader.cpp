#include "app/config/valuereader.h"

#include "app/config/documentreader.h"
#include "app/config/nearestword.h"

#include <QTest>

using namespace quarterdeck;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

class TestValueReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void durations_data();
    void durations();
    void durationsAsPrometheusWritesThem_data();
    void durationsAsPrometheusWritesThem();
    void ratios_data();
    void ratios();
    void sizes_data();
    void sizes();
    void booleans_data();
    void booleans();
    void times_data();
    void times();
    void nearestWords_data();
    void nearestWords();
};

namespace {

/// Reads one value out of a YAML text; the second says what is wrong.
template <typename Read>
auto readOne(const QString &text, Read read)
{
    ProblemList problems;
    SourceFile file;
    file.shown = u"f"_s;
    file.problems = &problems;
    const DocumentNode node = readYaml(text.toUtf8(), file).value();
    const auto value = read(node, file);
    return std::pair(value, problems.errors().isEmpty() ? QString() : problems.errors().first().toString());
}

} // namespace

void TestValueReader::durations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("expected"); // -1: none
    QTest::newRow("seconds") << u"5s"_s << qint64(5000);
    QTest::newRow("milliseconds") << u"250ms"_s << qint64(250);
    QTest::newRow("minutes, not milliseconds") << u"2m"_s << qint64(120000);
    QTest::newRow("together") << u"1h30m5s7ms"_s << qint64(5405007);
    QTest::newRow("years") << u"1y2w3d"_s << qint64(365 + 14 + 3) * 86400000;
    QTest::newRow("zero") << u"0"_s << qint64(0);
    QTest::newRow("zero seconds") << u"0s"_s << qint64(0);
    QTest::newRow("wrong order") << u"5s1m"_s << qint64(-1);
    QTest::newRow("twice") << u"5s5s"_s << qint64(-1);
    QTest::newRow("fraction") << u"1.5s"_s << qint64(-1);
    QTest::newRow("negative") << u"-5s"_s << qint64(-1);
    QTest::newRow("blank") << u"5 s"_s << qint64(-1);
    QTest::newRow("no unit") << u"5"_s << qint64(-1);
    QTest::newRow("no number") << u"s"_s << qint64(-1);
    QTest::newRow("empty") << QString() << qint64(-1);
    QTest::newRow("more than Go's 292 years") << u"293y"_s << qint64(-1);
    QTest::newRow("more than 63 bits") << u"99999999999999999999s"_s << qint64(-1);
}

void TestValueReader::durations()
{
    QFETCH(QString, text);
    QFETCH(qint64, expected);
    QCOMPARE(parseDuration(text).value_or(milliseconds(-1)).count(), expected);
}

void TestValueReader::durationsAsPrometheusWritesThem_data()
{
    QTest::addColumn<qint64>("duration");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << qint64(0) << u"0s"_s;
    QTest::newRow("milliseconds") << qint64(1500) << u"1s500ms"_s;
    QTest::newRow("a minute") << qint64(60000) << u"1m"_s;
    QTest::newRow("a day") << qint64(86400000) << u"1d"_s;
    QTest::newRow("a week") << qint64(7) * 86400000 << u"1w"_s;
    QTest::newRow("90 days are no weeks") << qint64(90) * 86400000 << u"90d"_s;
    QTest::newRow("a year") << qint64(365) * 86400000 << u"1y"_s;
}

void TestValueReader::durationsAsPrometheusWritesThem()
{
    QFETCH(qint64, duration);
    QFETCH(QString, text);
    QCOMPARE(formatDuration(milliseconds(duration)), text);
    QCOMPARE(parseDuration(text), milliseconds(duration));
}

void TestValueReader::ratios_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("expected"); // -1: none
    QTest::newRow("per cent") << u"5%"_s << 0.05;
    QTest::newRow("exact") << u"99.9%"_s << 0.999;
    QTest::newRow("a share") << u"0.05"_s << 0.05;
    QTest::newRow("all") << u"100%"_s << 1.0;
    QTest::newRow("none of it") << u"0"_s << 0.0;
    QTest::newRow("5 is not 5%") << u"5"_s << -1.0;
    QTest::newRow("over 100%") << u"101%"_s << -1.0;
    QTest::newRow("not a number") << u".nan"_s << -1.0;
    QTest::newRow("exponent") << u"1e-2"_s << -1.0;
    QTest::newRow("list") << u"[5%]"_s << -1.0;
}

void TestValueReader::ratios()
{
    QFETCH(QString, text);
    QFETCH(double, expected);
    const auto [value, error] = readOne(text, readRatio);
    QCOMPARE(value.value_or(-1.0), expected);
    QCOMPARE(error.isEmpty(), expected >= 0);
}

void TestValueReader::sizes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("expected"); // -1: none
    QTest::newRow("bytes") << u"77B"_s << qint64(77);
    QTest::newRow("KB is 1024") << u"1KB"_s << qint64(1024);
    QTest::newRow("MiB") << u"1.5MiB"_s << qint64(1572864);
    QTest::newRow("none") << u"0"_s << qint64(0);
    QTest::newRow("no unit") << u"1000"_s << qint64(-1);
    QTest::newRow("lower case") << u"1kb"_s << qint64(-1);
    QTest::newRow("too much for 63 bits") << u"99999EB"_s << qint64(-1);
}

void TestValueReader::sizes()
{
    QFETCH(QString, text);
    QFETCH(qint64, expected);
    const auto [value, error] = readOne(text, readSize);
    QCOMPARE(value.value_or(-1), expected);
    QCOMPARE(error.isEmpty(), expected >= 0);
}

void TestValueReader::booleans_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("expected"); // -1: none
    QTest::newRow("true") << u"true"_s << 1;
    QTest::newRow("Yes") << u"Yes"_s << 1;
    QTest::newRow("off") << u"off"_s << 0;
    QTest::newRow("quoted") << u"'true'"_s << -1;
    QTest::newRow("a number") << u"1"_s << -1;
}

void TestValueReader::booleans()
{
    QFETCH(QString, text);
    QFETCH(int, expected);
    const auto [value, error] = readOne(text, readBool);
    QCOMPARE(value ? int(*value) : -1, expected);
    QCOMPARE(error.isEmpty(), expected >= 0);
}

void TestValueReader::times_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("expected"); // ms since 1970, -1: none
    QTest::newRow("UTC without seconds") << u"2026-12-01T22:00Z"_s << qint64(1796162400000);
    QTest::newRow("with seconds") << u"2026-12-01T22:00:01Z"_s << qint64(1796162401000);
    QTest::newRow("with a zone") << u"2026-12-02T00:00:00+02:00"_s << qint64(1796162400000);
    QTest::newRow("with milliseconds") << u"2026-12-01T22:00:00.250Z"_s << qint64(1796162400250);
    QTest::newRow("a blank between") << u"2026-12-01 22:00:00Z"_s << qint64(1796162400000);
    QTest::newRow("no zone") << u"2026-12-01T22:00"_s << qint64(-1);
    QTest::newRow("a date alone") << u"2026-12-01"_s << qint64(-1);
    QTest::newRow("month 13") << u"2026-13-01T22:00Z"_s << qint64(-1);
    QTest::newRow("words") << u"tomorrow"_s << qint64(-1);
}

void TestValueReader::times()
{
    QFETCH(QString, text);
    QFETCH(qint64, expected);
    const auto [value, error] = readOne(text, readTime);
    const qint64 found =
        value ? std::chrono::duration_cast<milliseconds>(value->time_since_epoch()).count() : qint64(-1);
    QCOMPARE(found, expected);
    QCOMPARE(error.isEmpty(), expected >= 0);
}

void TestValueReader::nearestWords_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("nearest");
    QTest::newRow("one letter more") << u"intervall"_s << u"interval"_s;
    QTest::newRow("swapped letters") << u"tiemout"_s << u"timeout"_s;
    QTest::newRow("case") << u"TIMEOUT"_s << u"timeout"_s;
    QTest::newRow("nothing near") << u"colour"_s << QString();
    QTest::newRow("a short word has few near it") << u"ab"_s << QString();
    QTest::newRow("nothing at all") << QString() << QString();
    QTest::newRow("a very long word") << QString(100000, u'x') << QString();
}

void TestValueReader::nearestWords()
{
    QFETCH(QString, word);
    QFETCH(QString, nearest);
    QCOMPARE(nearestWord(word, {u"interval"_s, u"timeout"_s, u"fail_after"_s}), nearest);
}

QTEST_APPLESS_MAIN(TestValueReader)
#include "tst_valuereader.moc"
