#include "models/exposition/linecursor.h"
#include "models/exposition/linereader.h"

#include <QTest>

using namespace quarterdeck;

/// Which single lines each format reads, as Prometheus 2.42 does unless a comment says otherwise, and where
/// and why the others are refused.
class tst_LineReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void text_data();
    void text() { check(ExpositionFormat::Text); }
    void openMetrics_data();
    void openMetrics() { check(ExpositionFormat::OpenMetrics); }
    void quotedNames_data();
    void quotedNames();
    void pieces();
    void exemplarPieces();
    void textTimestamps_data();
    void textTimestamps();
    void openMetricsTimestamps_data();
    void openMetricsTimestamps();
    void manyLabels();
    void messages_data();
    void messages();

private:
    static ExpositionLine firstLine(ExpositionDialect dialect, const std::string &page, ScanMethod method)
    {
        static std::string kept; // what the line points into
        kept = page;
        static std::unique_ptr<LineCursor> cursor;
        cursor = std::make_unique<LineCursor>(dialect, method);
        cursor->open(kept);
        ExpositionLine line;
        cursor->next(line);
        return line;
    }
    static void check(ExpositionFormat format);
    static void row(const char *bytes, LineKind kind, LineFault fault = LineFault::None, int column = 0,
                    std::uint32_t notes = 0, std::size_t size = 0)
    {
        const QByteArray line(bytes, size == 0 ? static_cast<qsizetype>(std::strlen(bytes))
                                               : static_cast<qsizetype>(size));
        QTest::newRow(line.toPercentEncoding(" {}\"=,#+:\\!").constData())
            << line << int(kind) << int(fault) << column << notes;
    }
    static void columns()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("fault");
        QTest::addColumn<int>("column");
        QTest::addColumn<std::uint32_t>("notes");
    }
};

void tst_LineReader::check(ExpositionFormat format)
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, kind);
    QFETCH(int, fault);
    QFETCH(int, column);
    QFETCH(std::uint32_t, notes);
    // Alone, with lines behind it (read in place), and by both scans: the answer must be the same.
    for (const ScanMethod method : {ScanMethod::Best, ScanMethod::Portable}) {
        for (const std::size_t behind : {0, 1, 200}) {
            std::string page = bytes.toStdString() + '\n';
            for (std::size_t i = 0; i < behind; ++i) {
                page += "next{a=\"b\"} 1\n";
            }
            const ExpositionLine line = firstLine({format, false}, page, method);
            QCOMPARE(int(line.fault), line.kind == LineKind::Bad ? fault : int(LineFault::None));
            QCOMPARE(int(line.kind), kind);
            QCOMPARE(line.notes, line.kind == LineKind::Bad ? line.notes : notes);
            if (line.kind == LineKind::Bad) {
                QCOMPARE(int(line.place - line.begin) + 1, column);
            }
        }
    }
}

