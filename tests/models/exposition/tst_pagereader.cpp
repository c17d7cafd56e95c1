#include "models/exposition/pagereader.h"
#include "pagemutator.h"

#include <QTest>

#include <bit>
#include <map>

using namespace quarterdeck;

namespace {

/// Wants the series whose name or labels it is told to, and remembers what it was asked.
class Chooser final : public SeriesSelector
{
public:
    SeriesSlot select(const SeriesView &series) override
    {
        ++asked;
        std::string text(series.name);
        for (const LabelView &label : series.labels) {
            text += ',';
            text += label.name;
            text += '=';
            text += label.value;
        }
        lastFamily = series.family;
        lastType = series.type;
        if (text.find("ignore") != std::string::npos) {
            return ignoredSeries;
        }
        return slots.try_emplace(text, static_cast<SeriesSlot>(slots.size())).first->second;
    }
    int asked = 0;
    std::string lastFamily;
    MetricType lastType = MetricType::Unknown;
    std::map<std::string, SeriesSlot> slots;
};

using Values = std::vector<std::pair<std::string, double>>;

} // namespace

/// One bad line costs one line, and a page reads the same with and without the layout of the page before.
class tst_PageReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void selectedSamplesInPageOrder();
    void unchangedLayoutAsksNobody();
    void specialValuesAndTimestampsOnKnownSeries();
    void seriesComeAndGo_data();
    void seriesComeAndGo();
    void changedMetadataChoosesAnew();
    void badLineCostsOneLine_data();
    void badLineCostsOneLine();
    void badValueOnKnownSeries();
    void manyBadLines();
    void openMetricsWithoutEndIsNotUsed();
    void textAfterEnd();
    void pageOfAnotherFormat();
    void cacheIsBounded();
    void alwaysAnotherShape();
    void extremeValues();
    void sameAsWithoutLayout_data();
    void sameAsWithoutLayout();

private:
    static Values values(const Chooser &chooser, const std::vector<SelectedSample> &selected)
    {
        std::map<SeriesSlot, std::string> names;
        for (const auto &[name, slot] : chooser.slots) {
            names[slot] = name;
        }
        Values out;
        for (const SelectedSample &sample : selected) {
            out.emplace_back(names.at(sample.slot), sample.value);
        }
        return out;
    }
};

void tst_PageReader::selectedSamplesInPageOrder()
{
    Chooser chooser;
    PageReader reader(chooser);
    std::vector<SelectedSample> selected = {{77, 1.0, 5}};
    const PageReport report =
        reader.read("# TYPE b counter\nb{x=\"q\\\"\"} 2\nignore_me 3\na 4 1700000000000\n",
                    ExpositionFormat::Text, selected);
    QCOMPARE(report.samples, std::uint64_t{3});
    QCOMPARE(report.badLines, std::uint64_t{0});
    QVERIFY(report.complete);
    QVERIFY(!report.layoutReused);
    QCOMPARE(selected.size(), std::size_t{3}); // what was there stays
    QCOMPARE(selected[0].slot, SeriesSlot{77});
    QCOMPARE(selected[1].slot, chooser.slots.at("b,x=q\""));
    QCOMPARE(selected[1].value, 2.0);
    QCOMPARE(selected[1].timestampMs, SelectedSample::noTimestamp);
    QCOMPARE(selected[2].slot, chooser.slots.at("a"));
    QCOMPARE(selected[2].timestampMs, std::int64_t{1700000000000});
}

void tst_PageReader::unchangedLayoutAsksNobody()
{
    Chooser chooser;
    PageReader reader(chooser);
    std::vector<SelectedSample> selected;
    reader.read("# HELP a x\na{l=\"1\"} 1\na{l=\"2\"} 2\n# TYPE b gauge\nb 3\n", ExpositionFormat::Text,
                selected);
    QCOMPARE(chooser.asked, 3);
    QVERIFY(reader.cacheBytes() > 0);
    selected.clear();
    const PageReport report =
        reader.read("# HELP a x\na{l=\"1\"} 10\na{l=\"2\"} -2.5e3\n# TYPE b gauge\nb 0.013300656000000001\n",
                    ExpositionFormat::Text, selected);
    QVERIFY(report.layoutReused);
    QCOMPARE(chooser.asked, 3);
    QCOMPARE(report.samples, std::uint64_t{3});
    QCOMPARE(values(chooser, selected),
             (Values{{"a,l=1", 10}, {"a,l=2", -2500}, {"b", 0.013300656000000001}}));
    reader.forget();
    QCOMPARE(reader.cacheBytes(), std::size_t{0});
    reader.read("b 1\n", ExpositionFormat::Text, selected);
    QCOMPARE(chooser.asked, 4);
}

