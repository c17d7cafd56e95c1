#include "app/upstream/prometheussource.h"

#include "app/polling/metricspage.h"
#include "models/breakers/breakerextractor.h"
#include "models/signals/signalrecognisers.h"

#include <QNetworkProxy>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QUrlQuery>

#include <algorithm>

namespace quarterdeck {

using namespace Qt::StringLiterals;

namespace {

/// Series of so many instances are asked for at once: some hundred kilobytes of answer.
constexpr std::size_t instancesPerQuery = 100;
constexpr qint64 largestAnswer = 64 * 1024 * 1024;

/// The names of all series that the rules may want, as one regular expression.
QString namesOf(const SignalRecognisers *recognisers, const BreakerConventions *conventions)
{
    QStringList names;
    for (const SignalRule &rule : recognisers ? recognisers->rules() : QList<SignalRule>()) {
        for (const QString &metric : rule.metrics) {
            QString expression = QRegularExpression::escape(metric).replace("\\*"_L1, ".*"_L1);
            if (rule.role == SignalRole::Latency) {
                expression += "(_bucket)?"_L1;
            }
            names.append(expression);
        }
    }
    if (conventions) {
        names += breakerMetrics(*conventions);
    }
    names.removeDuplicates();
    return names.join(u'|');
}

} // namespace

PrometheusSource::PrometheusSource() = default;

PrometheusSource::~PrometheusSource() = default;

void PrometheusSource::ask(const std::shared_ptr<const Question> &question)
{
    if (m_question) {
        return;
    }
    if (!m_network) {
        m_network = new QNetworkAccessManager(this);
        m_network->setProxy(QNetworkProxy::NoProxy);
    }
    m_question = question;
    m_names = namesOf(question->recognisers.get(), question->conventions.get());
    // Who is reachable again starts anew when it is lost the next time.
    std::erase_if(m_known, [&question](const auto &item) {
        return std::none_of(question->instances.begin(), question->instances.end(),
                            [&item](const auto &one) { return one.key == item.first; });
    });
    query(u"up"_s, [this](const QByteArray &json) { useUp(json); });
}

void PrometheusSource::query(const QString &promql, const std::function<void(const QByteArray &)> &done)
{
    QUrl url = m_question->server;
    url.setPath((url.path().endsWith(u'/') ? url.path().chopped(1) : url.path()) + u"/api/v1/query"_s);
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::ContentTypeHeader,
                      QByteArrayLiteral("application/x-www-form-urlencoded"));
    request.setTransferTimeout(int(m_question->timeout.count()));
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    QNetworkReply *reply = m_network->post(request, "query=" + QUrl::toPercentEncoding(promql));
    connect(reply, &QNetworkReply::downloadProgress, reply, [reply](qint64 received) {
        if (received > largestAnswer) {
            reply->abort();
        }
    });
    connect(reply, &QNetworkReply::finished, this, [this, reply, done] {
        reply->deleteLater();
        const QByteArray json = reply->readAll();
        // An error of Prometheus's own comes with a code above 399 and says more than the code.
        if (reply->error() != QNetworkReply::NoError && !json.startsWith('{')) {
            finish(reply->error() == QNetworkReply::OperationCanceledError
                       ? u"it did not answer in %1 ms"_s.arg(m_question->timeout.count())
                       : reply->errorString());
            return;
        }
        done(json);
    });
}

void PrometheusSource::useUp(const QByteArray &json)
{
    QString problem;
    m_up = readVector(json, &problem);
    if (!problem.isEmpty()) {
        finish(problem);
        return;
    }
    // By the server's own clock, which need not be ours.
    query(u"time() - timestamp(up)"_s, [this](const QByteArray &ages) { useAges(ages); });
}

void PrometheusSource::useAges(const QByteArray &json)
{
    QString problem;
    m_ages = readVector(json, &problem);
    if (!problem.isEmpty()) {
        finish(problem);
        return;
    }
    m_next = 0;
    askSeries();
}