void tst_LineReader::text_data()
{
    columns();
    const LineKind sample = LineKind::Sample;
    const LineKind bad = LineKind::Bad;
    row("foo 1", sample);
    row("foo{} 1", sample);
    row("foo {a=\"1\"} 1", sample); // as Patroni 3.0.2 writes
    row("foo\t{\ta\t=\t\"1\"\t,\t}\t1\t", sample);
    row("foo{a=\"1\",} 1", sample);
    row("foo{a=\"1\" b=\"2\"} 1", sample, LineFault::None, 0, noteMissingComma);
    row("foo{a=\"1\"b=\"2\",} 1", sample, LineFault::None, 0, noteMissingComma);
    row("foo{a=\"1\"}1", sample);
    row("foo-1", sample);
    row("foo:bar 1", sample);
    row(":a 1", sample);
    row("_ 1", sample);
    row("foo{a=\"#}{,=\"} 1", sample);
    row("foo{a=\"\\\\\\\"\\n\"} 1", sample);
    row("foo{a=\"\\x\"} 1", sample, LineFault::None, 0, noteUnknownEscape);
    row("foo{a=\"\0\"} 1", sample, LineFault::None, 0, 0, 12);
    row("foo{a=\"caf\xC3\xA9\"} 1", sample);
    row("foo{a=\"\xF0\x9F\x98\x80\"} 1", sample);
    // The document ignores leading blanks; Prometheus 2.42 takes them for a part of the name.
    row("  foo 1", sample, LineFault::None, 0, noteLeadingBlank);
    row("foo 1 ", sample);
    row("foo nAn", sample);
    row("foo INFINITY", sample);
    row("foo -inf", sample);
    row("foo +.5e+3", sample);
    row("foo 1.", sample);
    row("foo 1e-400", sample);
    row("foo 000000000000000000000000001", sample);
    row("foo 1 0", sample);
    row("foo 1 -5", sample, LineFault::None, 0, noteNegativeTimestamp);
    row("foo 1 +5 ", sample, LineFault::None, 0, noteNegativeTimestamp);
    row("foo 1 9223372036854775807", sample);
    row("foo 1 -9223372036854775808", sample, LineFault::None, 0, noteNegativeTimestamp);

    row("", LineKind::Blank);
    row(" \t", LineKind::Blank);
    row("#", LineKind::Comment);
    row("# a comment", LineKind::Comment);
    row("#HELP foo x", LineKind::Comment);
    row("# HELP", LineKind::Comment);
    row("# HELPfoo", LineKind::Comment);
    row("# EOF", LineKind::Comment);
    row("# UNIT foo seconds", LineKind::Comment);
    row("# \xFF", LineKind::Comment);
    row("#a\0b", LineKind::Comment, LineFault::None, 0, 0, 4);
    row("# HELP foo", LineKind::Help);
    row("# HELP foo ", LineKind::Help);
    row("# HELP foo a \\\\ b \\n", LineKind::Help);
    row("# HELP foo \\\"", LineKind::Help, LineFault::None, 0, noteHelpEscape);
    row("# HELP foo{x", LineKind::Help, LineFault::None, 0, noteMetadataName);
    row("# HELP foo x\r", LineKind::Help);
    row("\t#\tHELP\tfoo\tx", LineKind::Help);
    row("#  TYPE   foo counter", LineKind::Type);
    row("# TYPE foo\tgauge", LineKind::Type);
    row("# TYPE foo  gauge", LineKind::Type, LineFault::None, 0, noteBlankBeforeType);
    row("# TYPE foo histogram", LineKind::Type);
    row("# TYPE foo summary", LineKind::Type);
    row("# TYPE foo untyped", LineKind::Type);

    row("foo", bad, LineFault::ValueMissing, 4);
    row("foo ", bad, LineFault::ValueMissing, 5);
    row("foo{a=\"1\"}", bad, LineFault::ValueMissing, 11);
    row("foo{a=\"1\"} {", bad, LineFault::ValueMissing, 12);
    row("foo{a=\"1\"} {b=\"2\"} 1", bad, LineFault::ValueMissing, 12);
    row("foo{", bad, LineFault::LabelName, 5);
    row("foo{,} 1", bad, LineFault::LabelName, 5);
    row("foo{a=\"1\",,} 1", bad, LineFault::LabelName, 11);
    row("foo{1a=\"1\"} 1", bad, LineFault::LabelName, 5);
    row("foo{=\"\"} 1", bad, LineFault::LabelName, 5);
    row("foo{\xFF=\"1\"} 1", bad, LineFault::LabelName, 5);
    row("foo{a} 1", bad, LineFault::LabelEquals, 6);
    row("foo{a:b=\"1\"} 1", bad, LineFault::LabelEquals, 6);
    row("foo{a=1} 1", bad, LineFault::LabelQuote, 7);
    row("foo{a='1'} 1", bad, LineFault::LabelQuote, 7);
    row("foo{a=", bad, LineFault::LabelQuote, 7);
    row("foo{a=\"1} 1", bad, LineFault::LabelEnd, 7);
    row("foo{a=\"", bad, LineFault::LabelEnd, 7);
    // Prometheus 2.42 reads on behind the line feed; the document and promtool do not, and a quote that was
    // forgotten must cost one line.
    row("foo{a=\"x\ny\"} 1", bad, LineFault::LabelEnd, 7);
    row("foo{a=\"x\\", bad, LineFault::LabelEscapedNewline, 9);
    row("foo{a=\"1\"|b=\"2\"} 1", bad, LineFault::LabelSeparator, 10);
    row("foo{a=\"\xFF\"} 1", bad, LineFault::LabelUtf8, 8);
    row("foo{a=\"\xC0\x80\"} 1", bad, LineFault::LabelUtf8, 8);
    row("foo{a=\"\xED\xA0\x80\"} 1", bad, LineFault::LabelUtf8, 8);
    row("foo{a=\"1\",a=\"1\"} 1", bad, LineFault::LabelDuplicate, 11);
    row("foo{__name__=\"bar\"} 1", bad, LineFault::LabelReserved, 5);
    row("{__name__=\"bar\"} 1", bad, LineFault::StartQuotedName, 1);
    row("{\"foo\"} 1", bad, LineFault::StartQuotedName, 1);
    row("foo{\"a\"=\"b\"} 1", bad, LineFault::LabelQuotedName, 5);
    row("0a 1", bad, LineFault::StartToken, 1);
    row("a.b 1", bad, LineFault::ValueBlank, 2);
    row("\xEF\xBB\xBF"
        "foo 1",
        bad, LineFault::StartByteOrderMark, 1);
    // Prometheus 2.42 takes a NUL here for the end of the page and drops the rest without a word.
    row("\0foo 1", bad, LineFault::StartNul, 1, 0, 6);
    row("\r", bad, LineFault::StartCarriageReturn, 1);
    row("foo 1\r", bad, LineFault::ValueCarriageReturn, 5);
    row("foo true", bad, LineFault::ValueSyntax, 5);
    row("foo 1_2", bad, LineFault::ValueUnsupported, 5);
    row("foo 0x10", bad, LineFault::ValueUnsupported, 5);
    row("foo 0x1p-3", bad, LineFault::ValueUnsupported, 5);
    row("foo -nan", bad, LineFault::ValueSyntax, 5);
    row("foo +NaN", bad, LineFault::ValueSyntax, 5);
    row("foo infin", bad, LineFault::ValueSyntax, 5);
    row("foo .", bad, LineFault::ValueSyntax, 5);
    row("foo 1e", bad, LineFault::ValueSyntax, 5);
    row("foo 1e5e", bad, LineFault::ValueSyntax, 5);
    row("foo 1e400", bad, LineFault::ValueRange, 5);
    row("foo -1e309", bad, LineFault::ValueRange, 5);
    row("foo 1\0", bad, LineFault::TimestampSyntax, 6, 0, 6);
    row("foo 1{", bad, LineFault::TimestampSyntax, 6);
    row("foo 1 # {a=\"b\"} 1", bad, LineFault::TimestampSyntax, 7);
    row("foo 1 z", bad, LineFault::TimestampSyntax, 7);
    row("foo 1 1_0", bad, LineFault::TimestampSyntax, 7);
    row("foo 1 1.5", bad, LineFault::TimestampFraction, 7);
    row("foo 1 1e3", bad, LineFault::TimestampFraction, 7);
    row("foo 1 9223372036854775808", bad, LineFault::TimestampRange, 7);
    row("foo 1 99999999999999999999", bad, LineFault::TimestampRange, 7);
    row("foo 1 2 3", bad, LineFault::TrailingText, 9);
    row("# HELP ", bad, LineFault::MetadataName, 8);
    row("# HELP 1a x", bad, LineFault::MetadataName, 8);
    row("# HELP foo \xFF", bad, LineFault::HelpUtf8, 12);
    row("# TYPE foo", bad, LineFault::TypeWord, 11);
    row("# TYPE foo counter ", bad, LineFault::TypeWord, 12);
    row("# TYPE foo Counter", bad, LineFault::TypeWord, 12);
    row("# TYPE foo unknown", bad, LineFault::TypeWord, 12);
    row("# TYPE foo info", bad, LineFault::TypeWord, 12);
    row("# TYPE foo-bar counter", bad, LineFault::TypeWord, 12);
}