void tst_PageReader::specialValuesAndTimestampsOnKnownSeries()
{
    Chooser chooser;
    PageReader reader(chooser);
    std::vector<SelectedSample> selected;
    reader.read("a 1\nb 2\nc 3 1000\nd 4", ExpositionFormat::Text, selected);
    selected.clear();
    const PageReport report = reader.read("a NaN\nb +Inf 2000\nc 3\nd -4 ", ExpositionFormat::Text, selected);
    QVERIFY(report.layoutReused);
    QCOMPARE(report.badLines, std::uint64_t{0});
    QCOMPARE(selected.size(), std::size_t{4});
    QVERIFY(std::isnan(selected[0].value));
    QVERIFY(std::isinf(selected[1].value));
    QCOMPARE(selected[1].timestampMs, std::int64_t{2000});
    QCOMPARE(selected[2].timestampMs, SelectedSample::noTimestamp);
    QCOMPARE(selected[3].value, -4.0);

    Chooser other;
    PageReader openMetrics(other);
    selected.clear();
    openMetrics.read("# TYPE a counter\na_total 1 # {t=\"x\"} 1\n# EOF\n", ExpositionFormat::OpenMetrics,
                     selected);
    const PageReport again = openMetrics.read("# TYPE a counter\na_total 2 1.5 # {t=\"longer\"} 7 8\n# EOF\n",
                                              ExpositionFormat::OpenMetrics, selected);
    QVERIFY(again.layoutReused);
    QCOMPARE(selected.back().value, 2.0);
    QCOMPARE(selected.back().timestampMs, std::int64_t{1500});
}

void tst_PageReader::seriesComeAndGo_data()
{
    QTest::addColumn<QByteArray>("second");
    QTest::addColumn<int>("asked");
    QTest::addColumn<int>("samples");
    const QByteArray head("# TYPE m gauge\n");
    QByteArray all = head;
    for (int i = 0; i < 40; ++i) {
        all += "m{i=\"" + QByteArray::number(i) + "\"} 1\n";
    }
    QTest::newRow("same") << all << 0 << 40;
    QTest::newRow("first gone") << QByteArray(all).replace("m{i=\"0\"} 1\n", "") << 0 << 39;
    QTest::newRow("some gone") << QByteArray(all).replace("m{i=\"10\"} 1\nm{i=\"11\"} 1\n", "") << 0 << 38;
    QTest::newRow("one new") << QByteArray(all).replace("m{i=\"20\"} 1\n", "m{i=\"20\"} 1\nm{i=\"new\"} 2\n")
                             << 1 << 41;
    QTest::newRow("new first") << QByteArray(all).replace(head, head + "m{i=\"new\"} 2\n") << 1 << 41;
    QTest::newRow("exchanged") << QByteArray(all).replace("m{i=\"5\"} 1\n", "m{i=\"five\"} 9\n") << 1 << 40;
    QTest::newRow("first exchanged") << QByteArray(all).replace("m{i=\"0\"} 1\n", "m{i=\"zero\"} 9\n") << 1
                                     << 40;
}

