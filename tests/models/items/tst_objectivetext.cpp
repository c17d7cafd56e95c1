#include "models/items/objectivetext.h"

#include <QTest>

using namespace quarterdeck;
using namespace std::chrono_literals;

class TestObjectiveText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noObjectiveNoLines();
    void nothingCountedYet();
    void tooLittleHistoryIsNoBudget();
    void windowsThatAreNotFullSaySo();
    void fullWindowsAndAlerts();
    void overspent();

private:
    static ServiceSignals watched(std::chrono::seconds length, double errorRatio);
    static QStringList shown(const QList<ObjectiveLine> &lines);
};

ServiceSignals TestObjectiveText::watched(std::chrono::seconds length, double errorRatio)
{
    ServiceSignals service;
    service.availability = 0.999;
    for (std::chrono::seconds at = 0s; at <= length; at += 5s) {
        service.budget.add(at == 0s ? 0 : 500, at == 0s ? 0 : 500 * errorRatio, SteadyTime(1h + at));
    }
    return service;
}

QStringList TestObjectiveText::shown(const QList<ObjectiveLine> &lines)
{
    QStringList texts;
    for (const ObjectiveLine &line : lines) {
        QString text = QStringLiteral("%1: %2").arg(line.name, line.value);
        if (!line.note.isEmpty()) {
            text += QStringLiteral(" (%1)").arg(line.note);
        }
        texts.append(text.replace(QChar(0x2009), u' '));
    }
    return texts;
}

void TestObjectiveText::noObjectiveNoLines()
{
    QVERIFY(objectiveLines(ServiceSignals(), SteadyTime(1h)).isEmpty());
}

void TestObjectiveText::nothingCountedYet()
{
    ServiceSignals service;
    service.availability = 0.9995;
    QCOMPARE(shown(objectiveLines(service, SteadyTime(1h))),
             (QStringList{QStringLiteral("Objective: 99.95 % of requests without error"),
                          QStringLiteral("Budget left: no requests counted yet")}));
}

void TestObjectiveText::tooLittleHistoryIsNoBudget()
{
    const ServiceSignals service = watched(30s, 1);
    const QStringList lines = shown(objectiveLines(service, SteadyTime(1h + 30s)));
    QCOMPARE(lines.at(1), QStringLiteral("Budget left: not enough history (30 s so far)"));
}

void TestObjectiveText::windowsThatAreNotFullSaySo()
{
    const ServiceSignals service = watched(12min, 0.0004);
    QCOMPARE(
        shown(objectiveLines(service, SteadyTime(1h + 12min))),
        (QStringList{QStringLiteral("Objective: 99.9 % of requests without error"),
                     QStringLiteral("Budget left: 60 % of the last 6 h (12 min so far)"),
                     QStringLiteral("Of 30 days: 0.01 % spent since then"),
                     QStringLiteral("Burn 5 min: 0.4×"), QStringLiteral("Burn 30 min: 0.4× (12 min so far)"),
                     QStringLiteral("Burn 1 h: 0.4× (12 min so far)"),
                     QStringLiteral("Burn 6 h: 0.4× (12 min so far)"), QStringLiteral("Alert: none")}));
}

void TestObjectiveText::fullWindowsAndAlerts()
{
    const ServiceSignals service = watched(7h, 0.02);
    const SteadyTime now(8h);
    const QList<ObjectiveLine> lines = objectiveLines(service, now);
    for (const ObjectiveLine &line : lines) {
        QCOMPARE(line.note, QString());
    }
    QCOMPARE(shown(lines).last(),
             QStringLiteral("Alert: 20.0× over 1 h and 20.0× over 5 min (limit 14.4×) · 20.0× over 6 h and "
                            "20.0× over 30 min (limit 6.0×)"));
    QVERIFY(lines.last().tone == ObjectiveTone::Bad);
    QCOMPARE(
        objectiveSummary(*service.burnRates(now)).replace(QChar(0x2009), u' '),
        QStringLiteral(
            "error budget of the service burns 20.0× over 5 min, 20.0× over 30 min, 20.0× over "
            "1 h, 20.0× over 6 h; alerts: 20.0× over 1 h and 20.0× over 5 min (limit 14.4×) · 20.0× over "
            "6 h and 20.0× over 30 min (limit 6.0×)"));
}

void TestObjectiveText::overspent()
{
    const QList<ObjectiveLine> lines = objectiveLines(watched(6h, 0.0032), SteadyTime(7h));
    QCOMPARE(lines.at(1).value, QStringLiteral("none, 2.2× overspent"));
    QVERIFY(lines.at(1).tone == ObjectiveTone::Bad);
}

QTEST_GUILESS_MAIN(TestObjectiveText)
#include "tst_objectivetext.moc"
