#include "models/exposition/exemplarskim.h"
#include "models/exposition/linereader.h"

#include <QTest>

#include <random>

using namespace quarterdeck;

/// What the skim passes over, the full reader accepts; what it does not, the full reader may still accept.
class tst_ExemplarSkim : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void skims_data();
    void skims();
    void names();
    void neverAcceptsMore();
};

namespace {

std::string padded(const std::string &line)
{
    return line + std::string(pagePadding, '\0');
}

bool fullReaderAccepts(const std::string &suffix)
{
    const std::string page = "a_total 1" + suffix;
    const std::string bytes = padded(page);
    ExpositionLine line;
    readExpositionLine({ExpositionFormat::OpenMetrics, false}, bytes.data(), bytes.data() + page.size(),
                       line);
    return line.kind == LineKind::Sample && line.hasExemplar && line.notes == 0;
}

bool isSkimmed(const std::string &suffix)
{
    const std::string bytes = padded(suffix);
    const char *const next = skimExemplar(bytes.data());
    return next != nullptr && next == bytes.data() + suffix.find('\n') + 1;
}

} // namespace

void tst_ExemplarSkim::skims_data()
{
    QTest::addColumn<QByteArray>("suffix");
    QTest::addColumn<bool>("skimmed");
    const auto row = [](const QByteArray &suffix, bool skimmed) {
        QTest::newRow(suffix.toPercentEncoding(" #{}=\"_,+").constData()) << suffix << skimmed;
    };
    row(" # {trace_id=\"0123456789abcdef0123456789abcdef\"} 0.67 1790000000.123", true);
    row(" # {trace_id=\"KOO5S4vxi0o\"} 0.67", true);
    row(" # {a=\"1\",b=\"2\",c=\"3\",d=\"4\"} 1", true);
    row(" # {} 1", true);
    row(" # {a=\"\"} 1.", true);
    row(" # {a=\"}\"} 17 3", true);
    row(" # {a=\"1\",b=\"2\",c=\"3\",d=\"4\",e=\"5\"} 1", false); // read whole
    row(" # {a=\"\\\"\"} 1", false);
    row(" # {a=\"\\n\"} 1", false);
    row(QByteArray(" # {a=\"x\0\"} 1", 14), false);
    row(" # {a=\"\303\244\"} 1", false);
    row(" # {a=\"\377\"} 1", false);
    row(" # {a=\"1\",a=\"2\"} 1", false);
    row(" # {a=\"1\",} 1", false);
    row(" # {,a=\"1\"} 1", false);
    row(" # {a=\"1\"b=\"2\"} 1", false);
    row(" # {a=\"1\"}1", false);
    row(" # {a=\"1\"} ", false);
    row(" # {a=\"1\"}", false);
    row(" # {a=\"1\"", false);
    row(" # {a=\"1", false);
    row(" # {a=1} 1", false);
    row(" # {1=\"1\"} 1", false);
    row(" # {a} 1", false);
    row(" # {a=\"1\"} 1e3", false);
    row(" # {a=\"1\"} NaN", false);
    row(" # {a=\"1\"} -1", false);
    row(" # {a=\"1\"} 1 2 3", false);
    row(" # {a=\"1\"} 1  2", false);
    row(" # {a=\"1\"} 1 2 ", false);
    row(" # {a=\"1\"} 1 9999999999999999", false);
    row(" # {a=\"1\"} 1.2.3", false);
    row(" # {a=\"1\"} 1_0", false);
    row(" # {a=\"1\"} 0x1", false);
}

void tst_ExemplarSkim::skims()
{
    QFETCH(QByteArray, suffix);
    QTEST(isSkimmed(suffix.toStdString() + '\n'), "skimmed");
}

void tst_ExemplarSkim::names()
{
    const auto may = [](const std::string &series) { return mayHaveExemplar(padded(series).data()); };
    QVERIFY(may("a_total 1"));
    QVERIFY(may("rpc_duration_seconds_bucket{le=\"1\"} 1"));
    QVERIFY(may("_bucket{} 1"));
    QVERIFY(!may("a_count{x=\"_total\"} 1"));
    QVERIFY(!may("a 1 # {x=\"_total\"} 1"));
    QVERIFY(!may("total 1"));
}

void tst_ExemplarSkim::neverAcceptsMore()
{
    std::mt19937 random(3);
    const std::string good = " # {trace_id=\"0123456789abcdef\",span=\"x\"} 0.67 1790000000.123\n";
    const std::string alphabet =
        std::string(" #{}=\",\\.0179ae_-+\n\t\x7f\xc3\xa4", 24) + std::string(1, '\0');
    int accepted = 0;
    for (int i = 0; i < 200000; ++i) {
        std::string line = good;
        for (unsigned edits = 1 + random() % 3; edits > 0; --edits) {
            const std::size_t at = 4 + random() % (line.size() - 5);
            const char byte = alphabet[random() % alphabet.size()];
            switch (random() % 3) {
            case 0:
                line[at] = byte;
                break;
            case 1:
                line.insert(at, 1, byte);
                break;
            default:
                line.erase(at, 1);
            }
        }
        line.resize(line.find('\n') + 1);
        if (isSkimmed(line)) {
            ++accepted;
            QVERIFY2(fullReaderAccepts(line), line.c_str());
        }
    }
    QVERIFY(accepted > 10000);
}

QTEST_APPLESS_MAIN(tst_ExemplarSkim)
#include "tst_exemplarskim.moc"
