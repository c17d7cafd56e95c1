#include "app/config/targetbuilder.h"

#include "app/config/nearestword.h"
#include "app/config/targetaddress.h"
#include "app/config/valuereader.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

using std::chrono::milliseconds;

void setDefault(Labels &labels, const QString &name, const QString &value)
{
    if (labels.value(name).isEmpty() && !value.isEmpty()) {
        labels.insert(name, value);
    }
}

Labels discoveredLabels(const ScrapeJob &job, const TargetGroup &group, const DiscoveredTarget &discovered)
{
    Labels labels = group.labels;
    labels.removeIf([](const Labels::iterator &label) { return label.value().isEmpty(); });
    labels.insert(u"__address__"_s, discovered.address);
    setDefault(labels, u"job"_s, job.name);
    setDefault(labels, u"__scrape_interval__"_s, formatDuration(job.interval));
    setDefault(labels, u"__scrape_timeout__"_s, formatDuration(job.timeout));
    setDefault(labels, u"__metrics_path__"_s, job.metricsPath);
    setDefault(labels, u"__scheme__"_s, job.scheme);
    for (auto parameter = job.parameters.cbegin(); parameter != job.parameters.cend(); ++parameter) {
        if (!parameter.value().isEmpty()) {
            const QString name = u"__param_"_s + parameter.key();
            if (parameter.value().first().isEmpty()) {
                labels.remove(name);
            } else {
                labels.insert(name, parameter.value().first());
            }
        }
    }
    return labels;
}

QMap<QString, QList<QString>> finalParameters(const ScrapeJob &job, const Labels &labels)
{
    const QString prefix = u"__param_"_s;
    QMap<QString, QList<QString>> parameters = job.parameters;
    for (auto label = labels.lowerBound(prefix); label != labels.cend() && label.key().startsWith(prefix);
         ++label) {
        QList<QString> &values = parameters[label.key().mid(prefix.size())];
        if (values.isEmpty()) {
            values.append(label.value());
        } else {
            values.first() = label.value();
        }
    }
    return parameters;
}

QString clusterOf(const Labels &labels)
{
    for (const QString &name : {u"cluster"_s, u"datacenter"_s, u"region"_s, u"zone"_s}) {
        const QString value = labels.value(name);
        if (!value.isEmpty()) {
            return value;
        }
    }
    return u"default"_s;
}

/// The same in everything that would be watched.
bool isSame(const Target &a, const Target &b)
{
    return a.labels == b.labels && a.metrics == b.metrics && a.health == b.health &&
           a.readiness == b.readiness && a.interval == b.interval && a.timeout == b.timeout &&
           a.honorTimestamps == b.honorTimestamps && (a.http == b.http || *a.http == *b.http);
}

size_t fingerprint(const Target &target)
{
    size_t hash = qHashMulti(0, target.metrics->host, target.metrics->port, target.metrics->path);
    for (auto label = target.labels.cbegin(); label != target.labels.cend(); ++label) {
        hash = qHashMulti(hash, label.key(), label.value());
    }
    return hash;
}

} // namespace

TargetBuilder::TargetBuilder(const std::vector<ServiceRule> &services, SourceFile servicesFile,
                             InstanceNumbering &numbering)
    : m_services(services)
    , m_servicesFile(std::move(servicesFile))
    , m_numbering(numbering)
    , m_matched(services.size(), 0)
{
}

void TargetBuilder::add(const ScrapeJob &job)
{
    JobTargets summary;
    summary.name = job.name;
    for (const TargetGroup &group : job.groups) {
        for (const DiscoveredTarget &discovered : group.targets) {
            addTarget(job, group, discovered, summary);
        }
    }
    m_jobs.append(std::move(summary));
}