void tst_LineReader::openMetrics_data()
{
    columns();
    const LineKind sample = LineKind::Sample;
    const LineKind bad = LineKind::Bad;
    row("a 1", sample);
    row("a{} 1", sample);
    row("a{b=\"c\",d=\"e\"} 1 2", sample);
    row("a{b=\"\\x\"} 1", sample); // the grammar lets a backslash stand before anything
    row("a{b=\"\0\"} 1", sample, LineFault::None, 0, 0, 10);
    row("a inf", sample);
    row("a 1 -1", sample);
    row("a 1 1e3", sample);
    row("a 1 1.001", sample);
    row("a 1 12345678901234567890.123", sample, LineFault::None, 0, noteTimestampClamped);
    row("a_total 1 # {b=\"c\"} 1", sample);
    row("a_total 1 # {} 1 2", sample);
    row("a_total 1 2 # {} NaN", sample);
    row("a_bucket{le=\"1\"} 1 # {b=\"c\",d=\"e\"} 1 -2.5", sample);
    row("a_total 1 # {b=\"c\",b=\"d\"} 1", sample, LineFault::None, 0, noteExemplarDuplicate);
    row("a_total 1 # {b=\"\0\"} 1", sample, LineFault::None, 0, noteExemplarNul, 21);
    row("# HELP a ", LineKind::Help);
    row("# HELP a  x \\\" \\q", LineKind::Help);
    row("# TYPE a unknown", LineKind::Type);
    row("# TYPE a gaugehistogram", LineKind::Type);
    row("# TYPE a info", LineKind::Type);
    row("# TYPE a stateset", LineKind::Type);
    row("# UNIT a_s s", LineKind::Unit);
    row("# UNIT _s s", LineKind::Unit);
    row("# UNIT a ", LineKind::Unit);
    row("# EOF", LineKind::EndOfExposition);

    row("", bad, LineFault::BlankLine, 1);
    row(" a 1", bad, LineFault::LeadingBlank, 1);
    row("# foo", bad, LineFault::Comment, 1);
    row("#", bad, LineFault::Comment, 1);
    row("#  HELP a x", bad, LineFault::Comment, 1);
    row("# EOF ", bad, LineFault::Comment, 1);
    row("# EOF\r", bad, LineFault::Comment, 1);
    row("# HELP  a x", bad, LineFault::MetadataName, 8);
    row("# HELP a", bad, LineFault::MetadataText, 9);
    row("# HELP a\tx", bad, LineFault::MetadataText, 9);
    row("# HELP a{ x", bad, LineFault::MetadataText, 9);
    row("# HELP a \xFF", bad, LineFault::HelpUtf8, 10);
    row("# TYPE a", bad, LineFault::MetadataText, 9);
    row("# TYPE a untyped", bad, LineFault::TypeWord, 10);
    row("# TYPE a  counter", bad, LineFault::TypeWord, 10);
    row("# TYPE a counter ", bad, LineFault::TypeWord, 10);
    row("# TYPE \"a\" gauge", bad, LineFault::MetadataName, 8);
    row("# UNIT a s", bad, LineFault::UnitSuffix, 10);
    row("# UNIT s s", bad, LineFault::UnitSuffix, 10);
    row("# UNIT a_s _s", bad, LineFault::UnitSuffix, 12);
    row("# UNIT a_s s ", bad, LineFault::UnitSuffix, 12);
    row("a  1", bad, LineFault::ValueMissing, 3);
    row("a\t1", bad, LineFault::ValueBlank, 2);
    row("a-1", bad, LineFault::ValueBlank, 2);
    row("a", bad, LineFault::ValueMissing, 2);
    row("a ", bad, LineFault::ValueMissing, 3);
    row("a 1\t", bad, LineFault::ValueSyntax, 3);
    row("a 1\r", bad, LineFault::ValueCarriageReturn, 3);
    row("a 1 ", bad, LineFault::TrailingText, 5);
    row("a 1  2", bad, LineFault::TrailingText, 5);
    row("a 1 2 ", bad, LineFault::TrailingText, 6);
    row("a 1 2  # {} 1", bad, LineFault::TrailingText, 6);
    row("a {b=\"c\"} 1", bad, LineFault::ValueSyntax, 3);
    row("a{ b=\"c\"} 1", bad, LineFault::LabelName, 3);
    row("a{b =\"c\"} 1", bad, LineFault::LabelEquals, 4);
    row("a{b=\"c\",} 1", bad, LineFault::LabelTrailingComma, 9);
    row("a{,b=\"c\"} 1", bad, LineFault::LabelName, 3);
    row("a{b=\"c\", d=\"e\"} 1", bad, LineFault::LabelName, 9);
    row("a{b=\"c\"d=\"e\"} 1", bad, LineFault::LabelSeparator, 8);
    row("a{b=\"c\"}1", bad, LineFault::ValueBlank, 9);
    row("a{b=\"c\",b=\"d\"} 1", bad, LineFault::LabelDuplicate, 9);
    row("a 1 NaN", bad, LineFault::TimestampNotFinite, 5);
    row("a 1 +Inf", bad, LineFault::TimestampNotFinite, 5);
    row("a 1 z", bad, LineFault::TimestampSyntax, 5);
    row("a 1 1.1.1", bad, LineFault::TimestampSyntax, 5);
    row("a 1 0x1p3", bad, LineFault::ValueUnsupported, 5);
    row("a 1 1e400", bad, LineFault::ValueRange, 5);
    row("a 1 # {b=\"c\"} 1", bad, LineFault::ExemplarName, 5);
    row("a_total 1 #", bad, LineFault::ExemplarFormat, 11);
    row("a_total 1 #{} 1", bad, LineFault::ExemplarFormat, 11);
    row("a_total 1# {} 1", bad, LineFault::ValueSyntax, 9);
    row("a_total 1 # {}", bad, LineFault::ExemplarValue, 15);
    row("a_total 1 # {}1", bad, LineFault::ExemplarValue, 15);
    row("a_total 1 # {}  1", bad, LineFault::ExemplarValue, 16);
    row("a_total 1 # {b=\"c\",} 1", bad, LineFault::LabelTrailingComma, 20);
    row("a_total 1 # { b=\"c\"} 1", bad, LineFault::LabelName, 14);
    row("a_total 1 # {b} 1", bad, LineFault::LabelEquals, 15);
    row("a_total 1 # {} 1 NaN", bad, LineFault::TimestampNotFinite, 18);
    row("a_total 1 # {} 1 ", bad, LineFault::ExemplarTimestamp, 18);
    row("a_total 1 # {} 1 2 3", bad, LineFault::TrailingText, 19);
    row("a_total 1 # {} 1 # {} 1", bad, LineFault::ExemplarTimestamp, 18);
    row("{\"a\"} 1", bad, LineFault::StartQuotedName, 1);
}

