#include "app/config/fleetfile.h"

#include "app/config/documentreader.h"
#include "app/config/mappingreader.h"
#include "app/config/prometheusfile.h"
#include "app/config/valuereader.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

using std::chrono::milliseconds;

PollSettings readPoll(const DocumentNode &node, const SourceFile &file)
{
    PollSettings poll;
    MappingReader reader(node, file, u"poll"_s);
    const auto duration = [&](QLatin1StringView key, milliseconds &value) {
        const DocumentNode *found = reader.find(key);
        if (found != nullptr) {
            value = readDuration(*found, file).value_or(value);
        }
        return found;
    };
    const auto count = [&](QLatin1StringView key, int &value, int lowest) {
        if (const DocumentNode *found = reader.find(key)) {
            value = static_cast<int>(readInteger(*found, file, lowest, 1'000'000).value_or(value));
        }
    };
    const DocumentNode *interval = duration("interval"_L1, poll.interval);
    constexpr milliseconds shortest{100};
    if (interval != nullptr && poll.interval < shortest) {
        file.error(*interval, u"an interval under 100ms would load the fleet that it watches"_s);
    }
    poll.timeout = std::min(poll.timeout, poll.interval);
    if (const DocumentNode *timeout = duration("timeout"_L1, poll.timeout);
        timeout != nullptr && poll.timeout > poll.interval) {
        file.error(*timeout, u"the timeout (%1) is longer than the interval (%2)"_s.arg(
                                 formatDuration(poll.timeout), formatDuration(poll.interval)));
    }
    count("fail_after"_L1, poll.failAfter, 1);
    count("recover_after"_L1, poll.recoverAfter, 1);
    poll.staleAfter = 4 * poll.interval;
    if (const DocumentNode *stale = duration("stale_after"_L1, poll.staleAfter)) {
        if (poll.staleAfter < poll.interval) {
            file.error(
                *stale,
                u"stale_after (%1) is shorter than the interval (%2): everything would be stale "
                u"between two polls"_s.arg(formatDuration(poll.staleAfter), formatDuration(poll.interval)));
        }
    }
    duration("window"_L1, poll.signalWindow);
    count("min_requests"_L1, poll.minRequests, 0);
    reader.finish();
    return poll;
}

QList<MaintenanceWindow> readMaintenance(const DocumentNode &node, const SourceFile &file)
{
    QList<MaintenanceWindow> windows;
    if (!node.isSequence()) {
        file.error(node, u"maintenance is a list, found %1"_s.arg(node.describe()));
        return windows;
    }
    for (const DocumentNode &entry : node.items) {
        MappingReader reader(entry, file, u"a maintenance window"_s);
        MaintenanceWindow window;
        if (const DocumentNode *match = reader.require("match"_L1)) {
            window.match = readMatch(*match, file);
        }
        const DocumentNode *from = reader.require("from"_L1);
        const DocumentNode *to = reader.require("to"_L1);
        const auto begin = from != nullptr ? readTime(*from, file) : std::nullopt;
        const auto end = to != nullptr ? readTime(*to, file) : std::nullopt;
        if (begin && end && *end <= *begin) {
            file.error(*to, u"the window ends before it begins"_s);
        }
        if (const DocumentNode *reason = reader.find("reason"_L1)) {
            window.reason = readText(*reason, file).value_or(QString());
        }
        reader.finish();
        if (begin && end) {
            window.from = *begin;
            window.to = *end;
            windows.append(window);
        }
    }
    return windows;
}

QList<QUrl> readReachability(const DocumentNode &node, const SourceFile &file)
{
    QList<QUrl> urls;
    if (!node.isSequence()) {
        file.error(node, u"reachability is a list of URLs, found %1"_s.arg(node.describe()));
        return urls;
    }
    for (const DocumentNode &item : node.items) {
        const auto url = readUrl(item, file, {u"https"_s, u"http"_s, u"tcp"_s});
        if (url && url->scheme() == "tcp"_L1 && url->port() < 1) {
            file.error(item, u"%1 needs a port (write tcp://10.0.0.1:53)"_s.arg(item.describe()));
        } else if (url) {
            urls.append(*url);
        }
    }
    return urls;
}

void readPrometheusConfig(const DocumentNode &node, const SourceFile &file, FleetFile &fleet, ReadFiles &read)
{
    const auto written = readTexts(node, file, SingleText::Allowed);
    for (qsizetype i = 0; written && i < written->size(); ++i) {
        const DocumentNode &at = node.isSequence() ? node.items[static_cast<std::size_t>(i)] : node;
        const QString path = file.resolve(written->at(i));
        read.addFile(path);
        QString reason;
        const auto bytes = readBounded(path, &reason);
        if (!bytes) {
            file.error(at, u"the file \"%1\" %2 (looked for %3)"_s.arg(written->at(i), reason, path));
            continue;
        }
        SourceFile other = file;
        other.shown = file.show(written->at(i));
        other.folder = QFileInfo(path).path();
        other.dialect = ConfigDialect::Prometheus;
        if (const auto root = readYaml(*bytes, other)) {
            PrometheusFile prometheus = readPrometheusFile(*root, other, read);
            std::move(prometheus.jobs.begin(), prometheus.jobs.end(), std::back_inserter(fleet.jobs));
        }
    }
}

