#include "app/polling/mailbox.h"

#include <QTest>

#include <thread>

using namespace quarterdeck;

namespace {

Observation observed(quint32 instance, ProbeKind kind, int status, ProbeOutcome outcome = ProbeOutcome::Ok)
{
    Observation observation;
    observation.instance = {instance};
    observation.kind = kind;
    observation.httpStatus = status;
    observation.outcome = outcome;
    return observation;
}

} // namespace

class TestMailbox : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsTheNewestPerInstanceAndKind()
    {
        Mailbox mailbox;
        mailbox.post(observed(1, ProbeKind::Health, 500));
        mailbox.post(observed(1, ProbeKind::Metrics, 200));
        mailbox.post(observed(2, ProbeKind::Health, 201));
        mailbox.post(observed(1, ProbeKind::Health, 204));
        QCOMPARE(mailbox.size(), std::size_t(3));
        QCOMPARE(mailbox.overwritten(), quint64(1));
        const auto drained = mailbox.drain(10);
        QCOMPARE(drained.size(), std::size_t(3));
        QCOMPARE(drained[0].httpStatus, 204); // keeps the place of the one that it replaced
        QVERIFY(drained[1].kind == ProbeKind::Metrics);
        QCOMPARE(drained[2].instance.value, 2U);
        QCOMPARE(mailbox.size(), std::size_t(0));
    }

    void drainsTheOldestFirstInParts()
    {
        Mailbox mailbox;
        for (quint32 i = 0; i < 1000; ++i) {
            mailbox.post(observed(i, ProbeKind::Health, 200));
        }
        quint32 expected = 0;
        while (mailbox.size() > 0) {
            for (const Observation &observation : mailbox.drain(7)) {
                QCOMPARE(observation.instance.value, expected++);
            }
            // One that is still waiting is replaced in place, wherever the front has moved to.
            if (mailbox.size() > 0) {
                mailbox.post(observed(999, ProbeKind::Health, int(expected)));
            }
        }
        QCOMPARE(expected, 1000U);
        QCOMPARE(mailbox.overwritten(), quint64(142));
    }

    void neverGrowsBeyondOnePerKind()
    {
        Mailbox mailbox;
        for (int round = 0; round < 100; ++round) {
            for (quint32 i = 0; i < 50; ++i) {
                mailbox.post(observed(i, ProbeKind(round % probeKinds), round));
            }
            mailbox.drain(3);
        }
        QVERIFY(mailbox.size() <= 150);
    }

    void beingLeftOutIsNoNewsBesideAnUnreadAnswer()
    {
        Mailbox mailbox;
        mailbox.post(observed(1, ProbeKind::Metrics, 200));
        mailbox.post(observed(1, ProbeKind::Metrics, 0, ProbeOutcome::Shed));
        QVERIFY(mailbox.drain(1).front().outcome == ProbeOutcome::Ok);
        mailbox.post(observed(1, ProbeKind::Metrics, 0, ProbeOutcome::Shed));
        mailbox.post(observed(1, ProbeKind::Metrics, 200));
        QVERIFY(mailbox.drain(1).front().outcome == ProbeOutcome::Ok);
    }

    void losesNothingBetweenThreads()
    {
        Mailbox mailbox;
        constexpr quint32 each = 5000;
        std::vector<std::thread> writers;
        for (quint32 writer = 0; writer < 4; ++writer) {
            writers.emplace_back([&mailbox, writer] {
                for (quint32 i = 0; i < each; ++i) {
                    mailbox.post(observed(writer * each + i, ProbeKind::Health, 200));
                }
            });
        }
        std::size_t read = 0;
        while (read < 4 * each) {
            read += mailbox.drain(100).size();
        }
        for (std::thread &writer : writers) {
            writer.join();
        }
        QCOMPARE(read, std::size_t(4 * each));
        QCOMPARE(mailbox.overwritten(), quint64(0));
    }
};

QTEST_GUILESS_MAIN(TestMailbox)
#include "tst_mailbox.moc"
