#include "app/config/prometheusfile.h"

#include "app/config/documentreader.h"
#include "app/config/fileglob.h"
#include "app/config/fleetfile.h"
#include "app/config/mappingreader.h"
#include "app/config/valuereader.h"

#include <QFileInfo>

#include <array>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

using std::chrono::milliseconds;

constexpr std::array serverKeys{"alerting"_L1,     "rule_files"_L1,  "storage"_L1, "tracing"_L1,
                                "remote_write"_L1, "remote_read"_L1, "runtime"_L1, "otlp"_L1};
constexpr std::array globalServerKeys{"evaluation_interval"_L1,
                                      "rule_query_offset"_L1,
                                      "external_labels"_L1,
                                      "query_log_file"_L1,
                                      "scrape_failure_log_file"_L1,
                                      "scrape_protocols"_L1,
                                      "scrape_native_histograms"_L1,
                                      "body_size_limit"_L1,
                                      "sample_limit"_L1,
                                      "target_limit"_L1,
                                      "label_limit"_L1,
                                      "label_name_length_limit"_L1,
                                      "label_value_length_limit"_L1,
                                      "keep_dropped_targets"_L1,
                                      "metric_name_validation_scheme"_L1,
                                      "metric_name_escaping_scheme"_L1,
                                      "convert_classic_histograms_to_nhcb"_L1,
                                      "always_scrape_classic_histograms"_L1,
                                      "extra_scrape_metrics"_L1};

ScrapeDefaults readGlobal(const DocumentNode &node, const SourceFile &file)
{
    ScrapeDefaults defaults;
    MappingReader reader(node, file, u"global"_s);
    if (const DocumentNode *interval = reader.find("scrape_interval"_L1)) {
        const milliseconds own =
            readDuration(*interval, file, ZeroDuration::Allowed).value_or(milliseconds(0));
        defaults.interval = own.count() > 0 ? own : defaults.interval;
    }
    milliseconds timeout{0};
    if (const DocumentNode *timeoutNode = reader.find("scrape_timeout"_L1)) {
        timeout = readDuration(*timeoutNode, file, ZeroDuration::Allowed).value_or(milliseconds(0));
        if (timeout > defaults.interval) {
            file.error(*timeoutNode, u"the scrape timeout (%1) is longer than the scrape interval (%2)"_s.arg(
                                         formatDuration(timeout), formatDuration(defaults.interval)));
        }
    }
    defaults.timeout = timeout.count() > 0 ? timeout : std::min(defaults.timeout, defaults.interval);
    reader.ignore(globalServerKeys, u"it concerns the server, not what is scraped"_s);
    reader.finish();
    return defaults;
}

/// `scrape_config_files` (since Prometheus 2.43): files of further scrape configs.
void readScrapeConfigFiles(const DocumentNode &node, const SourceFile &file, PrometheusFile &result,
                           ReadFiles &read)
{
    const auto patterns = readTexts(node, file);
    if (!patterns) {
        return;
    }
    for (std::size_t i = 0; i < node.items.size(); ++i) {
        const QString &written = patterns->at(static_cast<qsizetype>(i));
        const QString absolute = file.resolve(written);
        const QList<QString> paths = isGlob(written) ? expandGlob(absolute, read) : QList<QString>{absolute};
        if (paths.isEmpty()) {
            file.warning(node.items[i], u"no file matches \"%1\""_s.arg(written));
        }
        for (const QString &path : paths) {
            read.addFile(path);
            QString reason;
            const auto bytes = readBounded(path, &reason);
            if (!bytes) {
                file.error(node.items[i], u"\"%1\" %2"_s.arg(path, reason));
                continue;
            }
            SourceFile other = file;
            other.shown = isGlob(written) ? path : file.show(written);
            other.folder = QFileInfo(path).path();
            const auto root = readYaml(*bytes, other);
            if (!root) {
                continue;
            }
            MappingReader reader(*root, other, u"a scrape config file"_s);
            if (const DocumentNode *configs = reader.find("scrape_configs"_L1)) {
                auto jobs = readScrapeConfigs(*configs, other, result.defaults, read);
                std::move(jobs.begin(), jobs.end(), std::back_inserter(result.jobs));
            }
            reader.finish();
        }
    }
}

} // namespace

std::span<const QLatin1StringView> prometheusOnlyKeys()
{
    static constexpr std::array keys{
        "global"_L1,  "scrape_config_files"_L1, "alerting"_L1,    "rule_files"_L1, "storage"_L1,
        "tracing"_L1, "remote_write"_L1,        "remote_read"_L1, "runtime"_L1,    "otlp"_L1};
    return keys;
}

PrometheusFile readPrometheusFile(const DocumentNode &root, const SourceFile &file, ReadFiles &read)
{
    PrometheusFile result;
    MappingReader reader(root, file, u"a prometheus.yml"_s);
    if (const DocumentNode *global = reader.find("global"_L1)) {
        result.defaults = readGlobal(*global, file);
    }
    if (const DocumentNode *configs = reader.find("scrape_configs"_L1)) {
        result.jobs = readScrapeConfigs(*configs, file, result.defaults, read);
    }
    if (const DocumentNode *files = reader.find("scrape_config_files"_L1)) {
        readScrapeConfigFiles(*files, file, result, read);
    }
    reader.ignore(serverKeys, u"Quarterdeck takes only what is scraped from a prometheus.yml"_s);
    reader.finish(fleetOnlyKeys());
    return result;
}

} // namespace quarterdeck
