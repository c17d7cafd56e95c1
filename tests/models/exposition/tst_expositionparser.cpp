#include "models/exposition/expositionparser.h"

#include <QTest>

using namespace quarterdeck;

namespace {

/// Writes down everything it is told.
class Scribe final : public ExpositionHandler
{
public:
    explicit Scribe(const ExpositionParser &parser) : m_parser(parser) {}
    void metadata(const MetadataView &metadata) override
    {
        const FamilyMetadata &family = m_parser.families()[metadata.family];
        lines << QStringLiteral("%1 meta %2%3 [%4][%5][%6]")
                     .arg(metadata.line)
                     .arg(text(family.name), metadata.repeated ? QStringLiteral(" again") : QString(),
                          text(family.help), text(family.unit))
                     .arg(int(family.type));
    }
    void sample(const SampleView &sample) override
    {
        QString out = QStringLiteral("%1 %2").arg(sample.line).arg(text(sample.series.name));
        for (const LabelView &label : sample.series.labels) {
            out += QStringLiteral(" %1=<%2>").arg(text(label.name), text(label.value));
        }
        out += QStringLiteral(" = %1").arg(sample.value);
        if (sample.timestampMs != SelectedSample::noTimestamp) {
            out += QStringLiteral(" @%1").arg(sample.timestampMs);
        }
        if (sample.exemplar != nullptr) {
            out += QStringLiteral(" ~%1").arg(sample.exemplar->value);
            for (const LabelView &label : sample.exemplar->labels) {
                out += QStringLiteral(" %1=<%2>").arg(text(label.name), text(label.value));
            }
            if (sample.exemplar->timestampMs != SelectedSample::noTimestamp) {
                out += QStringLiteral(" @%1").arg(sample.exemplar->timestampMs);
            }
        }
        if (sample.family != FamilyTable::noFamily) {
            out += QStringLiteral(" of %1").arg(text(sample.series.family));
        }
        lines << out;
    }
    void problem(const ExpositionProblem &problem) override
    {
        lines << QStringLiteral("%1:%2 bad").arg(problem.line).arg(problem.column);
    }
    void warning(const ExpositionWarning &warning) override
    {
        lines << QStringLiteral("%1:%2 %3")
                     .arg(warning.line)
                     .arg(warning.column)
                     .arg(warning.breaksRule ? QStringLiteral("warning") : QStringLiteral("note"));
    }
    QStringList lines;

private:
    static QString text(std::string_view view)
    {
        return QString::fromUtf8(view.data(), qsizetype(view.size()));
    }
    const ExpositionParser &m_parser;
};

} // namespace

class tst_ExpositionParser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void events_data();
    void events();
};

