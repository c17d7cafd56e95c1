#include "models/items/fleetcell.h"

#include "models/items/formatter.h"
#include "models/items/instancetext.h"
#include "models/items/objectivetext.h"

using namespace std::chrono;

namespace quarterdeck {

namespace {

bool isQuantile(FleetColumn column)
{
    return column == FleetColumn::P50 || column == FleetColumn::P95 || column == FleetColumn::P99;
}

} // namespace

std::optional<BurnRates> FleetCell::burnRates() const
{
    const ServiceSignals *service = m_fleet.service(m_instance.target.service);
    return service ? service->burnRates(m_now) : std::nullopt;
}

QVariant FleetCell::displayText() const
{
    const auto text = [](const QString &value) { return value.isEmpty() ? format::missing() : value; };
    switch (m_column) {
    case FleetColumn::State:
        return toString(m_instance.state);
    case FleetColumn::Instance:
        return instanceName(m_instance.target);
    case FleetColumn::Service:
        return text(m_instance.target.service);
    case FleetColumn::Cluster:
        return text(m_instance.target.cluster);
    case FleetColumn::Why: {
        QList<QString> parts;
        if (m_instance.flags.testFlag(InstanceFlag::Flapping)) {
            parts.append(QStringLiteral("flapping"));
        }
        if (m_instance.flags.testFlag(InstanceFlag::Maintenance)) {
            parts.append(QStringLiteral("maintenance"));
        }
        if (!m_instance.why.isEmpty()) {
            parts.append(m_instance.why);
        }
        if (m_instance.state != State::Up) {
            parts.append(format::age(duration_cast<milliseconds>(m_now - m_instance.sinceSteady)));
        }
        return parts.join(QStringLiteral(" · "));
    }
    case FleetColumn::RequestRate:
        return format::rate(m_instance.signals.requestRate);
    case FleetColumn::ErrorRatio:
        return format::percentNumber(m_instance.signals.errorRatio());
    case FleetColumn::History:
        return {};
    case FleetColumn::P50:
        return format::milliseconds(m_instance.signals.p50);
    case FleetColumn::P95:
        return format::milliseconds(m_instance.signals.p95);
    case FleetColumn::P99:
        return format::milliseconds(m_instance.signals.p99);
    case FleetColumn::Requests:
        return format::rate(m_instance.signals.requests);
    case FleetColumn::Breakers:
        return text(breakersSummary(m_instance.breakers));
    case FleetColumn::Budget: {
        const std::optional<BurnRates> rates = burnRates();
        return rates ? format::budgetNumber(*rates) : format::missing();
    }
    case FleetColumn::Burn: {
        const std::optional<BurnRates> rates = burnRates();
        return rates ? format::burn(rates->hour) : format::missing();
    }
    case FleetColumn::Since:
        return format::duration(duration_cast<milliseconds>(m_now - m_instance.sinceSteady));
    case FleetColumn::Address:
        return instanceAddress(m_instance.target);
    case FleetColumn::Freshness:
        return freshnessOf(m_instance, m_fleet.definition().poll.staleAfter, m_now).toText();
    }
    return {};
}

QVariant FleetCell::rawValue() const
{
    switch (m_column) {
    case FleetColumn::State:
        return QVariant::fromValue(m_instance.state);
    case FleetColumn::Why:
        return m_instance.why;
    case FleetColumn::RequestRate:
        return m_instance.signals.requestRate;
    case FleetColumn::ErrorRatio:
        return m_instance.signals.errorRatio();
    case FleetColumn::History:
        return QVariant::fromValue(m_instance.history.toList());
    case FleetColumn::P50:
        return m_instance.signals.p50;
    case FleetColumn::P95:
        return m_instance.signals.p95;
    case FleetColumn::P99:
        return m_instance.signals.p99;
    case FleetColumn::Requests:
        return m_instance.signals.requests;
    case FleetColumn::Breakers:
        return QVariant::fromValue(m_instance.breakers);
    case FleetColumn::Budget: {
        const std::optional<BurnRates> rates = burnRates();
        return rates ? rates->budgetLeft : noValue;
    }
    case FleetColumn::Burn: {
        const std::optional<BurnRates> rates = burnRates();
        return rates ? rates->hour : noValue;
    }
    case FleetColumn::Since:
        return QVariant::fromValue(m_instance.sinceSteady);
    case FleetColumn::Freshness: {
        const auto age = m_instance.age(m_now);
        return age ? QVariant::fromValue(*age) : QVariant();
    }
    case FleetColumn::Instance:
    case FleetColumn::Service:
    case FleetColumn::Cluster:
    case FleetColumn::Address:
        return displayText();
    }
    return {};
}

QVariant FleetCell::data(int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return displayText();
    case Qt::AccessibleTextRole:
        if (m_column == FleetColumn::History) {
            return QStringLiteral("error rate now %1").arg(format::percent(m_instance.signals.errorRatio()));
        }
        return QStringLiteral("%1 %2").arg(fleetColumnTitle(m_column), displayText().toString());
    case Qt::ToolTipRole:
        if (m_column == FleetColumn::Why || m_column == FleetColumn::State) {
            return m_instance.why;
        }
        if (isFleetColumnObjective(m_column)) {
            const std::optional<BurnRates> rates = burnRates();
            return rates ? objectiveSummary(*rates) : QStringLiteral("the service has no objective");
        }
        if (isFleetColumnLive(m_column) &&
            m_instance.probe(ProbeKind::Metrics).last.source == ValueSource::Recorded) {
            return QStringLiteral("the record has no rates of single instances, only of their service");
        }
        if ((isFleetColumnLive(m_column) || m_column == FleetColumn::Breakers) &&
            signalsAreStale(m_instance, m_fleet.definition().poll.staleAfter, m_now)) {
            return QStringLiteral("from the last page that could be read");
        }
        if (isFleetColumnLive(m_column) &&
            m_instance.probe(ProbeKind::Metrics).last.source == ValueSource::ViaPrometheus) {
            return QStringLiteral("as Prometheus knows it: this console gets no answer");
        }
        if ((m_column == FleetColumn::ErrorRatio && m_instance.lowTraffic) ||
            (isQuantile(m_column) && m_instance.fewLatencies)) {
            return QStringLiteral("too few requests in the window to judge");
        }
        return {};
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(
            (isFleetColumnNumeric(m_column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    case ValueRole:
        return rawValue();
    case NumberRole:
        return QVariant::fromValue(m_instance.target.number);
    case InstanceRole:
        return QVariant::fromValue(&m_instance);
    case StateRole:
        return QVariant::fromValue(m_instance.state);
    case FlagsRole:
        return QVariant::fromValue(m_instance.flags);
    case ProblemAgeRole:
        return QVariant::fromValue(duration_cast<milliseconds>(m_now - m_instance.sinceSteady));
    case AttentionRole:
        if (isFleetColumnObjective(m_column)) {
            const std::optional<BurnRates> rates = burnRates();
            return rates && (rates->isFast() || rates->isSlow());
        }
        return (m_column == FleetColumn::ErrorRatio && exceedsErrorRatio(m_instance)) ||
               (m_column == FleetColumn::P99 && exceedsP99(m_instance)) ||
               (m_column == FleetColumn::Breakers && hasOpenBreaker(m_instance));
    case DimmedRole:
        if (isFleetColumnObjective(m_column)) {
            // The service's, whatever became of this instance; but of the first minutes it says little.
            const std::optional<BurnRates> rates = burnRates();
            return rates && !rates->isFull(BurnWindow::FiveMinutes) && !rates->isFast() && !rates->isSlow();
        }
        return m_instance.flags.testFlag(InstanceFlag::Stale) ||
               (m_column == FleetColumn::ErrorRatio && m_instance.lowTraffic) ||
               (isQuantile(m_column) && m_instance.fewLatencies) ||
               ((isFleetColumnLive(m_column) || m_column == FleetColumn::Breakers) &&
                signalsAreStale(m_instance, m_fleet.definition().poll.staleAfter, m_now));
    default:
        return {};
    }
}

} // namespace quarterdeck
