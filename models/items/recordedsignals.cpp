#include "models/items/recordedsignals.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr qsizetype mostKept = 8;
/// What is recorded in batches may be a little late; looking again sooner finds nothing.
constexpr std::chrono::seconds lateness{20};

} // namespace

void RecordedSignals::setMoment(std::optional<WallTime> moment, WallTime present)
{
    m_moment = moment;
    m_present = present;
    if (!moment) {
        m_kept.clear();
        m_underWay.reset();
    }
}

WallTime RecordedSignals::endOf(std::chrono::seconds range) const
{
    return m_moment ? std::min<WallTime>(*m_moment + range / 3, std::max(*m_moment, m_present)) : m_present;
}

const ChartRecord *RecordedSignals::find(const Fleet &fleet, const ChartSubject &subject,
                                         std::chrono::seconds range)
{
    Question question;
    question.key = u"group\n%1\n%2"_s.arg(subject.cluster, subject.service);
    question.series = recordedSeriesOf(fleet, subject);
    return find(std::move(question), range);
}

const ChartRecord *RecordedSignals::find(const Instance &instance, std::chrono::seconds range)
{
    Question question;
    question.instance = instance.target.id.toString();
    question.key = u"instance\n"_s + question.instance;
    return find(std::move(question), range);
}

const ChartRecord *RecordedSignals::find(Question question, std::chrono::seconds range)
{
    if (!m_moment) {
        return nullptr;
    }
    const WallTime to = endOf(range);
    const WallTime from = to - range;
    const auto known = m_kept.constFind(question.key);
    const bool covers = known != m_kept.constEnd() && known->question.from <= from &&
                        std::min(to, m_present - lateness) <= known->question.to;
    if (!covers && !m_underWay) {
        question.from = from - range / 2;
        question.to = std::min<WallTime>(to + range / 2, m_present);
        m_underWay = question.key;
        Q_EMIT asked(question);
    }
    const auto kept = m_kept.constFind(question.key); // whoever was asked may have answered at once
    return kept != m_kept.constEnd() ? &kept->record : nullptr;
}

void RecordedSignals::take(const Question &question, const ChartRecord &record)
{
    if (m_underWay != question.key) {
        return; // of a replay that is over
    }
    m_underWay.reset();
    if (m_kept.size() >= mostKept) {
        m_kept.clear();
    }
    m_kept.insert(question.key, {question, record});
    Q_EMIT changed();
}

} // namespace quarterdeck
