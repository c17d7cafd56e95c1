#pragma once

#include "app/running/requester.h"
#include "models/runbooks/runplan.h"

#include <QCache>

#include <memory>

namespace quarterdeck {

/// One series of a page, as conditions and sets ask for it.
struct MetricSample
{
    QMap<QString, QString> labels;
    double value = 0;
};

/// The samples of one name on one instance's page, or why there are none.
struct MetricAnswer
{
    QList<MetricSample> samples;
    QString problem;
};

/// Asks the fleet and its servers what conditions, sets and lookups want to know. Sends GET and HEAD only.
/// Lives in the UI thread; nothing waits but coroutines.
class LiveFacts
{
public:
    /// `fleet` must outlive it, or detach() be called.
    explicit LiveFacts(const Fleet &fleet) : m_fleet(&fleet) {}
    /// The fleet goes: questions under way find an empty one, and end.
    void detach();

    /// How long one question may take.
    static constexpr std::chrono::milliseconds patience{3000};
    /// Pages fetched at once, and how many instances are asked one by one before jobs are sampled.
    static constexpr int atOnce = 50;
    static constexpr int askAll = 512;

    using Sets = QMap<QString, QList<InstanceNumber>>;

    QCoro::Task<ConditionResult> judge(Condition condition, RunValues values, Sets sets);
    /// A name's samples on an instance's page, fetched now.
    QCoro::Task<MetricAnswer> metric(InstanceNumber number, QString name);

    struct SetResult
    {
        QList<InstanceNumber> instances;
        QList<QMap<QString, QString>> labels;   ///< of the series that they were found by
        QString problem;                        ///< the selector itself is wrong
        QHash<InstanceNumber, QString> leftOut; ///< who was asked or looked at, and is not in it: why
    };
    QCoro::Task<SetResult> find(InstanceSelector selector, RunValues values, Sets sets);

    struct LookupResult
    {
        bool done = false;
        InstanceNumber answeredBy; ///< with `ask_any_of`
        QList<std::pair<QString, QString>> values;
        QString problem;
    };
    QCoro::Task<LookupResult> lookUp(LookupDefinition lookup, RunValues values, Sets sets);

    [[nodiscard]] const Fleet &fleet() const { return *m_fleet; }

private:
    struct PageSearch;
    QCoro::Task<> searchPages(std::shared_ptr<PageSearch> search);
    QCoro::Task<> searchAll(std::shared_ptr<PageSearch> search);
    QCoro::Task<ConditionResult> judgeMetric(Condition condition, RunValues values, Sets sets);
    QCoro::Task<ConditionResult> judgeHttp(Condition condition, RunValues values);

    const Fleet *m_fleet;
};

} // namespace quarterdeck
