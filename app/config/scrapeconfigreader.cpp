#include "app/config/scrapeconfigreader.h"

#include "app/config/httpsettingsreader.h"
#include "app/config/mappingreader.h"
#include "app/config/relabelreader.h"
#include "app/config/valuereader.h"

#include <array>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

using std::chrono::milliseconds;

// What Prometheus knows (2.x and 3.x) and a console that stores no samples has no use for.
constexpr std::array storageKeys{"honor_labels"_L1,
                                 "track_timestamps_staleness"_L1,
                                 "metric_relabel_configs"_L1,
                                 "scrape_classic_histograms"_L1,
                                 "always_scrape_classic_histograms"_L1,
                                 "convert_classic_histograms_to_nhcb"_L1,
                                 "scrape_native_histograms"_L1,
                                 "native_histogram_bucket_limit"_L1,
                                 "native_histogram_min_bucket_factor"_L1,
                                 "keep_dropped_targets"_L1,
                                 "metric_name_validation_scheme"_L1,
                                 "metric_name_escaping_scheme"_L1,
                                 "scrape_failure_log_file"_L1,
                                 "extra_scrape_metrics"_L1};
constexpr std::array limitKeys{"sample_limit"_L1, "target_limit"_L1, "label_limit"_L1,
                               "label_name_length_limit"_L1, "label_value_length_limit"_L1};
constexpr std::array transportKeys{"scrape_protocols"_L1, "fallback_scrape_protocol"_L1,
                                   "enable_compression"_L1, "enable_http2"_L1, "follow_redirects"_L1};
constexpr std::array unsupportedTransportKeys{"no_proxy"_L1, "proxy_from_environment"_L1,
                                              "proxy_connect_header"_L1, "http_headers"_L1};
constexpr std::array otherDiscoveryKeys{
    "aws_sd_configs"_L1,          "azure_sd_configs"_L1,      "consul_sd_configs"_L1,
    "digitalocean_sd_configs"_L1, "dns_sd_configs"_L1,        "docker_sd_configs"_L1,
    "dockerswarm_sd_configs"_L1,  "ec2_sd_configs"_L1,        "eureka_sd_configs"_L1,
    "gce_sd_configs"_L1,          "hetzner_sd_configs"_L1,    "http_sd_configs"_L1,
    "ionos_sd_configs"_L1,        "kubernetes_sd_configs"_L1, "kuma_sd_configs"_L1,
    "lightsail_sd_configs"_L1,    "linode_sd_configs"_L1,     "marathon_sd_configs"_L1,
    "nerve_sd_configs"_L1,        "nomad_sd_configs"_L1,      "openstack_sd_configs"_L1,
    "ovhcloud_sd_configs"_L1,     "puppetdb_sd_configs"_L1,   "scaleway_sd_configs"_L1,
    "serverset_sd_configs"_L1,    "stackit_sd_configs"_L1,    "triton_sd_configs"_L1,
    "uyuni_sd_configs"_L1,        "vultr_sd_configs"_L1};

void readTimes(MappingReader &reader, const ScrapeDefaults &defaults, ScrapeJob &job)
{
    const SourceFile &file = reader.file();
    job.interval = defaults.interval;
    const DocumentNode *interval = reader.find("scrape_interval"_L1);
    if (interval != nullptr) {
        // Zero means "the default" to Prometheus.
        const milliseconds own =
            readDuration(*interval, file, ZeroDuration::Allowed).value_or(milliseconds(0));
        job.interval = own.count() > 0 ? own : defaults.interval;
    }
    job.timeout = std::min(defaults.timeout, job.interval);
    if (const DocumentNode *timeout = reader.find("scrape_timeout"_L1)) {
        const milliseconds own =
            readDuration(*timeout, file, ZeroDuration::Allowed).value_or(milliseconds(0));
        if (own > job.interval) {
            file.error(*timeout, u"the scrape timeout (%1) is longer than the scrape interval (%2)"_s.arg(
                                     formatDuration(own), formatDuration(job.interval)));
        } else if (own.count() > 0) {
            job.timeout = own;
        }
    }
}