void tst_PageReader::seriesComeAndGo()
{
    QFETCH(QByteArray, second);
    QFETCH(int, asked);
    QFETCH(int, samples);
    std::string first = "# TYPE m gauge\n";
    for (int i = 0; i < 40; ++i) {
        first += "m{i=\"" + std::to_string(i) + "\"} 1\n";
    }
    Chooser chooser;
    PageReader reader(chooser);
    std::vector<SelectedSample> selected;
    reader.read(first, ExpositionFormat::Text, selected);
    chooser.asked = 0;
    selected.clear();
    const std::string later = second.toStdString();
    const PageReport report = reader.read(later, ExpositionFormat::Text, selected);
    QCOMPARE(chooser.asked, asked);
    QCOMPARE(int(report.samples), samples);
    QCOMPARE(int(selected.size()), samples);
    QCOMPARE(report.layoutReused, later == first);
    if (asked > 0) {
        QCOMPARE(chooser.lastFamily, std::string("m"));
        QCOMPARE(chooser.lastType, MetricType::Gauge);
    }
    Chooser fresh;
    PageReader freshReader(fresh);
    std::vector<SelectedSample> expected;
    freshReader.read(later, ExpositionFormat::Text, expected);
    QCOMPARE(values(chooser, selected), values(fresh, expected));
    // And the layout was brought up to date.
    chooser.asked = 0;
    selected.clear();
    QVERIFY(reader.read(later, ExpositionFormat::Text, selected).layoutReused);
    QCOMPARE(chooser.asked, 0);
    QCOMPARE(values(chooser, selected), values(fresh, expected));
}

void tst_PageReader::changedMetadataChoosesAnew()
{
    Chooser chooser;
    PageReader reader(chooser);
    std::vector<SelectedSample> selected;
    reader.read("# TYPE a gauge\na 1\n", ExpositionFormat::Text, selected);
    QCOMPARE(chooser.lastType, MetricType::Gauge);
    reader.read("# TYPE a counter\na 1\n", ExpositionFormat::Text, selected);
    QCOMPARE(chooser.asked, 2);
    QCOMPARE(chooser.lastType, MetricType::Counter);
}

void tst_PageReader::badLineCostsOneLine_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("column");
    QTest::newRow("not a number") << QByteArray("bad x") << 5;
    QTest::newRow("open quote") << QByteArray("bad{a=\"b} 1") << 7;
    QTest::newRow("not UTF-8") << QByteArray("bad{a=\"\xFF\"} 1") << 8;
    QTest::newRow("unknown type") << QByteArray("# TYPE bad what") << 12;
    QTest::newRow("carriage return") << QByteArray("bad 1\r") << 5;
}

void tst_PageReader::badLineCostsOneLine()
{
    QFETCH(QByteArray, line);
    QFETCH(int, column);
    Chooser chooser;
    PageReader reader(chooser);
    std::string page = "a 1\n# HELP b x\n";
    page += line.toStdString() + "\nb 2\n# TYPE c gauge\nc 3\n";
    for (int turn = 0; turn < 3; ++turn) { // at first and at repeated sight
        std::vector<SelectedSample> selected;
        const PageReport report = reader.read(page, ExpositionFormat::Text, selected);
        QCOMPARE(values(chooser, selected), (Values{{"a", 1}, {"b", 2}, {"c", 3}}));
        QCOMPARE(report.samples, std::uint64_t{3});
        QCOMPARE(report.badLines, std::uint64_t{1});
        QCOMPARE(report.problems.size(), std::size_t{1});
        QCOMPARE(report.problems[0].line, std::uint64_t{3});
        QCOMPARE(int(report.problems[0].column), column);
        QVERIFY(!report.problems[0].message.empty());
    }
}

void tst_PageReader::badValueOnKnownSeries()
{
    Chooser chooser;
    PageReader reader(chooser);
    std::vector<SelectedSample> selected;
    reader.read("# TYPE a gauge\na 1\nb 2\nc 3\n", ExpositionFormat::Text, selected);
    selected.clear();
    const PageReport report =
        reader.read("# TYPE a gauge\na 1\nb oops\nc 4\n", ExpositionFormat::Text, selected);
    QCOMPARE(values(chooser, selected), (Values{{"a", 1}, {"c", 4}})); // missing, not zero
    QCOMPARE(report.problems.size(), std::size_t{1});
    QCOMPARE(report.problems[0].line, std::uint64_t{3});
    QCOMPARE(report.problems[0].column, std::uint64_t{3});
    selected.clear();
    reader.read("# TYPE a gauge\na 1\nb 7\nc 4\n", ExpositionFormat::Text, selected);
    QCOMPARE(values(chooser, selected), (Values{{"a", 1}, {"b", 7}, {"c", 4}}));
}