void tst_LineReader::quotedNames_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("fault");
    QTest::addColumn<QByteArray>("name");
    const auto quoted = [](const char *bytes, LineFault fault, const char *name) {
        QTest::newRow(bytes) << QByteArray(bytes) << int(fault) << QByteArray(name);
    };
    quoted("{\"my.metric\"} 1", LineFault::None, "my.metric");
    quoted("{\"my.metric\",a=\"b\"} 1", LineFault::None, "my.metric");
    quoted("{a=\"b\",\"my.metric\"} 1", LineFault::None, "my.metric");
    quoted("foo{\"a.b\"=\"c\"} 1", LineFault::None, "foo");
    quoted("{\"caf\xC3\xA9\"} 1", LineFault::None, "caf\xC3\xA9");
    quoted("{a=\"b\"} 1", LineFault::NameMissing, "");
    quoted("{} 1", LineFault::NameMissing, "");
    quoted("{\"\"} 1", LineFault::NameMissing, "");
    quoted("foo{\"bar\"} 1", LineFault::NameTwice, "");
    quoted("{\"a\",\"b\"} 1", LineFault::NameTwice, "");
    quoted("{\"\xFF\"} 1", LineFault::LabelUtf8, "");
}

void tst_LineReader::quotedNames()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, fault);
    QFETCH(QByteArray, name);
    for (const ExpositionFormat format : {ExpositionFormat::Text, ExpositionFormat::OpenMetrics}) {
        const ExpositionLine line = firstLine({format, true}, bytes.toStdString() + '\n', ScanMethod::Best);
        QCOMPARE(int(line.fault), fault);
        if (fault == int(LineFault::None)) {
            QCOMPARE(QByteArray(line.name.data(), qsizetype(line.name.size())), name);
        }
    }
}

