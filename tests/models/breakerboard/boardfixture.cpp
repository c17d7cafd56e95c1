#include "tests/models/breakerboard/boardfixture.h"

#include <QStringList>

namespace quarterdeck::test {

BreakerReading BoardFixture::breaker(const QString &name, BreakerState state, const QString &library)
{
    BreakerReading reading;
    reading.name = name;
    reading.state = state;
    reading.raw = toString(state);
    reading.convention = library;
    return reading;
}

BreakerReading BoardFixture::withCalls(BreakerReading reading, double ok, double failed, double notPermitted)
{
    reading.calls.of(CallCause::Ok) = ok;
    reading.calls.of(CallCause::Failed) = failed;
    reading.calls.of(CallCause::NotPermitted) = notPermitted;
    return reading;
}

void BoardFixture::begin()
{
    tell(define());
}

void BoardFixture::tell(const FleetChanges &changes)
{
    last = board.apply(changes, clock.steady(), clock.wall());
}

void BoardFixture::scrape(quint32 number, const QList<BreakerReading> &breakers)
{
    tell(apply(page(number, {}, breakers)));
}

void BoardFixture::miss(quint32 number)
{
    tell(apply(unreachable(number, ProbeKind::Metrics, UnreachableCause::Refused)));
}

void BoardFixture::pass(std::chrono::seconds time)
{
    for (std::chrono::seconds i{0}; i < time; ++i) {
        clock.advance(std::chrono::seconds(1));
        tell(tick());
        last = board.tick(clock.steady(), clock.wall());
    }
}

const BreakerTile *BoardFixture::tile(const QString &name, BreakerGrouping grouping) const
{
    for (const BreakerTileId id : board.tiles(grouping)) {
        const BreakerTile *tile = board.tile(id);
        if (tile->name == name) {
            return tile;
        }
    }
    return nullptr;
}

QString BoardFixture::text(const QString &name, BreakerGrouping grouping) const
{
    const BreakerTile *shown = tile(name, grouping);
    if (!shown) {
        return QStringLiteral("none");
    }
    QStringList counts;
    for (int state = 0; state < breakerStateCount; ++state) {
        const int count = shown->of(static_cast<BreakerState>(state));
        if (count > 0) {
            counts.append(QStringLiteral("%1 %2").arg(count).arg(toString(static_cast<BreakerState>(state))));
        }
    }
    if (shown->lost > 0) {
        counts.append(QStringLiteral("%1 lost").arg(shown->lost));
    }
    QString text = QStringLiteral("%1 of %2: %3")
                       .arg(toString(shown->state))
                       .arg(shown->breakers)
                       .arg(counts.join(QStringLiteral(", ")));
    text += shown->stuckOpen ? QStringLiteral(", stuck") : QString();
    text += shown->inferred ? QStringLiteral(", inferred") : QString();
    return text;
}

QStringList BoardFixture::transitions(const QString &name) const
{
    QStringList lines;
    for (const BreakerTransition &transition : board.transitions(tile(name)->id)) {
        lines.prepend(QStringLiteral("%1 -> %2").arg(toString(transition.from), toString(transition.to)) +
                      (transition.inferred ? QStringLiteral(" inferred") : QString()));
    }
    return lines;
}

} // namespace quarterdeck::test