void TargetBuilder::addTarget(const ScrapeJob &job, const TargetGroup &group,
                              const DiscoveredTarget &discovered, JobTargets &summary)
{
    const auto refuse = [&](const QString &reason) {
        group.file.problems->addContainedError(
            {group.file.shown, discovered.line, discovered.column,
             u"the target \"%1\" of job \"%2\" is left out: %3"_s.arg(discovered.address, job.name, reason)});
    };
    Labels labels = discoveredLabels(job, group, discovered);
    if (!relabel(labels, job.relabelRules)) {
        return;
    }
    const QString scheme = labels.value(u"__scheme__"_s);
    if (labels.value(u"__address__"_s).isEmpty()) {
        group.file.problems->addWarning(
            {group.file.shown, discovered.line, discovered.column,
             u"the target \"%1\" of job \"%2\" has no __address__ after relabelling: "
             u"it is left out"_s.arg(discovered.address, job.name)});
        return;
    }
    if (!scheme.isEmpty() && scheme != "http"_L1 && scheme != "https"_L1) {
        refuse(u"relabelling made its __scheme__ \"%1\", which is neither http nor https"_s.arg(scheme));
        return;
    }
    const QString address = withDefaultPort(labels.value(u"__address__"_s), scheme);
    if (address.contains(u'/')) {
        refuse(u"relabelling made its __address__ \"%1\", which is not host:port"_s.arg(address));
        return;
    }
    const auto split = splitHostPort(address);
    if (const auto *reason = std::get_if<QString>(&split)) {
        refuse(u"its address \"%1\" is not host:port: %2"_s.arg(address, *reason));
        return;
    }
    const auto interval = parseDuration(labels.value(u"__scrape_interval__"_s)).value_or(milliseconds(0));
    const auto timeout = parseDuration(labels.value(u"__scrape_timeout__"_s)).value_or(milliseconds(0));
    if (interval.count() == 0 || timeout.count() == 0 || timeout > interval) {
        refuse(u"after relabelling its interval \"%1\" and timeout \"%2\" do not fit"_s.arg(
            labels.value(u"__scrape_interval__"_s), labels.value(u"__scrape_timeout__"_s)));
        return;
    }
    setDefault(labels, u"instance"_s, address);

    Target target;
    target.http = job.http;
    target.honorTimestamps = job.honorTimestamps;
    target.interval = interval;
    target.timeout = timeout;
    const auto &hostPort = std::get<HostPort>(split);
    Endpoint endpoint;
    endpoint.scheme = scheme == "https"_L1 ? Scheme::Https : Scheme::Http;
    endpoint.host = hostPort.host;
    endpoint.port = hostPort.port;
    endpoint.path = requestTarget(labels.value(u"__metrics_path__"_s), finalParameters(job, labels));
    target.metrics = endpoint;
    labels.removeIf([](const Labels::iterator &label) { return label.key().startsWith("__"_L1); });
    target.labels = labels;
    target.id = {labels.value(u"job"_s), labels.value(u"instance"_s), 0};
    target.service = labels.value(u"service"_s);
    if (target.service.isEmpty()) {
        target.service = target.id.job;
    }
    target.cluster = clusterOf(labels);
    applyService(target);
    if (identify(target, group, discovered)) {
        summary.targets.append(target.metrics->hostPort());
        m_targets.append(std::move(target));
    }
}

void TargetBuilder::applyService(Target &target) const
{
    target.policy = m_noPolicy;
    if (m_services.empty()) {
        return;
    }
    Labels labels = target.labels;
    labels.insert(u"service"_s, target.service);
    labels.insert(u"cluster"_s, target.cluster);
    const auto probe = [&](const std::optional<ProbeRule> &rule) -> std::optional<HealthProbe> {
        if (!rule) {
            return std::nullopt;
        }
        HealthProbe result;
        result.endpoint = *target.metrics;
        result.endpoint.path = rule->path;
        result.endpoint.scheme = rule->scheme.value_or(result.endpoint.scheme);
        result.endpoint.host = rule->host.value_or(result.endpoint.host);
        result.endpoint.port = rule->port.value_or(result.endpoint.port);
        result.expectation = rule->expectation;
        return result;
    };
    for (std::size_t i = 0; i < m_services.size(); ++i) {
        const ServiceRule &rule = m_services[i];
        if (rule.matches(labels)) {
            ++m_matched[i];
            target.policy = rule.policy;
            target.health = probe(rule.health);
            target.readiness = probe(rule.readiness);
            return;
        }
    }
}

bool TargetBuilder::identify(Target &target, const TargetGroup &group, const DiscoveredTarget &discovered)
{
    const auto warn = [&](const QString &message) {
        group.file.problems->addWarning({group.file.shown, discovered.line, discovered.column, message});
    };
    // By a fingerprint, as thousands of targets may share a name by a slip of relabelling.
    const size_t print = fingerprint(target);
    const auto [begin, end] = std::as_const(m_placeByFingerprint).equal_range(print);
    for (auto other = begin; other != end; ++other) {
        if (isSame(m_targets[*other], target)) {
            warn(u"the target \"%1\" stands here again, the same in everything: it is watched once"_s.arg(
                m_targets[*other].id.toString()));
            return false;
        }
    }
    int &others = m_sameName[target.id];
    if (others > 0) {
        const QString name = target.id.toString();
        target.id.duplicate = others;
        warn(u"another target is called \"%1\" too, but differs: this one is shown as \"%2\" (give it an "
             u"\"instance\" label of its own)"_s.arg(name, target.id.toString()));
    }
    ++others;
    m_placeByFingerprint.insert(print, m_targets.size());
    target.number = m_numbering.numberOf(target.id);
    return true;
}

void TargetBuilder::finish()
{
    QSet<QString> known;
    for (const Target &target : m_targets) {
        known.insert(target.service);
    }
    for (std::size_t i = 0; i < m_services.size(); ++i) {
        const ServiceRule &rule = m_services[i];
        DocumentNode at;
        at.line = rule.line;
        at.column = rule.column;
        if (m_matched[i] == 0 && !rule.match.isEmpty()) {
            const bool isShadowed =
                std::any_of(m_targets.cbegin(), m_targets.cend(), [&](const Target &target) {
                    Labels labels = target.labels;
                    labels.insert(u"service"_s, target.service);
                    labels.insert(u"cluster"_s, target.cluster);
                    return rule.matches(labels);
                });
            m_servicesFile.warning(at, isShadowed ? u"this service is never used: an earlier one matches all "
                                                    u"its instances"_s
                                                  : u"this service matches no instance"_s);
        }
        for (const DocumentNode &dependency : rule.dependsOn) {
            if (dependency.isScalar() && !known.contains(dependency.text)) {
                m_servicesFile.warning(dependency,
                                       u"no instance belongs to the service \"%1\"%2"_s.arg(
                                           dependency.text, didYouMean(dependency.text, known.values())));
            }
        }
    }
}

} // namespace quarterdeck
