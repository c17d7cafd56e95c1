#include "models/exposition/expositionparser.h"
#include "pagemutator.h"
#include "scrapingprometheus.h"

#include <QSet>
#include <QTest>

#include <cmath>

using namespace quarterdeck;
using namespace quarterdeck::test;

namespace {

constexpr ExpositionFormat text = ExpositionFormat::Text;
constexpr ExpositionFormat open = ExpositionFormat::OpenMetrics;

/// Odd pages, good and bad, that are always compared.
const ServedPage oddPages[] = {
    {text, QByteArrayLiteral("  foo 1\n")},
    {text, QByteArrayLiteral("foo{a=\"1\" b=\"2\"} 1\n")},
    {text, QByteArrayLiteral("foo{a=\"1\"b=\"2\",} 1\n")},
    {text, QByteArrayLiteral("foo-1\n")},
    {text, QByteArrayLiteral("foo{a=\"1\"}1\n")},
    {text, QByteArrayLiteral("foo 1 -5\n")},
    {text, QByteArrayLiteral("# TYPE foo  counter\nfoo 1\n")},
    {text, QByteArrayLiteral("# TYPE foo counter \nfoo 1\n")},
    {text, QByteArrayLiteral("# TYPE foo\nfoo 1\n")},
    {text, QByteArrayLiteral("# HELP foo\nfoo 1\n")},
    {text, QByteArrayLiteral("# HELP \nfoo 1\n")},
    {text, QByteArrayLiteral("# HELP foo{x\nfoo 1\n")},
    {text, QByteArrayLiteral("#\nfoo 1\n")},
    {text, QByteArrayLiteral("foo{a=\"x\ny\"} 1\n")},
    {text, QByteArrayLiteral("foo{a=\"x\\\ny\"} 1\n")},
    {text, QByteArrayLiteral("foo 1e400\n")},
    {text, QByteArrayLiteral("foo 1e-400\n")},
    {text, QByteArrayLiteral("foo infinity\n")},
    {text, QByteArrayLiteral("foo -nan\n")},
    {text, QByteArrayLiteral("foo +nan\n")},
    {text, QByteArrayLiteral("foo nAn\n")},
    {text, QByteArrayLiteral("foo 1.\n")},
    {text, QByteArrayLiteral("foo .5\n")},
    {text, QByteArrayLiteral("foo +.5e+3\n")},
    {text, QByteArrayLiteral("foo 0x10\n")},
    {text, QByteArrayLiteral("foo 1\015\n")},
    {text, QByteArrayLiteral("# HELP foo x\015\nfoo 1\n")},
    {text, QByteArrayLiteral("\015\nfoo 1\n")},
    {text, QByteArrayLiteral("\000foo 1\nbar 2\n")},
    {text, QByteArrayLiteral("bar 2\n\000foo 1\n")},
    {text, QByteArrayLiteral("#a\000b\nfoo 1\n")},
    {text, QByteArrayLiteral("# a\000b\nfoo 1\n")},
    {text, QByteArrayLiteral("foo{a=\"\000\"} 1\n")},
    {text, QByteArrayLiteral("\357\273\277foo 1\n")},
    {text, QByteArrayLiteral("foo{a=\"1\",a=\"1\"} 1\n")},
    {text, QByteArrayLiteral("foo{__name__=\"bar\"} 1\n")},
    {text, QByteArrayLiteral("{__name__=\"bar\"} 1\n")},
    {text, QByteArrayLiteral("{\"bar\"} 1\n")},
    {text, QByteArrayLiteral("foo{\"a\"=\"b\"} 1\n")},
    {text, QByteArrayLiteral("foo 1\nfoo 2\n")},
    {text, QByteArrayLiteral("")},
    {text, QByteArrayLiteral("\n\n")},
    {text, QByteArrayLiteral("foo 1")},
    {text, QByteArrayLiteral("foo{a=\"\\x\"} 1\n")},
    {text, QByteArrayLiteral("# HELP foo \377\nfoo 1\n")},
    {text, QByteArrayLiteral("# \377\nfoo 1\n")},
    {text, QByteArrayLiteral("foo {a=\"1\"} 1\n")},
    {text, QByteArrayLiteral("foo\011{\011a\011=\011\"1\"\011,\011}\0111\011\n")},
    {text, QByteArrayLiteral("foo{} 1\n")},
    {text, QByteArrayLiteral("foo{,} 1\n")},
    {text, QByteArrayLiteral("foo{a=\"1\",,} 1\n")},
    {text, QByteArrayLiteral("foo 1 1_0\n")},
    {text, QByteArrayLiteral("foo 1 99999999999999999999\n")},
    {text, QByteArrayLiteral("foo{a=\"\"} 1\n")},
    {text, QByteArrayLiteral("foo 1{\n")},
    {text, QByteArrayLiteral("foo 1 # {a=\"b\"} 1\n")},
    {text, QByteArrayLiteral("# EOF\nfoo 1\n")},
    {text, QByteArrayLiteral("foo 1#\n")},
    {text, QByteArrayLiteral("# TYPE foo unknown\nfoo 1\n")},
    {text, QByteArrayLiteral("# TYPE foo-bar counter\nfoo 1\n")},
    {text, QByteArrayLiteral("# TYPE foo counter\n# TYPE foo gauge\nfoo 1\n")},
    {text, QByteArrayLiteral("#HELP\nfoo 1\n")},
    {text, QByteArrayLiteral("# HELP\nfoo 1\n")},
    {text, QByteArrayLiteral("# TYPEfoo\nfoo 1\n")},
    {text, QByteArrayLiteral("# HELP foo:\nfoo 1\n")},
    {text, QByteArrayLiteral("foo 1 2 3\n")},
    {text, QByteArrayLiteral("foo:bar 1\n")},
    {text, QByteArrayLiteral("foo{a:b=\"1\"} 1\n")},
    {text, QByteArrayLiteral("foo{0a=\"1\"} 1\n")},
    {text, QByteArrayLiteral("foo 0b1\n")},
    {text, QByteArrayLiteral("foo 1d\n")},
    {text, QByteArrayLiteral("foo 1e5e\n")},
    {text, QByteArrayLiteral("foo 1e\n")},
    {text, QByteArrayLiteral("foo +\n")},
    {text, QByteArrayLiteral("foo -\n")},
    {text, QByteArrayLiteral("foo .\n")},
    {text, QByteArrayLiteral("foo{a=\"1\"}\n")},
    {text, QByteArrayLiteral("foo{a=\"1\"\n}1\n")},
    {text, QByteArrayLiteral("\011# HELP foo x\nfoo 1\n")},
    {text, QByteArrayLiteral("  # TYPE foo counter \nfoo 1\n")},
    {text, QByteArrayLiteral("#\011TYPE\011foo\011counter\nfoo 1\n")},
    {text, QByteArrayLiteral("#  TYPE   foo counter\nfoo 1\n")},
    {text, QByteArrayLiteral("# TYPE foo \011counter\nfoo 1\n")},
    {text, QByteArrayLiteral("foo{a=\"b\"}\011{c=\"d\"} 1\n")},
    {text, QByteArrayLiteral("foo{a=\"1\"} {\n")},
    {text, QByteArrayLiteral("foo Inf\n")},
    {text, QByteArrayLiteral("foo -INF\n")},
    {text, QByteArrayLiteral("foo 1 0\n")},
    {text, QByteArrayLiteral("foo 1 1\000\n")},
    {text, QByteArrayLiteral("foo 1\000\n")},
    {text, QByteArrayLiteral("foo\2401\n")},
    {open, QByteArrayLiteral("")},
    {open, QByteArrayLiteral("# EOF\n")},
    {open, QByteArrayLiteral("# EOF")},
    {open, QByteArrayLiteral("a 1\n")},
    {open, QByteArrayLiteral("a 1\n# EOF\n\n")},
    {open, QByteArrayLiteral("a 1\n# EOF\nb 1\n")},
    {open, QByteArrayLiteral("a 1\n# EOFx\n")},
    {open, QByteArrayLiteral("a 1\n\n# EOF\n")},
    {open, QByteArrayLiteral(" a 1\n# EOF\n")},
    {open, QByteArrayLiteral("a  1\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 \n# EOF\n")},
    {open, QByteArrayLiteral("a\0111\n# EOF\n")},
    {open, QByteArrayLiteral("a 1\011\n# EOF\n")},
    {open, QByteArrayLiteral("a{b=\"c\",} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a{,b=\"c\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a{b=\"c\"}1\n# EOF\n")},
    {open, QByteArrayLiteral("a{b =\"c\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a{ b=\"c\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a {b=\"c\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a{b=\"c\", d=\"e\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("# TYPE a untyped\n# EOF\n")},
    {open, QByteArrayLiteral("# TYPE a counter\na_total 1\na_created 1\n# EOF\n")},
    {open, QByteArrayLiteral("# foo\na 1\n# EOF\n")},
    {open, QByteArrayLiteral("#\na 1\n# EOF\n")},
    {open, QByteArrayLiteral("# TYPE a counter \n# EOF\n")},
    {open, QByteArrayLiteral("# TYPE a\n# EOF\n")},
    {open, QByteArrayLiteral("# HELP a\n# EOF\n")},
    {open, QByteArrayLiteral("# HELP a \na 1\n# EOF\n")},
    {open, QByteArrayLiteral("# HELP a x\n")},
    {open, QByteArrayLiteral("# UNIT a_s s\na_s 1\n# EOF\n")},
    {open, QByteArrayLiteral("# UNIT a s\na 1\n# EOF\n")},
    {open, QByteArrayLiteral("# UNIT a \na 1\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 # {b=\"c\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 # {b=\"c\",} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 # {} 1 2\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 # {} 1 NaN\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 # {} NaN\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 # {}\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 # {} 1 # {} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 1 # {} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 NaN\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 Inf\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 1e3\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 1_0\n# EOF\n")},
    {open, QByteArrayLiteral("a{b=\"\n\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a{b=\"\\x\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a{b=\"\000\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a{b=\"\377\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("# HELP a \377\na 1\n# EOF\n")},
    {open, QByteArrayLiteral("a 1e400\n# EOF\n")},
    {open, QByteArrayLiteral("a +Inf\n# EOF\n")},
    {open, QByteArrayLiteral("a inf\n# EOF\n")},
    {open, QByteArrayLiteral("a INFINITY\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 #{} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 #\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 # \n# EOF\n")},
    {open, QByteArrayLiteral("a 1# {} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a 1\015\n# EOF\n")},
    {open, QByteArrayLiteral("# EOF\015\n")},
    {open, QByteArrayLiteral("a 1\n# EOF ")},
    {open, QByteArrayLiteral("a-1 1\n# EOF\n")},
    {open, QByteArrayLiteral("a-1\n# EOF\n")},
    {open, QByteArrayLiteral("a{} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a{b=\"c\",b=\"d\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 # {b=\"c\",b=\"d\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("{\"a\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a 1\na 1\n# EOF\n")},
    {open, QByteArrayLiteral("# TYPE a gauge\n# TYPE a counter\na 1\n# EOF\n")},
    {open, QByteArrayLiteral("\357\273\277a 1\n# EOF\n")},
    {open, QByteArrayLiteral("a 1\n# EOF\n# EOF\n")},
    {open, QByteArrayLiteral("# EOF\n\000")},
    {open, QByteArrayLiteral("# HELP a x\000y\na 1\n# EOF\n")},
    {open, QByteArrayLiteral("a 1\000\n# EOF\n")},
    {open, QByteArrayLiteral("# HELP  a x\na 1\n# EOF\n")},
    {open, QByteArrayLiteral("#  HELP a x\na 1\n# EOF\n")},
    {open, QByteArrayLiteral("# HELP a  x\na 1\n# EOF\n")},
    {open, QByteArrayLiteral("# TYPE a  counter\na_total 1\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 12345678901234567890.123\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 #x\n# EOF\n")},
    {open, QByteArrayLiteral("a{b=\"c\"} 1 # {d=\"e\"} 1 2 3\n# EOF\n")},
    {open, QByteArrayLiteral("a{b=\"c\"} 1 # {d=\"e\"}  1\n# EOF\n")},
    {open, QByteArrayLiteral("a{b=\"c\"} 1 # { d=\"e\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a{b=\"c\"d=\"e\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("# TYPE a histogram\na_bucket{le=\"1\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a\n# EOF\n")},
    {open, QByteArrayLiteral("a \n# EOF\n")},
    {open, QByteArrayLiteral("# UNIT a_s s \na_s 1\n# EOF\n")},
    {open, QByteArrayLiteral("# TYPE a{ gauge\na 1\n# EOF\n")},
    {open, QByteArrayLiteral("# HELP a{ gauge\na 1\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 -1\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 # {b=\"c\"} 1 -1\n# EOF\n")},
    {open, QByteArrayLiteral("a{__name__=\"x\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 0x1p3\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 1e400\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 # {} 1e400\n# EOF\n")},
    {open, QByteArrayLiteral("a 1  2\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 2 \n# EOF\n")},
    {open, QByteArrayLiteral("a 1 2  # {} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a 1\n# EOF\n\000x")},
    {open, QByteArrayLiteral("a_total 1 # {b=\"c\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {b=\"c\",} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {} 1 2\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {} 1 NaN\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {} NaN\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {}\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {} 1 # {} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 1790000000 # {} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {b=\"c\",b=\"d\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a_total{b=\"c\"} 1 # {d=\"e\"} 1 2 3\n# EOF\n")},
    {open, QByteArrayLiteral("a_total{b=\"c\"} 1 # {d=\"e\"}  1\n# EOF\n")},
    {open, QByteArrayLiteral("a_total{b=\"c\"} 1 # { d=\"e\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a_total{b=\"c\"} 1 # {d=\"e\"}1\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {b=\"c\"} 1 -1\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {} 1e400\n# EOF\n")},
    {open, QByteArrayLiteral("# TYPE a_total gauge\na_total 1 # {} 1\n# EOF\n")},
    {open, QByteArrayLiteral("_bucket 1 # {} 1\n# EOF\n")},
    {open, QByteArrayLiteral("# TYPE \"a\" gauge\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {} 1 2\n# EO\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {b=\"\\x\"} 1 2\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {b=\"\377\"} 1 2\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {b=\"\n\"} 1 2\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {,b=\"c\"} 1 2\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {b} 1 2\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {b=} 1 2\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {b=\"c\" 1 2\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {b=\"c\"} x\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {b=\"c\"} 1 x\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {\"b\"=\"c\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {b=\"c\"d=\"e\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {b=\"c\"} 1 2 \n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {b=\"c\"} 1 2e400\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 #  {b=\"c\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("# UNIT a_total total\n# UNIT a_s _s\n# EOF\n")},
    {open, QByteArrayLiteral("# UNIT _s s\n# EOF\n")},
    {open, QByteArrayLiteral("# UNIT s s\n# EOF\n")},
    {open, QByteArrayLiteral("a 1 1.001\n# EOF\n")},
    {open, QByteArrayLiteral("# EOF\000# EOF\n")},
    {open, QByteArrayLiteral("# TYPE :a gauge\n# EOF\n")},
    {open, QByteArrayLiteral(":a{a:b=\"1\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {a:b=\"1\"} 1\n# EOF\n")},
    {open, QByteArrayLiteral("a_total 1 # {b=\"\000\"} 1\n# EOF\n")},
};

/// What our parser made of a page.
struct ParsedPage
{
    QStringList problems;
    bool prometheusWouldRefuse = false; ///< a note that only Prometheus refuses it
    QMap<QString, double> series;       ///< the first of each, without those that have timestamps
    QSet<QString> withTimestamps;
};

ParsedPage parsed(const ServedPage &page)
{
    class Collector final : public ExpositionHandler
    {
    public:
        void sample(const SampleView &sample) override
        {
            const auto string = [](std::string_view view) {
                return QString::fromUtf8(view.data(), qsizetype(view.size()));
            };
            QMap<QString, QString> labels{{QStringLiteral("__name__"), string(sample.series.name)}};
            for (const LabelView &label : sample.series.labels) {
                labels.insert(string(label.name), string(label.value));
            }
            const QString series = ScrapingPrometheus::seriesText(labels);
            if (sample.timestampMs != SelectedSample::noTimestamp) {
                result.withTimestamps.insert(series);
            } else if (!result.series.contains(series)) {
                result.series.insert(series, sample.value);
            }
        }
        void problem(const ExpositionProblem &problem) override
        {
            result.problems << QString::fromStdString(problem.message);
        }
        void warning(const ExpositionWarning &warning) override
        {
            result.prometheusWouldRefuse = result.prometheusWouldRefuse || !warning.breaksRule;
        }
        ParsedPage result;
    };
    ExpositionParser parser({page.format, false});
    Collector collector;
    parser.parse({page.bytes.constData(), std::size_t(page.bytes.size())}, collector);
    return collector.result;
}

/// A difference that is meant, and why.
struct KnownDifference
{
    const char *reason;
    bool (*applies)(const ServedPage &page, const ParsedPage &ours, const ScrapedPage &theirs);
};

const KnownDifference knownDifferences[] = {
    {"allowed by the format's document and by promtool (signed timestamps, blanks before a line or a type, "
     "NUL in an "
     "exemplar), refused by the scrape of 2.42: read, with a note",
     [](const ServedPage &, const ParsedPage &ours, const ScrapedPage &theirs) {
         return ours.prometheusWouldRefuse && ours.problems.isEmpty() && !theirs.error.isEmpty();
     }},
    {"a raw line feed in a label value of the text format: the document and promtool refuse it, and a "
     "forgotten quote "
     "must cost one line, not swallow those behind it",
     [](const ServedPage &page, const ParsedPage &ours, const ScrapedPage &theirs) {
         return page.format == ExpositionFormat::Text && theirs.error.isEmpty() &&
                !ours.problems.filter(QStringLiteral("does not end on its line")).isEmpty();
     }},
    {"Prometheus 2.42 takes a NUL at the start of a line, or in a comment without a blank behind its #, for "
     "the end of "
     "the page and drops the rest without a word",
     [](const ServedPage &page, const ParsedPage &, const ScrapedPage &theirs) {
         return page.bytes.contains('\0') && theirs.error.isEmpty();
     }},
};

} // namespace

/// Real scrapes by the Prometheus of this machine against our parser, on odd, generated and damaged pages:
/// both accept, with the same samples, or both refuse.
class tst_PrometheusDifferential : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void samePagesSameSamples();
};

void tst_PrometheusDifferential::samePagesSameSamples()
{
    QList<ServedPage> pages(std::begin(oddPages), std::end(oddPages));
    PageMutator mutator(20261121);
    for (int i = 0; i < 150; ++i) {
        for (const ExpositionFormat format : {text, open}) {
            const std::string page = mutator.page(format, 6);
            pages.append({format, QByteArray::fromStdString(page)});
            pages.append({format, QByteArray::fromStdString(mutator.damaged(page))});
        }
    }
    ScrapingPrometheus prometheus(pages);
    QString problem;
    const QList<ScrapedPage> scraped = prometheus.scrape(&problem);
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    QCOMPARE(scraped.size(), pages.size());

    int accepted = 0;
    int refused = 0;
    int known = 0;
    QStringList differences;
    for (qsizetype i = 0; i < pages.size(); ++i) {
        const ParsedPage ours = parsed(pages[i]);
        const ScrapedPage &theirs = scraped[i];
        QString difference;
        if (ours.problems.isEmpty() != theirs.error.isEmpty()) {
            difference = QStringLiteral("ours: %1; Prometheus: %2")
                             .arg(ours.problems.value(0, QStringLiteral("accepted")),
                                  theirs.error.isEmpty() ? QStringLiteral("accepted") : theirs.error);
        } else if (ours.problems.isEmpty()) {
            ++accepted;
            for (auto series = ours.series.cbegin(); series != ours.series.cend(); ++series) {
                const bool same =
                    theirs.series.contains(series.key()) &&
                    (theirs.series.value(series.key()) == series.value() ||
                     (std::isnan(theirs.series.value(series.key())) && std::isnan(series.value())));
                if (!same && !ours.withTimestamps.contains(series.key())) {
                    difference = QStringLiteral("series %1 = %2 is %3 there")
                                     .arg(series.key())
                                     .arg(series.value())
                                     .arg(theirs.series.value(series.key(), -12345));
                }
            }
            for (auto series = theirs.series.cbegin(); series != theirs.series.cend(); ++series) {
                if (!ours.series.contains(series.key()) && !ours.withTimestamps.contains(series.key())) {
                    difference = QStringLiteral("series %1 is only there").arg(series.key());
                }
            }
        } else {
            ++refused;
        }
        if (difference.isEmpty()) {
            continue;
        }
        bool meant = false;
        for (const KnownDifference &candidate : knownDifferences) {
            meant = meant || candidate.applies(pages[i], ours, theirs);
        }
        if (meant) {
            ++known;
        } else {
            differences << QString::fromLatin1(pages[i].bytes.toPercentEncoding(" {}\"=,#\\+\n")) +
                               QStringLiteral("\n  -> ") + difference;
        }
    }
    qInfo("%d pages accepted by both, %d refused by both, %d meant differences", accepted, refused, known);
    QVERIFY2(differences.isEmpty(), qPrintable(differences.join(QLatin1Char('\n'))));
    QVERIFY(accepted > 200);
    QVERIFY(refused > 200);
    QVERIFY(known >= 5); // the table is not there for nothing
}

QTEST_GUILESS_MAIN(tst_PrometheusDifferential)
#include "tst_prometheusdifferential.moc"