void tst_LineReader::pieces()
{
    for (const ScanMethod method : {ScanMethod::Best, ScanMethod::Portable}) {
        const ExpositionLine line = firstLine(
            {ExpositionFormat::Text, false}, "job:x_total{a=\"1\",b=\"q\\\"\"} 12.5 1700000000123\n", method);
        QCOMPARE(line.kind, LineKind::Sample);
        QVERIFY(line.name == "job:x_total");
        QCOMPARE(line.labels.size(), std::size_t{2});
        QVERIFY(line.labels.view()[0].name == "a" && line.labels.view()[0].value == "1");
        QVERIFY(!line.labels.view()[0].valueEscaped);
        QVERIFY(line.labels.view()[1].value == "q\\\"" && line.labels.view()[1].valueEscaped);
        QCOMPARE(line.value, 12.5);
        QVERIFY(std::string_view(line.valueBegin, std::size_t(line.valueEnd - line.valueBegin)) == "12.5");
        QVERIFY(line.hasTimestamp);
        QCOMPARE(line.timestampMs, std::int64_t{1700000000123});
    }
}

void tst_LineReader::exemplarPieces()
{
    const ExpositionLine line = firstLine(
        {ExpositionFormat::OpenMetrics, false},
        "a_bucket{le=\"1.0\"} 7 1.5 # {trace_id=\"abc\",span=\"d\"} 0.25 1700000000.5\n", ScanMethod::Best);
    QCOMPARE(line.kind, LineKind::Sample);
    QCOMPARE(line.timestampMs, std::int64_t{1500});
    QVERIFY(line.hasExemplar);
    QCOMPARE(line.exemplarLabels.size(), std::size_t{2});
    QVERIFY(line.exemplarLabels.view()[0].value == "abc");
    QCOMPARE(line.exemplarValue, 0.25);
    QVERIFY(line.exemplarHasTimestamp);
    QCOMPARE(line.exemplarTimestampMs, std::int64_t{1700000000500});
}

