#include "models/exposition/linecursor.h"
#include "pagemutator.h"

#include <QTest>

#include <bit>
#include <cmath>

using namespace quarterdeck;

/// The indexed scan and the portable one must hand out the same lines, on good pages and on damaged ones.
class tst_LineCursor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void scansAgree_data();
    void scansAgree();
    void everyLineOnce_data();
    void everyLineOnce();
    void longLines();
    void unbalancedQuotesDisturbNoOtherLine();
    void millionLines();

private:
    static std::string told(const ExpositionLine &line);
    static std::string told(const std::string &page, ExpositionFormat format, ScanMethod method);
};

std::string tst_LineCursor::told(const ExpositionLine &line)
{
    std::string out = std::to_string(int(line.kind)) + ' ' + std::to_string(int(line.fault)) + ' ';
    if (line.kind == LineKind::Bad) {
        return out + std::to_string(line.place - line.begin) + '\n';
    }
    out += std::to_string(line.notes) + ' ';
    if (line.kind == LineKind::Help || line.kind == LineKind::Type || line.kind == LineKind::Unit) {
        out += std::string(line.name) + '|' + std::string(line.text) + '|' +
               (line.kind == LineKind::Type ? std::to_string(int(line.type)) : "-");
    }
    if (line.kind == LineKind::Sample) {
        out += std::string(line.name) + '|';
        for (const RawLabel &label : line.labels.view()) {
            out +=
                std::string(label.name) + '=' + std::string(label.value) + (label.valueEscaped ? "\\," : ",");
        }
        out += std::to_string(std::isnan(line.value) ? 1 : std::bit_cast<std::uint64_t>(line.value)) + '|' +
               std::string(line.valueBegin, line.valueEnd) + '|' +
               (line.hasTimestamp ? std::to_string(line.timestampMs) : "-");
        if (line.hasExemplar) {
            for (const RawLabel &label : line.exemplarLabels.view()) {
                out += std::string(label.name) + '=' + std::string(label.value) + ',';
            }
            out += std::to_string(std::isnan(line.exemplarValue)
                                      ? 1
                                      : std::bit_cast<std::uint64_t>(line.exemplarValue)) +
                   '|' + (line.exemplarHasTimestamp ? std::to_string(line.exemplarTimestampMs) : "-");
        }
    }
    return out + '\n';
}

std::string tst_LineCursor::told(const std::string &page, ExpositionFormat format, ScanMethod method)
{
    // A copy of exactly the page's size, so that a sanitizer sees a read past its end.
    const std::vector<char> bytes(page.begin(), page.end());
    LineCursor cursor({format, false}, method);
    cursor.open({bytes.data(), bytes.size()});
    ExpositionLine line;
    std::string out;
    while (cursor.next(line)) {
        out += told(line);
    }
    return out;
}

void tst_LineCursor::scansAgree_data()
{
    QTest::addColumn<int>("format");
    QTest::addColumn<int>("lines");
    for (const int lines : {1, 3, 40, 300}) {
        QTest::addRow("text, %d", lines) << int(ExpositionFormat::Text) << lines;
        QTest::addRow("OpenMetrics, %d", lines) << int(ExpositionFormat::OpenMetrics) << lines;
    }
}

void tst_LineCursor::scansAgree()
{
    QFETCH(int, format);
    QFETCH(int, lines);
    PageMutator mutator(static_cast<std::uint64_t>(lines) * 31 + static_cast<std::uint64_t>(format));
    const int rounds = lines > 100 ? 40 : 400;
    for (int round = 0; round < rounds; ++round) {
        const std::string good = mutator.page(ExpositionFormat(format), lines);
        for (const std::string &page :
             {good, mutator.damaged(good), mutator.damaged(mutator.damaged(good))}) {
            const std::string best = told(page, ExpositionFormat(format), ScanMethod::Best);
            const std::string portable = told(page, ExpositionFormat(format), ScanMethod::Portable);
            if (best != portable) {
                qWarning("page: %s",
                         QByteArray::fromStdString(page).toPercentEncoding(" {}\"=,#\n").constData());
            }
            QCOMPARE(QByteArray::fromStdString(best), QByteArray::fromStdString(portable));
        }
    }
}