void tst_PageReader::manyBadLines()
{
    std::string page;
    for (int i = 0; i < 500; ++i) {
        page += "good{i=\"" + std::to_string(i) + "\"} 1\nbad line here\n";
    }
    Chooser chooser;
    PageReader reader(chooser);
    for (int turn = 0; turn < 4; ++turn) {
        std::vector<SelectedSample> selected;
        const PageReport report = reader.read(page, ExpositionFormat::Text, selected);
        QCOMPARE(selected.size(), std::size_t{500});
        QCOMPARE(report.badLines, std::uint64_t{500});
        QCOMPARE(report.problems.size(), PageReport::maxProblems);
        QCOMPARE(report.problems[99].line, std::uint64_t{200});
    }
}

void tst_PageReader::openMetricsWithoutEndIsNotUsed()
{
    const std::string whole = "# TYPE a gauge\na 1\nb 2\n# EOF\n";
    Chooser chooser;
    PageReader reader(chooser);
    std::vector<SelectedSample> selected;
    for (int turn = 0; turn < 2; ++turn) { // without and with a layout
        for (const std::size_t cut :
             {std::size_t{0}, std::size_t{5}, whole.find("b"), whole.find("# EOF"), whole.size() - 2}) {
            selected.clear();
            const PageReport report =
                reader.read(std::string_view(whole).substr(0, cut), ExpositionFormat::OpenMetrics, selected);
            QVERIFY(!report.complete);
            QVERIFY(report.badLines > 0);
            QVERIFY(selected.empty());
            QCOMPARE(report.samples, std::uint64_t{0});
        }
        selected.clear();
        const PageReport report = reader.read(whole, ExpositionFormat::OpenMetrics, selected);
        QVERIFY(report.complete);
        QCOMPARE(selected.size(), std::size_t{2});
    }
    selected.clear();
    QVERIFY(reader.read(whole.substr(0, whole.size() - 1), ExpositionFormat::OpenMetrics, selected).complete);
}

void tst_PageReader::textAfterEnd()
{
    Chooser chooser;
    PageReader reader(chooser);
    std::vector<SelectedSample> selected;
    reader.read("a 1\n# EOF\n", ExpositionFormat::OpenMetrics, selected);
    for (int turn = 0; turn < 2; ++turn) {
        selected.clear();
        const PageReport report = reader.read("a 1\n# EOF\nb 2\n", ExpositionFormat::OpenMetrics, selected);
        QCOMPARE(selected.size(), std::size_t{1});
        QCOMPARE(report.problems.size(), std::size_t{1});
        QCOMPARE(report.problems[0].line, std::uint64_t{3});
    }
}

void tst_PageReader::pageOfAnotherFormat()
{
    Chooser chooser;
    PageReader reader(chooser);
    std::vector<SelectedSample> selected;
    reader.read("a 1 1000\n# EOF\n", ExpositionFormat::Text, selected);
    QCOMPARE(selected.back().timestampMs, std::int64_t{1000});
    const PageReport report = reader.read("a 1 1000\n# EOF\n", ExpositionFormat::OpenMetrics, selected);
    QVERIFY(!report.layoutReused);
    QCOMPARE(selected.back().timestampMs, std::int64_t{1000000});
}

void tst_PageReader::cacheIsBounded()
{
    std::string page;
    for (int i = 0; i < 1000; ++i) {
        page += "m{i=\"" + std::to_string(i) + "\"} 1\n";
    }
    Chooser chooser;
    PageReader reader(chooser);
    reader.setCacheLimit(4096);
    std::vector<SelectedSample> selected;
    for (int turn = 0; turn < 3; ++turn) {
        selected.clear();
        QVERIFY(!reader.read(page, ExpositionFormat::Text, selected).layoutReused);
        QCOMPARE(selected.size(), std::size_t{1000});
        QVERIFY(reader.cacheBytes() <= 4096);
    }
    reader.setCacheLimit(PageReader::defaultCacheLimit);
    reader.read(page, ExpositionFormat::Text, selected);
    QVERIFY(reader.read(page, ExpositionFormat::Text, selected).layoutReused);
    QVERIFY(reader.cacheBytes() < 4 * page.size());
}