QString readRunbooksFolder(const DocumentNode &node, const SourceFile &file)
{
    const auto written = readText(node, file);
    if (!written || written->isEmpty()) {
        return {};
    }
    const QString path = file.resolve(*written);
    const QFileInfo info(path);
    if (!info.exists()) {
        file.warning(node,
                     u"the folder \"%1\" does not exist (looked for %2): no runbooks"_s.arg(*written, path));
    } else if (!info.isDir()) {
        file.error(node, u"\"%1\" is not a folder"_s.arg(*written));
    }
    return path;
}

/// When incidents open and end by themselves.
IncidentTiming readIncidents(const DocumentNode &node, const SourceFile &file)
{
    IncidentTiming timing;
    MappingReader reader(node, file, u"incidents"_s);
    const auto duration = [&](QLatin1StringView key, milliseconds &value) {
        if (const DocumentNode *found = reader.find(key)) {
            value = readDuration(*found, file).value_or(value);
        }
    };
    duration("open_after"_L1, timing.openAfter);
    duration("mitigated_after"_L1, timing.mitigatedAfter);
    duration("resolved_after"_L1, timing.resolvedAfter);
    reader.finish();
    return timing;
}

/// How long and how much is kept of what happened.
RecordKeeping readRecord(const DocumentNode &node, const SourceFile &file)
{
    RecordKeeping record;
    MappingReader reader(node, file, u"record"_s);
    if (const DocumentNode *keep = reader.find("keep"_L1)) {
        const auto age = readDuration(*keep, file);
        using std::chrono::hours;
        record.age = age ? std::max(hours(1), std::chrono::duration_cast<hours>(*age)) : record.age;
    }
    if (const DocumentNode *size = reader.find("size"_L1)) {
        constexpr qint64 least = 1'000'000; // an empty store has its tables
        record.bytes = std::max(least, readSize(*size, file).value_or(record.bytes));
    }
    reader.finish();
    return record;
}

} // namespace

QList<QString> fleetOnlyKeys()
{
    return {u"fleet"_s,      u"poll"_s,        u"prometheus_config"_s, u"services"_s, u"reachability"_s,
            u"prometheus"_s, u"maintenance"_s, u"runbooks"_s,          u"signals"_s,  u"breakers"_s,
            u"incidents"_s,  u"record"_s,      u"read_only"_s};
}

FleetFile readFleetFile(const DocumentNode &root, const SourceFile &file, ReadFiles &read)
{
    FleetFile fleet;
    MappingReader reader(root, file, u"a fleet.yml"_s);
    if (const DocumentNode *name = reader.find("fleet"_L1)) {
        fleet.name = readText(*name, file).value_or(QString());
    }
    if (const DocumentNode *poll = reader.find("poll"_L1)) {
        fleet.poll = readPoll(*poll, file);
    }
    if (const DocumentNode *incidents = reader.find("incidents"_L1)) {
        fleet.incidents = readIncidents(*incidents, file);
    }
    if (const DocumentNode *readOnly = reader.find("read_only"_L1)) {
        fleet.readOnly = readBool(*readOnly, file).value_or(true);
    }
    if (const DocumentNode *record = reader.find("record"_L1)) {
        fleet.record = readRecord(*record, file);
    }
    if (const DocumentNode *prometheus = reader.find("prometheus_config"_L1)) {
        readPrometheusConfig(*prometheus, file, fleet, read);
    }
    if (const DocumentNode *configs = reader.find("scrape_configs"_L1)) {
        // Jobs that stand in a fleet.yml are polled at its pace; those of a prometheus.yml keep Prometheus's.
        const ScrapeDefaults defaults{fleet.poll.interval, fleet.poll.timeout};
        std::vector<ScrapeJob> jobs = readScrapeConfigs(*configs, file, defaults, read);
        std::move(jobs.begin(), jobs.end(), std::back_inserter(fleet.jobs));
    }
    if (const DocumentNode *services = reader.find("services"_L1)) {
        fleet.services = readServices(*services, file);
    }
    if (const DocumentNode *reachability = reader.find("reachability"_L1)) {
        fleet.reachability = readReachability(*reachability, file);
    }
    if (const DocumentNode *prometheus = reader.find("prometheus"_L1)) {
        fleet.prometheus = readUrl(*prometheus, file, {u"http"_s, u"https"_s}).value_or(QUrl());
    }
    if (const DocumentNode *maintenance = reader.find("maintenance"_L1)) {
        fleet.maintenance = readMaintenance(*maintenance, file);
    }
    if (const DocumentNode *runbooks = reader.find("runbooks"_L1)) {
        fleet.runbooksFolder = readRunbooksFolder(*runbooks, file);
    }
    if (const DocumentNode *rules = reader.find("signals"_L1)) {
        fleet.signalRules = *rules;
    }
    if (const DocumentNode *rules = reader.find("breakers"_L1)) {
        fleet.breakerRules = *rules;
    }
    reader.ignore(prometheusOnlyKeys(),
                  u"it belongs into a prometheus.yml (name that file with \"prometheus_config\")"_s);
    reader.finish();
    return fleet;
}

} // namespace quarterdeck
