// Measures reading exposition pages: first sight, repeated sight with changed values, the portable scan, and
// the peers in the same run. CPU time of this thread; medians of interleaved rounds.

#include "benchpages.h"
#include "expfmtpeer.h"
#include "models/exposition/linecursor.h"
#include "models/exposition/pagereader.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <functional>

using namespace quarterdeck;

namespace {

constexpr int rounds = 7;
constexpr std::size_t bytesPerRound = 20 * 1000 * 1000; ///< small pages are read so often

double cpuSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// Wants a third of the series, as recognisers do at most.
class EveryThird final : public SeriesSelector
{
public:
    SeriesSlot select(const SeriesView &) override
    {
        ++m_asked;
        return m_asked % 3 == 0 ? m_slots++ : ignoredSeries;
    }

private:
    std::uint64_t m_asked = 0;
    SeriesSlot m_slots = 0;
};

struct Measure
{
    QString key;
    QString title;
    std::function<void()> run;
    std::vector<double> seconds;
};

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

volatile double sink = 0; ///< keeps results from being optimised away

std::uint64_t readLines(const BenchPage &page, ScanMethod method)
{
    LineCursor cursor({page.format, false}, method);
    cursor.open(page.first);
    ExpositionLine line;
    std::uint64_t samples = 0;
    double sum = 0;
    std::size_t labelBytes = 0;
    while (cursor.next(line)) {
        if (line.kind == LineKind::Sample) {
            ++samples;
            sum += line.value;
            for (const RawLabel &label : line.labels.view()) {
                labelBytes += label.name.size() + label.value.size();
            }
        } else if (line.kind == LineKind::Bad) {
            std::fprintf(stderr, "%s: a line cannot be read\n", page.name.c_str());
            std::exit(1);
        }
    }
    sink = sink + sum + static_cast<double>(labelBytes);
    return samples;
}

/// The same page with a letter before the name of each sample.
std::string otherSeries(const std::string &page)
{
    std::string other;
    bool lineStarts = true;
    for (const char byte : page) {
        if (lineStarts && byte != '#' && byte != '\n') {
            other += 'z';
        }
        other += byte;
        lineStarts = byte == '\n';
    }
    return other;
}

QJsonObject measurePage(const BenchPage &page, const ExpfmtPeer &peer)
{
    const std::size_t repeats = std::max<std::size_t>(1, bytesPerRound / page.first.size());
    const std::uint64_t samples = readLines(page, ScanMethod::Best);
    EveryThird selector;
    EveryThird firstSelector;
    PageReader reader(selector);
    PageReader firstReader(firstSelector);
    reader.setCacheLimit(std::size_t{1} << 33U);
    firstReader.setCacheLimit(std::size_t{1} << 33U);
    std::vector<SelectedSample> selected;
    reader.read(page.first, page.format, selected);
    bool turn = false;
    bool reused = true;

    std::vector<Measure> measures;
    measures.push_back({QStringLiteral("memchr"),
                        QStringLiteral("memchr over lines"),
                        [&] {
                            std::size_t lines = 0;
                            const char *at = page.first.data();
                            const char *const end = at + page.first.size();
                            while (at != end &&
                                   (at = static_cast<const char *>(std::memchr(
                                        at, '\n', static_cast<std::size_t>(end - at)))) != nullptr) {
                                ++at;
                                ++lines;
                            }
                            sink = sink + static_cast<double>(lines);
                        },
                        {}});
    measures.push_back({QStringLiteral("first"),
                        QStringLiteral("first sight, validated, labels handed out"),
                        [&] { readLines(page, ScanMethod::Best); },
                        {}});
    measures.push_back({QStringLiteral("portable"),
                        QStringLiteral("the same without AVX2"),
                        [&] { readLines(page, ScanMethod::Portable); },
                        {}});
    measures.push_back({QStringLiteral("reader_first"),
                        QStringLiteral("page reader, first sight, layout made"),
                        [&] {
                            firstReader.forget();
                            selected.clear();
                            firstReader.read(page.first, page.format, selected);
                        },
                        {}});
    measures.push_back(
        {QStringLiteral("repeat"),
         QStringLiteral("page reader, repeated sight, other values"),
         [&] {
             turn = !turn;
             selected.clear();
             reused =
                 reader.read(turn ? page.second : page.first, page.format, selected).layoutReused && reused;
         },
         {}});
    // What a cache costs that never helps: every page has other series than the one before.
    const std::string other = otherSeries(page.first);
    EveryThird plainSelector;
    EveryThird shapeSelector;
    PageReader plainReader(plainSelector);
    PageReader shapeReader(shapeSelector);
    plainReader.setCacheLimit(0);
    bool otherTurn = false;
    measures.push_back({QStringLiteral("plain"),
                        QStringLiteral("page reader without a cache"),
                        [&] {
                            otherTurn = !otherTurn;
                            selected.clear();
                            plainReader.read(otherTurn ? other : page.first, page.format, selected);
                        },
                        {}});
    measures.push_back({QStringLiteral("other_shape"),
                        QStringLiteral("page reader, other series on each page"),
                        [&] {
                            otherTurn = !otherTurn;
                            selected.clear();
                            shapeReader.read(otherTurn ? other : page.first, page.format, selected);
                        },
                        {}});
    if (page.first.size() < 1000 * 1000) {
        for (int warmUp = 0; warmUp < 200; ++warmUp) {
            measures.back().run(); // it takes a while to learn that layouts are of no use
        }
    } else {
        measures.resize(measures.size() - 2); // only targets' pages are scraped so often
    }
    for (int round = 0; round < rounds; ++round) {
        for (Measure &measure : measures) {
            const double start = cpuSeconds();
            for (std::size_t i = 0; i < repeats; ++i) {
                measure.run();
            }
            measure.seconds.push_back((cpuSeconds() - start) / static_cast<double>(repeats));
        }
    }
    if (!reused) {
        std::fprintf(stderr, "%s: the layout was not reused\n", page.name.c_str());
        std::exit(1);
    }

    const double bytes = static_cast<double>(page.first.size());
    std::optional<double> peerNanoseconds;
    if (page.format == ExpositionFormat::Text) { // the peer reads no OpenMetrics
        peerNanoseconds = peer.nanosecondsPerByte(page.first);
    }
    QJsonObject results;
    std::printf("\n%s: %.2f MB, %llu samples\n", page.name.c_str(), bytes / 1e6,
                static_cast<unsigned long long>(samples));
    const auto row = [&](const QString &key, const QString &title, double seconds) {
        QJsonObject result{{QStringLiteral("mb_per_s"), bytes / seconds / 1e6},
                           {QStringLiteral("ns_per_sample"), seconds * 1e9 / static_cast<double>(samples)}};
        QString ratio;
        if (peerNanoseconds && key != QStringLiteral("expfmt")) {
            const double times = *peerNanoseconds * bytes / (seconds * 1e9);
            result.insert(QStringLiteral("times_expfmt"), times);
            ratio = QStringLiteral("%1 x expfmt").arg(times, 0, 'f', 1);
        }
        results.insert(key, result);
        std::printf("  %-44s %10.0f MB/s %9.1f ns/sample  %s\n", title.toUtf8().constData(),
                    bytes / seconds / 1e6, seconds * 1e9 / static_cast<double>(samples),
                    ratio.toUtf8().constData());
    };
    for (const Measure &measure : measures) {
        row(measure.key, measure.title, median(measure.seconds));
    }
    if (page.format == ExpositionFormat::Text && peer.available() && !peerNanoseconds) {
        std::printf("  prometheus/common expfmt refuses this page\n");
    }
    if (peerNanoseconds) {
        row(QStringLiteral("expfmt"), QStringLiteral("prometheus/common expfmt"),
            *peerNanoseconds * bytes * 1e-9);
    }
    std::printf("  layout: %.2f bytes per byte of page\n", static_cast<double>(reader.cacheBytes()) / bytes);
    std::fflush(stdout);
    return {{QStringLiteral("page"), QString::fromStdString(page.name)},
            {QStringLiteral("bytes"), bytes},
            {QStringLiteral("samples"), static_cast<double>(samples)},
            {QStringLiteral("layout_bytes"), static_cast<double>(reader.cacheBytes())},
            {QStringLiteral("results"), results}};
}

std::string fileText(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        std::fprintf(stderr, "%s: %s\n", qPrintable(path), qPrintable(file.errorString()));
        std::exit(1);
    }
    return file.readAll().toStdString();
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption json(QStringLiteral("json"), QStringLiteral("write the results to FILE"),
                                  QStringLiteral("FILE"));
    const QCommandLineOption own(QStringLiteral("page"),
                                 QStringLiteral("measure FILE instead of the built-in pages"),
                                 QStringLiteral("FILE"));
    const QCommandLineOption size(QStringLiteral("size"),
                                  QStringLiteral("megabytes of a generated page (100)"), QStringLiteral("MB"),
                                  QStringLiteral("100"));
    parser.addOptions({json, own, size});
    parser.addHelpOption();
    parser.process(application);

