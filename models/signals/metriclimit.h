#pragma once

#include "models/exposition/series.h"

#include <QList>
#include <QMap>
#include <QString>

#include <span>
#include <vector>

namespace quarterdeck {

/// How a limited value is told to a person.
enum class LimitUnit : quint8 { None, Bytes, Seconds, Ratio };

/// A limit that a service's configuration puts on any metric of its instances: beyond it the instance is
/// degraded ("replication lag 1.4 GB > 1 GB").
struct MetricLimit
{
    enum class Side : quint8 { Above, Below };
    QString name; ///< in the why
    QString metric;
    QMap<QString, QString> labels; ///< what the series must carry, by equality
    Side side = Side::Above;
    double limit = 0;
    LimitUnit unit = LimitUnit::None;
    bool operator==(const MetricLimit &) const = default;
};

/// "replication lag 1.4 GB > 1 GB" when `value` is beyond the limit, else empty. NaN (no such series on the
/// page) is beyond nothing: missing is not zero.
QString limitProblem(const MetricLimit &limit, double value);

/// Picks the limited values from one target's successive pages. Lives beside the target's PageReader in the
/// worker thread; not thread-safe. Slots are its own: the index of the limit.
class LimitExtractor final : public SeriesSelector
{
public:
    explicit LimitExtractor(QList<MetricLimit> limits);

    SeriesSlot select(const SeriesView &series) override;
    /// The value of each limit, the worst where several series match; NaN where none does.
    [[nodiscard]] QList<double> values(std::span<const SelectedSample> samples) const;

private:
    QList<MetricLimit> m_limits;
    std::vector<std::string> m_metrics; ///< names in UTF-8, compared for every series of a new layout
    /// Series that more than one limit wants: the slot stands for all of them.
    std::vector<std::vector<qsizetype>> m_slots;
};

} // namespace quarterdeck