void PrometheusSource::askSeries()
{
    if (m_names.isEmpty()) {
        m_next = m_question->instances.size();
    }
    QStringList instances;
    QStringList jobs;
    for (; m_next < m_question->instances.size() && std::size_t(instances.size()) < instancesPerQuery;
         ++m_next) {
        const PrometheusKey &key = m_question->instances[m_next].key;
        const auto up = m_up.find(key);
        if (up != m_up.end() && up->second.value > 0) {
            instances.append(QRegularExpression::escape(key.instance));
            jobs.append(QRegularExpression::escape(key.job));
        }
    }
    if (instances.isEmpty()) {
        finish({});
        return;
    }
    jobs.removeDuplicates();
    query(u"{__name__=~\"%1\",job=~\"%2\",instance=~\"%3\"}[%4ms]"_s.arg(
              promqlQuoted(m_names), promqlQuoted(jobs.join(u'|')), promqlQuoted(instances.join(u'|')),
              QString::number(m_question->window.count())),
          [this](const QByteArray &answer) { useSeries(answer); });
}

void PrometheusSource::useSeries(const QByteArray &json)
{
    QString problem;
    const PrometheusPages pages = readMatrix(json, &problem);
    if (!problem.isEmpty()) {
        finish(problem);
        return;
    }
    const SteadyTime now = std::chrono::steady_clock::now();
    MetricsPage::Scratch scratch;
    for (const auto &[key, byTime] : pages) {
        const auto age = m_ages.find(key);
        if (age == m_ages.end()) {
            continue;
        }
        Known &known = m_known[key];
        if (!known.page) {
            known.page = std::make_unique<MetricsPage>(m_question->recognisers, m_question->conventions,
                                                       m_question->window);
        }
        for (const auto &[at, page] : byTime) {
            if (at <= known.last) {
                continue;
            }
            known.last = at;
            const auto ago = std::chrono::duration<double>(age->second.at - at);
            const auto result =
                known.page->read(page, "text/plain; version=0.0.4",
                                 now - std::chrono::duration_cast<SteadyTime::duration>(ago), scratch);
            if (result.answer) {
                known.answer = result.answer;
            }
        }
    }
    askSeries();
}

void PrometheusSource::finish(const QString &problem)
{
    const std::shared_ptr<const Question> question = std::exchange(m_question, nullptr);
    auto observations = std::make_shared<std::vector<Observation>>();
    const SteadyTime now = std::chrono::steady_clock::now();
    const WallTime wall = std::chrono::system_clock::now();
    for (const Question::Instance &instance : question->instances) {
        const auto up = m_up.find(instance.key);
        const auto age = m_ages.find(instance.key);
        if (!problem.isEmpty() || up == m_up.end() || age == m_ages.end()) {
            continue;
        }
        const auto ago = std::chrono::duration_cast<SteadyTime::duration>(
            std::chrono::duration<double>(std::max(age->second.value, 0.0)));
        if (ago > question->newerThan) {
            continue;
        }
        Observation observation;
        observation.instance = instance.number;
        observation.definition = question->generation;
        observation.kind = ProbeKind::Metrics;
        observation.source = ValueSource::ViaPrometheus;
        observation.finished = now - ago;
        observation.finishedWall = wall - std::chrono::duration_cast<WallTime::duration>(ago);
        const bool isUp = up->second.value > 0;
        if (!isUp) {
            observation.outcome = ProbeOutcome::Unreachable;
            observation.cause = UnreachableCause::Closed; // a word about the instance, not about our network
            observation.reason = u"Prometheus cannot scrape it either (up 0)"_s;
        } else if (const auto known = m_known.find(instance.key); known != m_known.end()) {
            observation.metrics = known->second.answer;
        }
        if (instance.health) {
            Observation health = observation;
            health.kind = ProbeKind::Health;
            health.metrics = nullptr;
            if (isUp) {
                HealthAnswer answer;
                answer.verdict = Verdict::Up;
                answer.format = HealthFormat::Plain;
                answer.raw = u"up 1"_s;
                health.health = std::make_shared<HealthAnswer>(answer);
            }
            observations->push_back(std::move(health));
        }
        observations->push_back(std::move(observation));
    }
    if (!observations->empty()) {
        Q_EMIT observed(observations);
    }
    Q_EMIT asked(problem);
}

} // namespace quarterdeck
