#include "app/running/livefacts.h"

#include "app/running/runclock.h"
#include "models/exposition/contenttype.h"
#include "models/exposition/expositionparser.h"
#include "models/runbooks/assignment.h"

#include <qcorotask.h>

#include <QSet>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

using Ruling = ConditionResult::Verdict;

/// Keeps the samples of one name.
class NameCollector final : public ExpositionHandler
{
public:
    explicit NameCollector(const QString &name) : m_name(name.toStdString()) {}
    void sample(const SampleView &sample) override
    {
        if (sample.series.name != m_name) {
            return;
        }
        MetricSample kept;
        kept.value = sample.value;
        for (const LabelView &label : sample.series.labels) {
            kept.labels.insert(QString::fromUtf8(label.name.data(), qsizetype(label.name.size())),
                               QString::fromUtf8(label.value.data(), qsizetype(label.value.size())));
        }
        samples.append(kept);
    }
    QList<MetricSample> samples;

private:
    std::string m_name;
};

bool carries(const MetricSample &sample, const QMap<QString, QString> &labels)
{
    for (auto it = labels.cbegin(); it != labels.cend(); ++it) {
        if (sample.labels.value(it.key()) != it.value()) {
            return false;
        }
    }
    return true;
}

std::optional<QMap<QString, QString>> filled(const QMap<QString, RunText> &labels, const RunValues &values,
                                             QString *problem)
{
    QMap<QString, QString> texts;
    for (auto it = labels.cbegin(); it != labels.cend(); ++it) {
        const auto text = it->fillPlain(values, problem);
        if (!text) {
            return std::nullopt;
        }
        texts.insert(it.key(), *text);
    }
    return texts;
}

QString words(double value)
{
    return QString::number(value, 'g', 12);
}

} // namespace

/// Several coroutines work through one list of instances.
struct LiveFacts::PageSearch
{
    QString metric;
    QMap<QString, QString> labels;
    QList<InstanceNumber> todo;
    qsizetype next = 0;
    [[nodiscard]] QString missing() const
    {
        QStringList pairs;
        for (auto it = labels.cbegin(); it != labels.cend(); ++it) {
            pairs.append(u"%1=\"%2\""_s.arg(it.key(), it.value()));
        }
        return u"its page shows no %1%2"_s.arg(metric,
                                               pairs.isEmpty() ? QString() : u"{%1}"_s.arg(pairs.join(u',')));
    }
    QMap<qsizetype, QList<QMap<QString, QString>>> found; ///< by place in `todo`
    QHash<InstanceNumber, QString> leftOut;
};

void LiveFacts::detach()
{
    static const Fleet nobody;
    m_fleet = &nobody;
}

QCoro::Task<MetricAnswer> LiveFacts::metric(InstanceNumber number, QString name)
{
    MetricAnswer answer;
    const Instance *instance = m_fleet->instance(number);
    std::optional<FilledRequest> request =
        instance != nullptr ? metricsRequest(*instance, patience) : std::nullopt;
    if (!request) {
        answer.problem = u"has no metrics"_s;
        co_return answer;
    }
    const HttpResult result = co_await ask(*request);
    if (result.kind != HttpResult::Kind::Answered || result.status != 200 || result.cut) {
        answer.problem = result.kind != HttpResult::Kind::Answered ? result.reason
                         : result.cut                              ? u"its metrics page is too large"_s
                                      : u"its metrics page answers %1"_s.arg(result.status);
        co_return answer;
    }
    NameCollector collector(name);
    ExpositionParser parser(expositionDialect("text/plain; version=0.0.4"));
    parser.parse({result.body.constData(), std::size_t(result.body.size())}, collector);
    answer.samples = collector.samples;
    co_return answer;
}

QCoro::Task<> LiveFacts::searchPages(std::shared_ptr<PageSearch> search)
{
    while (search->next < search->todo.size()) {
        const qsizetype place = search->next++;
        const MetricAnswer answer = co_await metric(search->todo.at(place), search->metric);
        QList<QMap<QString, QString>> labels;
        for (const MetricSample &sample : answer.samples) {
            if (carries(sample, search->labels)) {
                labels.append(sample.labels);
            }
        }
        if (!labels.isEmpty()) {
            search->found.insert(place, labels);
            continue;
        }
        search->leftOut.insert(search->todo.at(place),
                               answer.problem.isEmpty() ? search->missing() : answer.problem);
    }
}

QCoro::Task<> LiveFacts::searchAll(std::shared_ptr<PageSearch> search)
{
    std::vector<QCoro::Task<>> workers;
    for (qsizetype i = 0; i < std::min<qsizetype>(atOnce, search->todo.size()); ++i) {
        workers.push_back(searchPages(search));
    }
    for (QCoro::Task<> &worker : workers) {
        co_await worker;
    }
}