void tst_LineReader::textTimestamps_data()
{
    QTest::addColumn<QByteArray>("stamp");
    QTest::addColumn<qint64>("milliseconds");
    QTest::newRow("zero") << QByteArray("0") << qint64(0);
    QTest::newRow("leading zeros") << QByteArray("000000000000000000000000012") << qint64(12);
    QTest::newRow("now") << QByteArray("1790000000123") << qint64(1790000000123);
    QTest::newRow("negative") << QByteArray("-1") << qint64(-1);
    QTest::newRow("most") << QByteArray("9223372036854775807") << qint64(9223372036854775807LL);
    QTest::newRow("least") << QByteArray("-9223372036854775807") << qint64(-9223372036854775807LL);
}

void tst_LineReader::textTimestamps()
{
    QFETCH(QByteArray, stamp);
    QFETCH(qint64, milliseconds);
    const ExpositionLine line =
        firstLine({ExpositionFormat::Text, false}, "a 1 " + stamp.toStdString() + "\n", ScanMethod::Best);
    QVERIFY(line.hasTimestamp);
    QCOMPARE(qint64(line.timestampMs), milliseconds);
}

void tst_LineReader::openMetricsTimestamps_data()
{
    QTest::addColumn<QByteArray>("stamp");
    QTest::addColumn<qint64>("milliseconds");
    QTest::newRow("whole") << QByteArray("123") << qint64(123000);
    QTest::newRow("decimal") << QByteArray("1520879607.789") << qint64(1520879607789);
    QTest::newRow("cut, as Prometheus cuts") << QByteArray("1.0019") << qint64(1001);
    QTest::newRow("the product is a little less")
        << QByteArray("4.35") << qint64(4350 - 1 + (4.35 * 1000 >= 4350));
    QTest::newRow("exponent") << QByteArray("1.5e3") << qint64(1500000);
    QTest::newRow("negative") << QByteArray("-2.5") << qint64(-2500);
    QTest::newRow("beyond 64 bits") << QByteArray("1e300") << qint64(9223372036854775807LL);
}

