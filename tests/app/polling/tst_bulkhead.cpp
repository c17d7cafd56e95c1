#include "app/polling/bulkhead.h"
#include "app/polling/probeschedule.h"
#include "app/polling/timerwheel.h"

#include <QList>
#include <QTest>

#include <algorithm>
#include <memory>
#include <vector>

using namespace quarterdeck;
using namespace std::chrono_literals;

namespace {

/// A probe that is due in its place of the interval, waits for its compartment, and gives its place back when
/// it has been answered or has timed out; on a clock that the test moves.
class PlayedProbe
{
public:
    PlayedProbe(TimerWheel &wheel, SteadyTime &now, std::shared_ptr<Bulkhead> cluster, quint64 hash,
                SteadyTime::duration takes)
        : m_wheel(wheel)
        , m_now(now)
        , m_cluster(std::move(cluster))
        , m_schedule(hash, 5s)
        , m_takes(takes)
        , m_start([this] { due(); })
        , m_end([this] { m_ticket.giveBack(); })
    {
        m_wheel.arm(m_start, m_due = m_schedule.after(m_now));
    }
    [[nodiscard]] const std::vector<SteadyTime::duration> &lateness() const { return m_lateness; }

private:
    void due()
    {
        const SteadyTime due = m_due;
        m_wheel.arm(m_start, m_due = m_schedule.after(m_due));
        if (m_ticket.isInside() || m_ticket.isWaiting()) {
            return; // never two of a kind
        }
        Bulkhead::enter(m_cluster, m_ticket, 0, [this, due] {
            m_lateness.push_back(m_now - due);
            m_wheel.arm(m_end, m_now + m_takes);
        });
    }

    TimerWheel &m_wheel;
    SteadyTime &m_now;
    std::shared_ptr<Bulkhead> m_cluster;
    ProbeSchedule m_schedule;
    SteadyTime::duration m_takes;
    SteadyTime m_due;
    TimerWheel::Timer m_start;
    TimerWheel::Timer m_end;
    Bulkhead::Ticket m_ticket;
    std::vector<SteadyTime::duration> m_lateness;
};

using Probes = std::vector<std::unique_ptr<PlayedProbe>>;

SteadyTime::duration p99(const Probes &probes)
{
    std::vector<SteadyTime::duration> all;
    for (const auto &probe : probes) {
        all.insert(all.end(), probe->lateness().begin(), probe->lateness().end());
    }
    std::sort(all.begin(), all.end());
    return all.empty() ? SteadyTime::duration::max() : all[all.size() * 99 / 100];
}

} // namespace

class TestBulkhead : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void admitsUpToItsLimitAndThenByPriority()
    {
        const auto waiting = std::make_shared<std::size_t>(0);
        const auto bulkhead = std::make_shared<Bulkhead>(2, waiting);
        QList<int> admitted;
        Bulkhead::Ticket tickets[6];
        const int priority[6] = {2, 2, 2, 1, 0, 0};
        for (int i = 0; i < 6; ++i) {
            Bulkhead::enter(bulkhead, tickets[i], priority[i], [&admitted, i] { admitted += i; });
        }
        QCOMPARE(admitted, (QList<int>{0, 1}));
        QCOMPARE(*waiting, std::size_t(4));
        tickets[0].giveBack();
        QCOMPARE(admitted, (QList<int>{0, 1, 4}));
        tickets[5].giveBack(); // leaves the line
        tickets[4].giveBack();
        QCOMPARE(admitted, (QList<int>{0, 1, 4, 3}));
        tickets[1].giveBack();
        QCOMPARE(admitted, (QList<int>{0, 1, 4, 3, 2}));
        tickets[2].giveBack();
        tickets[3].giveBack();
        QCOMPARE(bulkhead->inside(), 0);
        QCOMPARE(*waiting, std::size_t(0));
    }

    /// One of two clusters hangs entirely. With a compartment each the other one does not feel it; with one
    /// compartment for both it would. On a clock of the test's own: how busy the machine is plays no part.
    void aClusterThatHangsDelaysNoOther_data()
    {
        QTest::addColumn<bool>("compartments");
        QTest::newRow("a compartment each") << true;
        QTest::newRow("one for both") << false;
    }
    void aClusterThatHangsDelaysNoOther()
    {
        QFETCH(bool, compartments);
        constexpr int instances = 200;
        const auto waiting = std::make_shared<std::size_t>(0);
        const auto first = std::make_shared<Bulkhead>(32, waiting);
        const auto second =
            compartments ? std::make_shared<Bulkhead>(32, std::make_shared<std::size_t>(0)) : first;
        SteadyTime now = SteadyTime{} + 1h;
        TimerWheel wheel(now);
        Probes hanging;
        Probes others;
        for (int i = 0; i < instances; ++i) {
            const auto hash = [i](const QString &job) {
                return ProbeSchedule::stableHash({job, QString::number(i), 0});
            };
            hanging.push_back(std::make_unique<PlayedProbe>(
                wheel, now, first, hash(QStringLiteral("hanging")), 2s)); // its timeout
            others.push_back(
                std::make_unique<PlayedProbe>(wheel, now, second, hash(QStringLiteral("others")), 3ms));
        }
        std::size_t mostWaiting = 0;
        for (const SteadyTime end = now + 60s; now < end; now += 1ms) {
            wheel.advance(now);
            mostWaiting = std::max(mostWaiting, *waiting);
        }
        QVERIFY(p99(hanging) > 1s); // it really filled its compartment, and waits in its own line
        QVERIFY(mostWaiting > 0);
        QVERIFY(first->inside() <= 32);
        if (compartments) {
            QVERIFY2(p99(others) < 50ms, "the cluster that hangs is felt by the other");
            QVERIFY(std::all_of(others.begin(), others.end(), [](const auto &probe) {
                return probe->lateness().size() >= 11; // every one of its turns in a minute
            }));
        } else {
            QVERIFY(p99(others) > 50ms);
        }
    }

    void aTicketGivesItsPlaceBackWhenItGoes()
    {
        const auto bulkhead = std::make_shared<Bulkhead>(1, std::make_shared<std::size_t>(0));
        bool second = false;
        Bulkhead::Ticket waiting;
        {
            Bulkhead::Ticket inside;
            Bulkhead::enter(bulkhead, inside, 0, [] {});
            Bulkhead::enter(bulkhead, waiting, 0, [&] { second = true; });
            QVERIFY(inside.isInside());
            QVERIFY(waiting.isWaiting());
        }
        QVERIFY(second);
        QVERIFY(waiting.isInside());
    }
};

QTEST_GUILESS_MAIN(TestBulkhead)
#include "tst_bulkhead.moc"