QCoro::Task<LiveFacts::SetResult> LiveFacts::find(InstanceSelector selector, RunValues values, Sets sets)
{
    SetResult result;
    QList<InstanceNumber> outer;
    if (!selector.set.isEmpty()) {
        outer = sets.value(selector.set);
    }
    const auto candidates = selectInstances(selector, *m_fleet, selector.set.isEmpty() ? nullptr : &outer,
                                            values, steadyNow(), &result.problem);
    if (!candidates) {
        co_return result;
    }
    const QSet<InstanceNumber> outerSet(outer.cbegin(), outer.cend());
    const QSet<InstanceNumber> fitting(candidates->cbegin(), candidates->cend());
    QString filter = selector.where.fillWords(values);
    if (!selector.instance.isEmpty()) {
        filter +=
            (filter.isEmpty() ? QString() : u" "_s) + u"instance:"_s + selector.instance.fillWords(values);
    }
    for (const InstanceNumber number : m_fleet->order()) {
        if (!fitting.contains(number)) {
            result.leftOut.insert(number, selector.set.isEmpty() || outerSet.contains(number)
                                              ? filter.isEmpty() ? u"not chosen"_s : u"not "_s + filter
                                              : u"not in the set "_s + selector.set);
        }
    }
    if (selector.withMetric.isEmpty()) {
        result.instances = *candidates;
        co_return result;
    }
    const auto labels = filled(selector.metricLabels, values, &result.problem);
    if (!labels) {
        co_return result;
    }
    auto search = std::make_shared<PageSearch>();
    search->metric = selector.withMetric;
    search->labels = *labels;
    search->todo = *candidates;
    if (candidates->size() > askAll) {
        // Instances of one job show the same series: some of each are asked, then all of the jobs that have
        // them.
        constexpr int samples = 8;
        QMap<QString, int> asked;
        search->todo.removeIf([&](InstanceNumber number) {
            const Instance *instance = m_fleet->instance(number);
            return instance == nullptr || ++asked[instance->target.id.job] > samples;
        });
        co_await searchAll(search);
        QSet<QString> jobs;
        for (auto it = search->found.cbegin(); it != search->found.cend(); ++it) {
            if (const Instance *instance = m_fleet->instance(search->todo.at(it.key()))) {
                jobs.insert(instance->target.id.job);
            }
        }
        search->todo = *candidates;
        search->todo.removeIf([&](InstanceNumber number) {
            const Instance *instance = m_fleet->instance(number);
            if (instance != nullptr && !jobs.contains(instance->target.id.job)) {
                search->leftOut.insert(number, search->missing());
            }
            return instance == nullptr || !jobs.contains(instance->target.id.job);
        });
        search->next = 0;
        search->found.clear();
    }
    co_await searchAll(search);
    for (auto it = search->found.cbegin(); it != search->found.cend(); ++it) {
        result.instances.append(search->todo.at(it.key()));
        result.labels += it.value();
    }
    result.leftOut.insert(search->leftOut);
    co_return result;
}

QCoro::Task<LiveFacts::LookupResult> LiveFacts::lookUp(LookupDefinition lookup, RunValues values, Sets sets)
{
    LookupResult result;
    QList<InstanceNumber> instances{InstanceNumber()};
    if (!lookup.eachOf.isEmpty()) {
        instances = sets.value(lookup.eachOf);
        if (instances.isEmpty()) {
            result.problem =
                u"%1: the set \"%2\" is empty, there is nobody to ask"_s.arg(lookup.name, lookup.eachOf);
            co_return result;
        }
    }
    QStringList problems;
    for (const InstanceNumber number : instances) {
        RunValues own = values;
        QString who;
        if (!lookup.eachOf.isEmpty()) {
            const Instance *instance = m_fleet->instance(number);
            if (instance == nullptr) {
                continue;
            }
            setInstanceValues(own, *instance, u"instance"_s);
            who = instance->target.id.instance + u": "_s;
        }
        QString problem;
        std::optional<FilledRequest> request = fillRequest(lookup.request, own, *m_fleet, patience, &problem);
        if (!request) {
            problems.append(who + problem);
            continue;
        }
        const HttpResult answer = co_await ask(*request);
        if (answer.kind != HttpResult::Kind::Answered) {
            problems.append(who + answer.reason);
            continue;
        }
        const AnswerJudgement judgement =
            judgeAnswer(lookup.expect, answer.status, answer.body, answer.cut, own);
        if (judgement.verdict != AnswerJudgement::Verdict::Expected) {
            problems.append(who + judgement.words);
            continue;
        }
        QList<std::pair<QString, QString>> found;
        problem = takeAssignments(lookup.set, answer.body, own, found);
        if (!problem.isEmpty()) {
            problems.append(who + problem);
            continue;
        }
        result.done = true;
        result.answeredBy = number;
        result.values = found;
        co_return result;
    }
    problems.removeDuplicates();
    result.problem = u"%1: %2"_s.arg(lookup.name, problems.join(u"; "_s));
    co_return result;
}

