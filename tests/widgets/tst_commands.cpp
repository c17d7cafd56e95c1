#include "widgets/commands.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QMenu>
#include <QMenuBar>
#include <QFile>
#include <QSet>
#include <QSignalSpy>
#include <QTest>
#include <QWidget>

using namespace quarterdeck;

class tst_Commands final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, ThemeMode::Dark); }

    void keysAreUnique()
    {
        QHash<QString, QString> owners;
        for (const Command &command : commandTable()) {
            for (const QKeySequence &sequence : command.keys) {
                const QString key = sequence.toString();
                QVERIFY2(!key.isEmpty(), command.name);
                QVERIFY2(!owners.contains(key),
                         qPrintable(QStringLiteral("%1 is %2 and %3")
                                        .arg(key, owners.value(key), QLatin1String(command.name))));
                owners.insert(key, QLatin1String(command.name));
            }
        }
        QVERIFY(owners.size() > 15);
    }

    void keysOfTheDesignAreKept()
    {
        // `j`, `k` walk, and `h`, `l` with them.
        for (const Command &command : commandTable()) {
            for (const char *taken : {"J", "K", "H", "L"}) {
                QVERIFY(!command.keys.contains(QKeySequence(QLatin1String(taken))));
            }
        }
        // Section 9 of the design gives these away.
        QVERIFY(commandOf(CommandId::Acknowledge).keys.contains(QKeySequence(Qt::Key_A)));
        QVERIFY(commandOf(CommandId::AddNote).keys.contains(QKeySequence(Qt::Key_N)));
    }

    void rowsAreComplete()
    {
        QSet<QString> names;
        QSet<int> ids;
        for (const Command &command : commandTable()) {
            QVERIFY(!QString::fromUtf8(command.text).isEmpty());
            QVERIFY(!QString::fromUtf8(command.hint).isEmpty());
            names.insert(QLatin1String(command.name));
            ids.insert(int(command.id));
            if (*command.icon) {
                QVERIFY2(
                    QFile::exists(QStringLiteral(":/widgets/icons/%1.svg").arg(QLatin1String(command.icon))),
                    command.icon);
            }
        }
        QCOMPARE(names.size(), commandTable().size());
        QCOMPARE(ids.size(), commandTable().size());
    }

    void menusHoldEveryCommand()
    {
        QWidget window;
        Commands commands(&window);
        QMenuBar bar;
        commands.fillMenuBar(bar);
        QSet<QAction *> found;
        for (const QMenu *menu : bar.findChildren<QMenu *>()) {
            QSet<QChar> letters;
            for (QAction *action : menu->actions()) {
                if (!action->isSeparator()) {
                    found.insert(action);
                }
            }
        }
        QCOMPARE(found.size(), commandTable().size());
    }

    void enabledAsTheTableSays()
    {
        QWidget window;
        Commands commands(&window);
        for (int bits = 0; bits < 16; ++bits) {
            CommandSituation situation;
            situation.instancePicked = bits & 1;
            situation.filterSet = bits & 2;
            situation.unseenChanges = bits & 4;
            situation.problemsExist = bits & 8;
            commands.setSituation(situation);
            QCOMPARE(commands.action(CommandId::Quit)->isEnabled(), true);
            QCOMPARE(commands.action(CommandId::ProbeNow)->isEnabled(), situation.instancePicked);
            QCOMPARE(commands.action(CommandId::ClearFilter)->isEnabled(), situation.filterSet);
            QCOMPARE(commands.action(CommandId::MarkSeen)->isEnabled(), situation.unseenChanges);
            QCOMPARE(commands.action(CommandId::NextProblem)->isEnabled(), situation.problemsExist);
        }
    }

    void tellsWhatWasGiven()
    {
        QWidget window;
        Commands commands(&window);
        QSignalSpy given(&commands, &Commands::given);
        commands.action(CommandId::CheatSheet)->trigger();
        QCOMPARE(given.count(), 1);
        QVERIFY(given[0][0].value<CommandId>() == CommandId::CheatSheet);
        commands.setOffered(CommandId::OpenConfiguration, false);
        QVERIFY(!commands.isOffered(CommandId::OpenConfiguration));
    }
};

QTEST_MAIN(tst_Commands)
#include "tst_commands.moc"