    const ExpfmtPeer peer;
    if (!peer.available()) {
        std::printf("no peer in this run: %s\n", peer.trouble().toUtf8().constData());
    }
    std::printf(
        "Reading metrics pages on one thread: CPU time, medians of rounds taken in turn.\n"
        "  first sight     a page never seen before: every rule checked, every label handed out\n"
        "  repeated sight  the next page of the same target, other values: what polling does nearly always\n"
        "  page reader     the parser as the poller uses it; its layout remembers where a target's series "
        "stand\n"
        "  memchr          no parser: only finds line ends, the limit that memory sets\n"
        "  expfmt          Go's prometheus/common, the peer; it reads no OpenMetrics, and no name twice "
        "apart\n");
    QJsonArray pages;
    if (parser.isSet(own)) {
        pages.append(
            measurePage(givenPage(parser.value(own).toStdString(), fileText(parser.value(own))), peer));
    } else {
        const QString data = QStringLiteral(QUARTERDECK_TEST_DATA "/exposition/");
        const std::string node = fileText(data + QStringLiteral("node_exporter.prom"));
        const std::size_t bytes =
            static_cast<std::size_t>(std::max(1, parser.value(size).toInt())) * 1000 * 1000;
        const std::function<BenchPage()> makers[] = {
            [&] { return givenPage("node exporter page", node); },
            [&] {
                return givenPage("Prometheus's own page", fileText(data + QStringLiteral("prometheus.prom")));
            },
            [&] { return nodeExporterPage(node, bytes / 2); },
            [&] { return labelHeavyPage(bytes); },
            [&] { return histogramPage(bytes); },
            [&] { return longFloatPage(bytes / 2); },
            [&] { return openMetricsPage(bytes / 2); },
        };
        for (const auto &make : makers) {
            pages.append(measurePage(make(), peer));
        }
    }
    if (parser.isSet(json)) {
        QFile file(parser.value(json));
        const QJsonObject all{
            {QStringLiteral("bench"), QStringLiteral("parse")},
            {QStringLiteral("peer"), peer.available() ? QStringLiteral("expfmt") : peer.trouble()},
            {QStringLiteral("pages"), pages}};
        if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(all).toJson()) < 0) {
            std::fprintf(stderr, "%s: %s\n", qPrintable(file.fileName()), qPrintable(file.errorString()));
            return 1;
        }
    }
    return 0;
}