QCoro::Task<ConditionResult> LiveFacts::judge(Condition condition, RunValues values, Sets sets)
{
    QString problem;
    switch (condition.kind) {
    case Condition::Kind::Value: {
        const auto left = condition.left.fillPlain(values, &problem);
        const auto right = condition.comparison.value.fillPlain(values, &problem);
        ConditionResult result{Ruling::Unknown, problem};
        if (left && right) {
            result = compare(*left, condition.comparison.op, *right);
        }
        co_return result;
    }
    case Condition::Kind::Signal: {
        const auto service = condition.service.fillPlain(values, &problem);
        const auto wanted = condition.comparison.value.fillPlain(values, &problem);
        if (!service || !wanted) {
            co_return ConditionResult{Ruling::Unknown, problem};
        }
        QList<InstanceNumber> instances;
        for (const InstanceNumber number : m_fleet->order()) {
            if (m_fleet->instance(number)->target.service == *service) {
                instances.append(number);
            }
        }
        if (instances.isEmpty()) {
            co_return ConditionResult{Ruling::Unknown, u"the fleet has no service \"%1\""_s.arg(*service)};
        }
        co_return judgeSignal(m_fleet->signals(instances), condition.quantity, condition.comparison.op,
                              *wanted, m_fleet->definition().poll.minRequests);
    }
    case Condition::Kind::Instances: {
        const SetResult set = co_await find(condition.instances, values, sets);
        if (!set.problem.isEmpty()) {
            co_return ConditionResult{Ruling::Unknown, set.problem};
        }
        QList<const Instance *> instances;
        for (const InstanceNumber number : set.instances) {
            if (const Instance *instance = m_fleet->instance(number)) {
                instances.append(instance);
            }
        }
        co_return judgeInstances(instances, condition.wanted, condition.atLeast);
    }
    case Condition::Kind::Metric: {
        const ConditionResult result = co_await judgeMetric(condition, values, sets);
        co_return result;
    }
    case Condition::Kind::Http: {
        const ConditionResult result = co_await judgeHttp(condition, values);
        co_return result;
    }
    }
    co_return ConditionResult();
}

QCoro::Task<ConditionResult> LiveFacts::judgeMetric(Condition condition, RunValues values, Sets sets)
{
    QString problem;
    const auto wanted = condition.comparison.value.fillPlain(values, &problem);
    const auto labels = filled(condition.labels, values, &problem);
    if (!wanted || !labels) {
        co_return ConditionResult{Ruling::Unknown, problem};
    }
    const SetResult set = co_await find(condition.instances, values, sets);
    if (!set.problem.isEmpty() || set.instances.isEmpty()) {
        problem = set.problem.isEmpty() ? u"no instance is in the set"_s : set.problem;
        co_return ConditionResult{Ruling::Unknown, problem};
    }
    QStringList found;
    bool anyHolds = false;
    bool allHold = true;
    bool anyKnown = false;
    for (const InstanceNumber number : set.instances) {
        const Instance *instance = m_fleet->instance(number);
        const QString who = instance != nullptr ? instance->target.id.instance : u"an instance that went"_s;
        const MetricAnswer answer = co_await metric(number, condition.metric);
        bool holds = false;
        QString text = answer.problem.isEmpty() ? u"shows no such series"_s : answer.problem;
        for (const MetricSample &sample : answer.samples) {
            if (carries(sample, *labels)) {
                const ConditionResult one = compare(words(sample.value), condition.comparison.op, *wanted);
                holds = one.verdict == Ruling::Holds;
                anyKnown = anyKnown || one.verdict != Ruling::Unknown;
                text = one.found;
                break;
            }
        }
        anyHolds = anyHolds || holds;
        allHold = allHold && holds;
        found.append(set.instances.size() == 1 ? text : who + u": "_s + text);
    }
    const bool holds = condition.anyInstance ? anyHolds : allHold;
    co_return ConditionResult{holds      ? Ruling::Holds
                              : anyKnown ? Ruling::Fails
                                         : Ruling::Unknown,
                              listed(found)};
}

QCoro::Task<ConditionResult> LiveFacts::judgeHttp(Condition condition, RunValues values)
{
    QString problem;
    std::optional<FilledRequest> request =
        fillRequest(condition.request, values, *m_fleet, patience, &problem);
    if (!request) {
        co_return ConditionResult{Ruling::Unknown, problem};
    }
    const HttpResult answer = co_await ask(*request);
    if (answer.kind != HttpResult::Kind::Answered) {
        co_return ConditionResult{Ruling::Fails, answer.reason};
    }
    const AnswerJudgement judgement =
        judgeAnswer(condition.expect, answer.status, answer.body, answer.cut, values);
    const bool expected = judgement.verdict == AnswerJudgement::Verdict::Expected;
    const bool understood = judgement.verdict != AnswerJudgement::Verdict::NotUnderstood;
    co_return ConditionResult{expected     ? Ruling::Holds
                              : understood ? Ruling::Fails
                                           : Ruling::Unknown,
                              values.redacted(judgement.words)};
}

} // namespace quarterdeck
