#include "widgets/consolepanel.h"
#include "widgets/fleet/factlist.h"
#include "widgets/statusline.h"
#include "widgets/theme.h"

#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace quarterdeck;

/// The panel shows what it is told, and the status line asks for it.
class TestConsolePanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsFactsAsPlainLines()
    {
        ConsolePanel panel;
        panel.setFacts({{QStringLiteral("Probes"), QStringLiteral("1,200"), QStringLiteral("360 a second")},
                        {QStringLiteral("Left out"), QStringLiteral("7"), {}, true}});
        const QList<Fact> &facts = panel.list().facts();
        QCOMPARE(facts.size(), 2);
        QCOMPARE(facts.at(0).value, QStringLiteral("1,200"));
        QCOMPARE(facts.at(0).note, QStringLiteral("360 a second"));
        QVERIFY(!facts.at(0).valueColour.isValid());
        QCOMPARE(facts.at(1).valueColour, Theme::instance().state(State::Degraded));
        QVERIFY(!panel.isModal());
    }

    void theStatusLineAsksForIt()
    {
        StatusLine line;
        QSignalSpy asked(&line, &StatusLine::consoleClicked);
        auto *button = line.findChild<QToolButton *>(QStringLiteral("statusConsole"));
        QVERIFY(button);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
    }
};

QTEST_MAIN(TestConsolePanel)
#include "tst_consolepanel.moc"