/// A target whose series are new on every scrape: nothing piles up, and soon no layout is made for it.
void tst_PageReader::alwaysAnotherShape()
{
    Chooser chooser;
    PageReader reader(chooser);
    int withoutLayout = 0;
    for (int turn = 0; turn < 60; ++turn) {
        std::string page;
        for (int i = 0; i < 200; ++i) {
            page += "m{turn=\"" + std::to_string(turn) + "\",i=\"" + std::to_string(i) + "\"} 1\n";
        }
        std::vector<SelectedSample> selected;
        reader.read(page, ExpositionFormat::Text, selected);
        QCOMPARE(selected.size(), std::size_t{200});
        QVERIFY(reader.cacheBytes() < 3 * page.size());
        withoutLayout += reader.cacheBytes() == 0 ? 1 : 0;
    }
    QVERIFY(withoutLayout > 40);
}

void tst_PageReader::extremeValues()
{
    Chooser chooser;
    PageReader reader(chooser);
    for (int turn = 0; turn < 2; ++turn) {
        std::vector<SelectedSample> selected;
        const PageReport report =
            reader.read("a 1e308\nb 18446744073709551616\nc 1e309\nd 1 9223372036854775807\n"
                        "e 1 9223372036854775808\nf 9007199254740993\n",
                        ExpositionFormat::Text, selected);
        QCOMPARE(values(chooser, selected),
                 (Values{{"a", 1e308}, {"b", 18446744073709551616.0}, {"d", 1}, {"f", 9007199254740992.0}}));
        QCOMPARE(report.badLines, std::uint64_t{2});
        QCOMPARE(selected[2].timestampMs, std::numeric_limits<std::int64_t>::max());
    }
}

void tst_PageReader::sameAsWithoutLayout_data()
{
    QTest::addColumn<int>("format");
    QTest::addColumn<int>("lines");
    for (const int lines : {2, 8, 60}) {
        QTest::addRow("text, %d", lines) << int(ExpositionFormat::Text) << lines;
        QTest::addRow("OpenMetrics, %d", lines) << int(ExpositionFormat::OpenMetrics) << lines;
    }
}

/// Whatever the pages before were: samples, problems and their places are those of a reader that never saw
/// any.
void tst_PageReader::sameAsWithoutLayout()
{
    QFETCH(int, format);
    QFETCH(int, lines);
    PageMutator mutator(static_cast<std::uint64_t>(lines * 10 + format));
    for (int target = 0; target < 60; ++target) {
        Chooser chooser;
        PageReader reader(chooser);
        std::string page = mutator.page(ExpositionFormat(format), lines);
        for (int scrape = 0; scrape < 12; ++scrape) {
            const std::string now = mutator.below(6) == 0 ? mutator.damaged(page) : page;
            const std::vector<char> bytes(now.begin(), now.end()); // of exactly the page's size
            std::vector<SelectedSample> selected;
            const PageReport report =
                reader.read({bytes.data(), bytes.size()}, ExpositionFormat(format), selected);
            Chooser fresh;
            PageReader freshReader(fresh);
            std::vector<SelectedSample> expected;
            const PageReport freshReport =
                freshReader.read({bytes.data(), bytes.size()}, ExpositionFormat(format), expected);
            const Values got = values(chooser, selected);
            const Values wanted = values(fresh, expected);
            QCOMPARE(got.size(), wanted.size());
            for (std::size_t i = 0; i < got.size(); ++i) {
                QCOMPARE(got[i].first, wanted[i].first);
                QVERIFY(std::bit_cast<std::uint64_t>(got[i].second) ==
                            std::bit_cast<std::uint64_t>(wanted[i].second) ||
                        (std::isnan(got[i].second) && std::isnan(wanted[i].second)));
                QCOMPARE(selected[i].timestampMs, expected[i].timestampMs);
            }
            QCOMPARE(report.samples, freshReport.samples);
            QCOMPARE(report.badLines, freshReport.badLines);
            QCOMPARE(report.complete, freshReport.complete);
            QVERIFY(report.problems == freshReport.problems);
            page = mutator.later(page);
        }
    }
}

QTEST_APPLESS_MAIN(tst_PageReader)
#include "tst_pagereader.moc"