void tst_LineCursor::everyLineOnce_data()
{
    QTest::addColumn<QByteArray>("page");
    QTest::addColumn<int>("lines");
    QTest::addColumn<bool>("endsWithLineFeed");
    QTest::newRow("empty") << QByteArray() << 0 << true;
    QTest::newRow("a line feed") << QByteArray("\n") << 1 << true;
    QTest::newRow("no line feed at the end") << QByteArray("a 1\nb 2") << 2 << false;
    QTest::newRow("exactly one vector") << QByteArray("a 1\n").repeated(16) << 16 << true;
    QTest::newRow("exactly one window") << QByteArray("abc 123\n").repeated(512) << 512 << true;
    QTest::newRow("more than one window") << QByteArray("abc 1234\n").repeated(2000) << 2000 << true;
}

void tst_LineCursor::everyLineOnce()
{
    QFETCH(QByteArray, page);
    QFETCH(int, lines);
    QFETCH(bool, endsWithLineFeed);
    for (const ScanMethod method : {ScanMethod::Best, ScanMethod::Portable}) {
        LineCursor cursor({ExpositionFormat::Text, false}, method);
        cursor.open({page.constData(), std::size_t(page.size())});
        ExpositionLine line;
        int count = 0;
        while (cursor.next(line)) {
            ++count;
        }
        QCOMPARE(count, lines);
        QCOMPARE(cursor.endsWithLineFeed(), endsWithLineFeed);
    }
}

void tst_LineCursor::longLines()
{
    // Longer than the window of the index, with ordinary lines around.
    const std::string value(3 * StructuralIndex::windowBytes, 'x');
    const std::string page = "a 1\nb{l=\"" + value + "\"} 2\nc{m=\"n\"} 3\n" + std::string("d 4\n");
    for (const ScanMethod method : {ScanMethod::Best, ScanMethod::Portable}) {
        LineCursor cursor({ExpositionFormat::Text, false}, method);
        cursor.open(page);
        ExpositionLine line;
        for (const double expected : {1.0, 2.0, 3.0, 4.0}) {
            QVERIFY(cursor.next(line));
            QCOMPARE(line.kind, LineKind::Sample);
            QCOMPARE(line.value, expected);
            if (expected == 2.0) {
                QCOMPARE(line.labels.view()[0].value.size(), value.size());
            }
        }
        QVERIFY(!cursor.next(line));
    }
}

void tst_LineCursor::unbalancedQuotesDisturbNoOtherLine()
{
    std::string page = "# HELP a Don't say \"hello.\n";
    for (int i = 0; i < 100; ++i) {
        page += "a{i=\"" + std::to_string(i) + "\"} 1\nbad{x=\"y} 1\n";
    }
    for (const ScanMethod method : {ScanMethod::Best, ScanMethod::Portable}) {
        LineCursor cursor({ExpositionFormat::Text, false}, method);
        cursor.open(page);
        ExpositionLine line;
        int samples = 0;
        int bad = 0;
        while (cursor.next(line)) {
            samples += line.kind == LineKind::Sample ? 1 : 0;
            bad += line.kind == LineKind::Bad ? 1 : 0;
        }
        QCOMPARE(samples, 100);
        QCOMPARE(bad, 100);
    }
}

void tst_LineCursor::millionLines()
{
    std::string page;
    for (int i = 0; i < 1000000; ++i) {
        page += "m{s=\"" + std::to_string(i) + "\"} 1\n";
    }
    LineCursor cursor({ExpositionFormat::Text, false});
    cursor.open(page);
    ExpositionLine line;
    int samples = 0;
    while (cursor.next(line)) {
        samples += line.kind == LineKind::Sample ? 1 : 0;
    }
    QCOMPARE(samples, 1000000);
}

QTEST_APPLESS_MAIN(tst_LineCursor)
#include "tst_linecursor.moc"
