#include "app/config/configuration.h"

#include "app/config/breakerrules.h"
#include "app/config/documentreader.h"
#include "app/config/fleetfile.h"
#include "app/config/prometheusfile.h"
#include "app/config/signalrules.h"
#include "app/config/targetbuilder.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

/// Tells a fleet.yml from a prometheus.yml by the keys that only one of them has; by the name where it has
/// neither ("scrape_configs" alone is both).
ConfigDialect dialectOf(const DocumentNode &root, const QString &path)
{
    const QList<QString> fleetKeys = fleetOnlyKeys();
    const auto prometheusKeys = prometheusOnlyKeys();
    bool isPrometheus = false;
    for (const DocumentNode &key : root.keys) {
        if (fleetKeys.contains(key.text)) {
            return ConfigDialect::Quarterdeck;
        }
        isPrometheus =
            isPrometheus || std::any_of(prometheusKeys.begin(), prometheusKeys.end(),
                                        [&](QLatin1StringView known) { return key.text == known; });
    }
    if (isPrometheus) {
        return ConfigDialect::Prometheus;
    }
    const bool hasScrapeConfigs = root.value(u"scrape_configs") != nullptr;
    const bool isNamedFleet = QFileInfo(path).fileName().contains("fleet"_L1, Qt::CaseInsensitive);
    return hasScrapeConfigs && !isNamedFleet ? ConfigDialect::Prometheus : ConfigDialect::Quarterdeck;
}

void refuseDuplicateJobs(const std::vector<ScrapeJob> &jobs)
{
    QHash<QString, const ScrapeJob *> first;
    for (const ScrapeJob &job : jobs) {
        if (job.name.isEmpty()) {
            continue;
        }
        const auto known = first.constFind(job.name);
        if (known == first.constEnd()) {
            first.insert(job.name, &job);
            continue;
        }
        const ScrapeJob &other = **known;
        job.file.error(
            job.line, job.column,
            u"the job \"%1\" is there already (%2:%3:%4): give one of them another name"_s.arg(
                job.name, other.file.shown, QString::number(other.line), QString::number(other.column)));
    }
}

void warnOfFleetReferences(const FleetDefinition &fleet, const SourceFile &file)
{
    for (const QUrl &url : fleet.reachability) {
        const int standardPort = url.scheme() == "https"_L1 ? 443 : 80;
        for (const Target &target : fleet.targets) {
            if (target.metrics->host == url.host() && target.metrics->port == url.port(standardPort)) {
                file.problems->addWarning({file.shown, 0, 0,
                                           u"the reachability reference %1 is an instance of the fleet "
                                           u"itself: it cannot tell isolation "
                                           u"from an outage"_s.arg(url.toString())});
                break;
            }
        }
    }
}

} // namespace

ConfigurationResult loadConfiguration(const QString &path, InstanceNumbering &numbering)
{
    ConfigurationResult result;
    ProblemList problems;
    ReadFiles read;
    Configuration configuration;
    configuration.path = path;
    SourceFile file;
    file.shown = path;
    file.problems = &problems;
    const QString absolute = QDir::cleanPath(QFileInfo(path).absoluteFilePath());
    file.folder = QFileInfo(absolute).path();
    read.addFile(absolute);

    QString reason;
    const auto bytes = readBounded(absolute, &reason);
    std::optional<DocumentNode> root;
    if (bytes) {
        root = readYaml(*bytes, file);
    } else {
        file.error(0, 0, u"the file "_s + reason);
    }
    if (root) {
        result.isBlank = root->isNull();
        FleetFile fleet;
        file.dialect = dialectOf(*root, absolute);
        if (file.dialect == ConfigDialect::Quarterdeck) {
            fleet = readFleetFile(*root, file, read);
        } else {
            PrometheusFile prometheus = readPrometheusFile(*root, file, read);
            fleet.jobs = std::move(prometheus.jobs);
            fleet.poll.interval = prometheus.defaults.interval;
            fleet.poll.timeout = prometheus.defaults.timeout;
            fleet.poll.staleAfter = 4 * prometheus.defaults.interval;
        }
        refuseDuplicateJobs(fleet.jobs);
        TargetBuilder builder(fleet.services, file, numbering);
        for (const ScrapeJob &job : fleet.jobs) {
            builder.add(job);
        }
        builder.finish();
        configuration.fleet.name = fleet.name.isEmpty() ? QFileInfo(absolute).completeBaseName() : fleet.name;
        configuration.fleet.poll = fleet.poll;
        configuration.incidents = fleet.incidents;
        configuration.record = fleet.record;
        configuration.fleet.targets = builder.takeTargets();
        configuration.fleet.maintenance = fleet.maintenance;
        configuration.fleet.reachability = fleet.reachability;
        configuration.fleet.prometheus = fleet.prometheus;
        configuration.jobs = builder.takeJobs();
        configuration.runbooksFolder = fleet.runbooksFolder;
        configuration.readOnly = fleet.readOnly;
        configuration.signalRecognisers = signalRecognisersFor(fleet.signalRules, file);
        configuration.breakerConventions = breakerConventionsFor(fleet.breakerRules, file);
        warnOfFleetReferences(configuration.fleet, file);
        if (configuration.fleet.targets.isEmpty()) {
            problems.addWarning(
                {path, 0, 0,
                 fleet.jobs.empty()
                     ? u"the fleet is empty: name a prometheus.yml with \"prometheus_config\", or "
                       u"write \"scrape_configs\""_s
                     : u"the fleet is empty: none of its jobs has a target"_s});
        }
    }
    result.errors = problems.errors();
    result.warnings = problems.warnings();
    result.files = read.files();
    result.folders = read.folders();
    result.fingerprint = read.fingerprint();
    if (problems.isUsable()) {
        configuration.files = result.files;
        configuration.folders = result.folders;
        configuration.fingerprint = result.fingerprint;
        configuration.errors = result.errors;
        configuration.warnings = result.warnings;
        result.configuration = std::move(configuration);
    }
    return result;
}

} // namespace quarterdeck
