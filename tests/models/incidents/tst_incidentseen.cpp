#include "models/incidents/incidentseen.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;

namespace {

IncidentChanges happened(qint64 incident, qint64 event, const QString &source = u"auto"_s)
{
    IncidentChanges changes;
    Event one;
    one.number = event;
    one.incident = {incident};
    one.source = source;
    changes.events.append(one);
    return changes;
}

} // namespace

class TestIncidentSeen : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void historyIsNoNews()
    {
        IncidentSeen seen;
        seen.beginWith(100);
        seen.noteLast({1}, 90);
        QVERIFY(seen.unseen().isEmpty());
        seen.note(happened(1, 101), u"ana"_s);
        QCOMPARE(seen.unseen(), QSet<IncidentNumber>{IncidentNumber{1}});
        QCOMPARE(seen.seenUpTo({1}), 100);
    }

    void staysNewUntilSeenAndOwnDeedsAreNoNews()
    {
        IncidentSeen seen;
        seen.beginWith(0);
        seen.note(happened(1, 5, u"ana"_s), u"ana"_s);
        QVERIFY(seen.unseen().isEmpty());
        seen.note(happened(1, 6, u"bob"_s), u"ana"_s);
        seen.note(happened(2, 7), u"ana"_s);
        QCOMPARE(seen.unseen().size(), 2);
        QVERIFY(seen.markSeen({1}));
        QVERIFY(!seen.markSeen({1}));
        QCOMPARE(seen.unseen(), QSet<IncidentNumber>{IncidentNumber{2}});
        seen.note(happened(1, 8), u"ana"_s);
        QCOMPARE(seen.unseen().size(), 2);
        seen.markAllSeen();
        QVERIFY(seen.unseen().isEmpty());
    }

    void isRememberedForOneStore()
    {
        IncidentSeen seen;
        seen.beginWith(10);
        seen.note(happened(3, 20), {});
        seen.note(happened(4, 21), {});
        QVERIFY(seen.markSeen({3}));
        const QStringList lines = seen.toLines(u"/data/record.sqlite"_s);
        IncidentSeen later;
        later.restore(lines, u"/data/record.sqlite"_s);
        QVERIFY(later.hasBegun());
        later.noteLast({3}, 20);
        later.noteLast({4}, 21);
        QCOMPARE(later.unseen(), QSet<IncidentNumber>{IncidentNumber{4}});
        IncidentSeen elsewhere;
        elsewhere.restore(lines, u"/other.sqlite"_s);
        QVERIFY(!elsewhere.hasBegun());
    }

    void whatWentIntoAnotherIsNoNews()
    {
        IncidentSeen seen;
        seen.beginWith(0);
        IncidentChanges changes = happened(1, 5);
        Incident merged;
        merged.number = {1};
        merged.state = IncidentState::Merged;
        changes.incidents.append(merged);
        seen.note(changes, {});
        QVERIFY(seen.unseen().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestIncidentSeen)
#include "tst_incidentseen.moc"