void tst_ExpositionParser::events_data()
{
    QTest::addColumn<int>("format");
    QTest::addColumn<QByteArray>("page");
    QTest::addColumn<QStringList>("told");
    const int text = int(ExpositionFormat::Text);
    const int open = int(ExpositionFormat::OpenMetrics);
    QTest::newRow("empty text") << text << QByteArray() << QStringList();
    QTest::newRow("comments only") << text << QByteArray("# hello\n\n#\n") << QStringList();
    QTest::newRow("text")
        << text << QByteArray("# HELP a say \\\\n \\n \\\"\n# TYPE a counter\na{x=\"1\",y=\"\"} 5 100\nb 1\n")
        << QStringList{QStringLiteral("1:10 warning"), QStringLiteral("1 meta a [say \\n \n \\\"][][0]"),
                       QStringLiteral("2 meta a [say \\n \n \\\"][][1]"),
                       QStringLiteral("3 a x=<1> y=<> = 5 @100 of a"), QStringLiteral("4 b = 1")};
    QTest::newRow("label escapes") << text << QByteArray("a{x=\"\\\\n\\n\\\"\\\\\\\\\"} 1\na{x=\"\\q\"} 1\n")
                                   << QStringList{QStringLiteral("1 a x=<\\n\n\"\\\\> = 1"),
                                                  QStringLiteral("2:6 warning"),
                                                  QStringLiteral("2 a x=<\\q> = 1")};
    QTest::newRow("a bad line") << text << QByteArray("a 1\nb x\nc 3\n")
                                << QStringList{QStringLiteral("1 a = 1"), QStringLiteral("2:3 bad"),
                                               QStringLiteral("3 c = 3")};
    QTest::newRow("no line feed at the end")
        << text << QByteArray("a 1\nb 2")
        << QStringList{QStringLiteral("1 a = 1"), QStringLiteral("2 b = 2"), QStringLiteral("2:4 warning")};
    QTest::newRow("families of text")
        << text
        << QByteArray("# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_sum 1\nh_count 1\nh_total 1\n"
                      "# TYPE s summary\ns{quantile=\"0.5\"} 1\ns_sum 2\ns_created 3\n")
        << QStringList{QStringLiteral("1 meta h [][][3]"),
                       QStringLiteral("2 h_bucket le=<1> = 1 of h"),
                       QStringLiteral("3 h_sum = 1 of h"),
                       QStringLiteral("4 h_count = 1 of h"),
                       QStringLiteral("5 h_total = 1"),
                       QStringLiteral("6 meta s [][][5]"),
                       QStringLiteral("7 s quantile=<0.5> = 1 of s"),
                       QStringLiteral("8 s_sum = 2 of s"),
                       QStringLiteral("9 s_created = 3")};
    QTest::newRow("OpenMetrics")
        << open
        << QByteArray("# TYPE a_s counter\n# UNIT a_s s\n# HELP a_s say \\\"x\\\"\n"
                      "a_s_total{b=\"c\"} 1 1.5 # {t=\"\\\"\"} 2 3\na_s_created 7\n# EOF\n")
        << QStringList{QStringLiteral("1 meta a_s [][][1]"), QStringLiteral("2 meta a_s [][s][1]"),
                       QStringLiteral("3 meta a_s [say \"x\"][s][1]"),
                       QStringLiteral("4 a_s_total b=<c> = 1 @1500 ~2 t=<\"> @3000 of a_s"),
                       QStringLiteral("5 a_s_created = 7 of a_s")};
    QTest::newRow("empty OpenMetrics") << open << QByteArray("# EOF\n") << QStringList();
    QTest::newRow("end without line feed")
        << open << QByteArray("a 1\n# EOF")
        << QStringList{QStringLiteral("1 a = 1"), QStringLiteral("2:6 note")};
    QTest::newRow("no end") << open << QByteArray("a 1\n")
                            << QStringList{QStringLiteral("1 a = 1"), QStringLiteral("2:1 bad")};
    QTest::newRow("nothing at all") << open << QByteArray() << QStringList{QStringLiteral("1:1 bad")};
    QTest::newRow("text after the end")
        << open << QByteArray("# EOF\na 1\nb 1\n") << QStringList{QStringLiteral("2:1 bad")};
    QTest::newRow("two ends") << open << QByteArray("# EOF\n# EOF\n")
                              << QStringList{QStringLiteral("2:1 bad")};
    QTest::newRow("a blank line after the end")
        << open << QByteArray("# EOF\n\n") << QStringList{QStringLiteral("2:1 bad")};
}

void tst_ExpositionParser::events()
{
    QFETCH(int, format);
    QFETCH(QByteArray, page);
    QFETCH(QStringList, told);
    for (const ScanMethod method : {ScanMethod::Best, ScanMethod::Portable}) {
        ExpositionParser parser({ExpositionFormat(format), false}, method);
        Scribe scribe(parser);
        parser.parse({page.constData(), std::size_t(page.size())}, scribe);
        QCOMPARE(scribe.lines, told);
        Scribe again(parser);
        parser.parse({page.constData(), std::size_t(page.size())}, again); // a parser can be used again
        QCOMPARE(again.lines, told);
    }
}

QTEST_APPLESS_MAIN(tst_ExpositionParser)
#include "tst_expositionparser.moc"