void readParameters(const DocumentNode &node, const SourceFile &file, ScrapeJob &job)
{
    if (!node.isMapping()) {
        file.error(node, u"params is a mapping of names to lists, found %1"_s.arg(node.describe()));
        return;
    }
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        if (node.items[i].isNull()) {
            continue;
        }
        if (const auto values = readTexts(node.items[i], file)) {
            job.parameters.insert(node.keys[i].text, *values);
        }
    }
}

void readRequest(MappingReader &reader, ScrapeJob &job)
{
    const SourceFile &file = reader.file();
    if (const DocumentNode *path = reader.find("metrics_path"_L1)) {
        const QString text = readText(*path, file).value_or(QString());
        if (!text.isEmpty()) {
            job.metricsPath = text;
        }
        if (text.contains(u'?')) {
            file.warning(
                *path, u"the \"?\" is sent as \"%3F\", as Prometheus does: write the query as \"params\""_s);
        }
    }
    if (const DocumentNode *scheme = reader.find("scheme"_L1)) {
        const QString text = readText(*scheme, file).value_or(QString());
        if (text == "http"_L1 || text == "https"_L1) {
            job.scheme = text;
        } else if (!text.isEmpty()) {
            file.error(*scheme, u"unknown scheme \"%1\": write http or https"_s.arg(text));
        }
    }
    if (const DocumentNode *parameters = reader.find("params"_L1)) {
        readParameters(*parameters, file, job);
    }
    if (const DocumentNode *honor = reader.find("honor_timestamps"_L1)) {
        job.honorTimestamps = readBool(*honor, file).value_or(true);
    }
    job.http = readHttpSettings(reader);
}

void readDiscovery(MappingReader &reader, ScrapeJob &job, ReadFiles &read)
{
    const SourceFile &file = reader.file();
    if (const DocumentNode *groups = reader.find("static_configs"_L1)) {
        job.groups = readTargetGroups(*groups, file);
    }
    if (const DocumentNode *files = reader.find("file_sd_configs"_L1)) {
        std::vector<TargetGroup> found = readFileDiscovery(*files, file, read);
        std::move(found.begin(), found.end(), std::back_inserter(job.groups));
    }
    if (const DocumentNode *rules = reader.find("relabel_configs"_L1)) {
        job.relabelRules = readRelabelConfigs(*rules, file);
    }
    reader.ignore(otherDiscoveryKeys,
                  u"Quarterdeck discovers targets from static_configs and file_sd_configs "
                  u"only; targets found this way are not shown"_s);
}

} // namespace

std::vector<ScrapeJob> readScrapeConfigs(const DocumentNode &node, const SourceFile &file,
                                         const ScrapeDefaults &defaults, ReadFiles &read)
{
    std::vector<ScrapeJob> jobs;
    if (!node.isSequence()) {
        file.error(node,
                   u"scrape_configs is a list (each entry begins with \"- job_name: ...\"), found %1"_s.arg(
                       node.describe()));
        return jobs;
    }
    for (const DocumentNode &entry : node.items) {
        if (entry.isNull()) {
            file.error(entry, u"an empty scrape config"_s);
            continue;
        }
        MappingReader reader(entry, file, u"a scrape config"_s);
        ScrapeJob job;
        job.file = file;
        job.line = entry.line;
        job.column = entry.column;
        if (const DocumentNode *name = reader.require("job_name"_L1)) {
            job.name = readText(*name, file).value_or(QString());
            job.line = name->line;
            job.column = name->column;
            if (name->isScalar() && job.name.isEmpty()) {
                file.error(*name, u"job_name is empty"_s);
            }
        }
        readTimes(reader, defaults, job);
        readRequest(reader, job);
        readDiscovery(reader, job, read);
        reader.ignore(storageKeys, u"it concerns stored samples, and Quarterdeck stores none"_s);
        reader.ignore(limitKeys,
                      u"Quarterdeck has its own limits for a page (\"body_size_limit\" is used)"_s);
        reader.ignore(transportKeys, u"Quarterdeck speaks HTTP/1.1 with gzip and follows no redirects"_s);
        reader.ignore(unsupportedTransportKeys, u"Quarterdeck does not support it: requests go without"_s);
        reader.finish();
        jobs.push_back(std::move(job));
    }
    return jobs;
}

} // namespace quarterdeck
