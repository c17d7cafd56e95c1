#include "models/signals/metriclimit.h"

#include "models/signals/signalreading.h"

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

QString shortNumber(double value)
{
    return QString::number(value, 'g', 3);
}

/// With the decimal prefixes that the rest of the window uses: "1.4 GB".
QString withPrefix(double value, const QString &unit)
{
    constexpr const char *prefixes[] = {"", "k", "M", "G", "T", "P"};
    std::size_t prefix = 0;
    while (std::isfinite(value) && std::abs(value) >= 999.5 && prefix + 1 < std::size(prefixes)) {
        value /= 1000;
        ++prefix;
    }
    return shortNumber(value) + QLatin1Char(' ') + QLatin1String(prefixes[prefix]) + unit;
}

QString valueText(double value, LimitUnit unit)
{
    switch (unit) {
    case LimitUnit::Bytes:
        return withPrefix(value, QStringLiteral("B"));
    case LimitUnit::Seconds:
        return std::abs(value) < 1 ? shortNumber(value * 1000) + QStringLiteral(" ms")
                                   : shortNumber(value) + QStringLiteral(" s");
    case LimitUnit::Ratio:
        return shortNumber(value * 100) + QStringLiteral(" %");
    case LimitUnit::None:
        break;
    }
    return std::abs(value) < 1e6 ? QString::number(value, 'g', 6) : withPrefix(value, QString()).trimmed();
}

bool carries(const SeriesView &series, const QMap<QString, QString> &labels)
{
    return std::all_of(labels.keyValueBegin(), labels.keyValueEnd(), [&series](const auto &label) {
        return series.label(label.first.toStdString()) == label.second.toStdString();
    });
}

} // namespace

QString limitProblem(const MetricLimit &limit, double value)
{
    const bool above = limit.side == MetricLimit::Side::Above;
    if (!(above ? value > limit.limit : value < limit.limit)) {
        return {};
    }
    return QStringLiteral("%1 %2 %3 %4")
        .arg(limit.name, valueText(value, limit.unit), above ? QStringLiteral(">") : QStringLiteral("<"),
             valueText(limit.limit, limit.unit));
}

LimitExtractor::LimitExtractor(QList<MetricLimit> limits) : m_limits(std::move(limits))
{
    for (const MetricLimit &limit : m_limits) {
        m_metrics.push_back(limit.metric.toStdString());
    }
}

SeriesSlot LimitExtractor::select(const SeriesView &series)
{
    std::vector<qsizetype> wanted;
    for (qsizetype i = 0; i < m_limits.size(); ++i) {
        if (m_metrics[static_cast<std::size_t>(i)] == series.name && carries(series, m_limits.at(i).labels)) {
            wanted.push_back(i);
        }
    }
    if (wanted.empty()) {
        return ignoredSeries;
    }
    const auto known = std::find(m_slots.begin(), m_slots.end(), wanted);
    if (known == m_slots.end()) {
        m_slots.push_back(std::move(wanted));
        return static_cast<SeriesSlot>(m_slots.size() - 1);
    }
    return static_cast<SeriesSlot>(known - m_slots.begin());
}

QList<double> LimitExtractor::values(std::span<const SelectedSample> samples) const
{
    QList<double> values(m_limits.size(), noValue);
    for (const SelectedSample &sample : samples) {
        for (const qsizetype i : m_slots[sample.slot]) {
            double &worst = values[i];
            const bool above = m_limits.at(i).side == MetricLimit::Side::Above;
            if (std::isnan(worst) || (above ? sample.value > worst : sample.value < worst)) {
                worst = sample.value;
            }
        }
    }
    return values;
}

} // namespace quarterdeck
