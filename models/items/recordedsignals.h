#pragma once

#include "models/items/recordedcharts.h"

#include <QHash>
#include <QObject>

#include <optional>

namespace quarterdeck {

/// What charts show while a moment of the record is shown: it knows which stretch of the record they need,
/// asks for it and keeps it while they look at it. Reads nothing itself. Lives in the fleet's thread.
class RecordedSignals final : public QObject
{
    Q_OBJECT
public:
    struct Question
    {
        QString key; ///< what it is about
        QList<ChartSubject> series;
        QString instance; ///< InstanceId::toString(); empty: a group
        WallTime from;
        WallTime to;
    };

    explicit RecordedSignals(QObject *parent = nullptr) : QObject(parent) {}

    /// None: the present is shown.
    void setMoment(std::optional<WallTime> moment, WallTime present);
    [[nodiscard]] std::optional<WallTime> moment() const { return m_moment; }
    /// Where charts over `range` end: some of what came after the moment is seen too.
    [[nodiscard]] WallTime endOf(std::chrono::seconds range) const;

    /// Null while it is being read: changed() comes then. What is at hand of another stretch meanwhile.
    [[nodiscard]] const ChartRecord *find(const Fleet &fleet, const ChartSubject &subject,
                                          std::chrono::seconds range);
    [[nodiscard]] const ChartRecord *find(const Instance &instance, std::chrono::seconds range);
    void take(const Question &question, const ChartRecord &record);

Q_SIGNALS:
    void asked(const quarterdeck::RecordedSignals::Question &question);
    void changed();

private:
    const ChartRecord *find(Question question, std::chrono::seconds range);

    struct Kept
    {
        Question question;
        ChartRecord record;
    };
    std::optional<WallTime> m_moment;
    WallTime m_present;
    QHash<QString, Kept> m_kept;
    std::optional<QString> m_underWay; ///< one question at a time
};

} // namespace quarterdeck