void tst_LineReader::openMetricsTimestamps()
{
    QFETCH(QByteArray, stamp);
    QFETCH(qint64, milliseconds);
    const ExpositionLine line = firstLine({ExpositionFormat::OpenMetrics, false},
                                          "a 1 " + stamp.toStdString() + "\n", ScanMethod::Best);
    QVERIFY(line.hasTimestamp);
    QCOMPARE(qint64(line.timestampMs), milliseconds);
}

void tst_LineReader::manyLabels()
{
    for (const bool twice : {false, true}) {
        std::string page = "a{";
        for (int i = 0; i < 5000; ++i) {
            page += "l" + std::to_string(i) + "=\"v\",";
        }
        page += twice ? "l17=\"v\"} 1\n" : "last=\"v\"} 1\n";
        const ExpositionLine line = firstLine({ExpositionFormat::Text, false}, page, ScanMethod::Best);
        QCOMPARE(line.kind, twice ? LineKind::Bad : LineKind::Sample);
        if (twice) {
            QCOMPARE(line.fault, LineFault::LabelDuplicate);
            QCOMPARE(std::size_t(line.place - line.begin), page.rfind("l17"));
        } else {
            QCOMPARE(line.labels.size(), std::size_t{5001});
        }
    }
}

void tst_LineReader::messages_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("offending text")
        << QByteArray("a 1_2")
        << QByteArray("numbers are decimal, without hexadecimal digits or underscores: \"1_2\"");
    QTest::newRow("control bytes") << QByteArray("a \x01z") << QByteArray("not a number: \"\\x01z\"");
    QTest::newRow("end of the line") << QByteArray("a{b")
                                     << QByteArray(
                                            "expected = after the label name, got the end of the line");
    QTest::newRow("long text") << QByteArray("a " + QByteArray(100, 'z'))
                               << QByteArray("not a number: \"" + QByteArray(60, 'z') + "...\"");
}

void tst_LineReader::messages()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, message);
    const ExpositionLine line =
        firstLine({ExpositionFormat::Text, false}, bytes.toStdString() + '\n', ScanMethod::Best);
    QCOMPARE(line.kind, LineKind::Bad);
    QCOMPARE(QByteArray::fromStdString(faultMessage(line)), message);
}

QTEST_APPLESS_MAIN(tst_LineReader)
#include "tst_linereader.moc"
