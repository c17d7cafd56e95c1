#include "app/window/turnlog.h"

#include <QTemporaryDir>
#include <QTest>

using namespace quarterdeck;
using namespace std::chrono_literals;

namespace {

/// Keeps the thread busy: what a slow event handler does.
void work(std::chrono::milliseconds time)
{
    const auto until = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < until) {}
}

QStringList linesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly | QIODevice::Text)
               ? QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts)
               : QStringList();
}

} // namespace

class TestTurnLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesLongTurnsAndASummary();
    void theTurnThatEndsTheLogIsNotCounted();
    void eventsWithoutAPauseAreOneTurn();
};

void TestTurnLog::writesLongTurnsAndASummary()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("turns"));
    {
        TurnLog log(path);
        log.eventBegins();
        log.eventBegins(); // an event sent from within an event
        work(12ms);
        log.eventEnds();
        log.eventEnds();
        log.note(QStringLiteral("a moment"));
    }
    const QStringList lines = linesOf(path);
    QCOMPARE(lines.size(), 3);
    QVERIFY2(lines.at(0).startsWith(QStringLiteral("# a moment 20")), qPrintable(lines.at(0)));
    QVERIFY2(lines.at(1).section(QLatin1Char(' '), 1, 1).toDouble() >= 12.0, qPrintable(lines.at(1)));
    QVERIFY2(lines.at(2).startsWith(QStringLiteral("# turns 1, ")), qPrintable(lines.at(2)));
}

void TestTurnLog::theTurnThatEndsTheLogIsNotCounted()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("turns"));
    TurnLog log(path);
    log.eventBegins();
    work(5ms);
    log.eventEnds();
    work(1ms);
    log.eventBegins();
    log.finish();
    log.eventEnds();
    const QStringList lines = linesOf(path);
    QCOMPARE(lines.size(), 2);
    QVERIFY2(lines.last().startsWith(QStringLiteral("# turns 1, ")), qPrintable(lines.last()));
}

void TestTurnLog::eventsWithoutAPauseAreOneTurn()
{
    QTemporaryDir folder;
    QStringList lines;
    // A busy machine takes the thread away between two events now and then, which is a pause; not every time.
    for (int attempt = 0; attempt < 100 && !lines.value(1).startsWith(QStringLiteral("# turns 2, "));
         ++attempt) {
        const QString path = folder.filePath(QString::number(attempt));
        {
            TurnLog log(path);
            for (int event = 0; event < 3; ++event) {
                log.eventBegins();
                work(2ms);
                log.eventEnds();
            }
            // The thread waits, as the event loop does when nothing is to be done.
            work(3ms);
            log.eventBegins();
            log.eventEnds();
        }
        lines = linesOf(path);
    }
    QVERIFY2(lines.last().startsWith(QStringLiteral("# turns 2, ")), qPrintable(lines.last()));
    QVERIFY2(lines.first().section(QLatin1Char(' '), 1, 1).toDouble() >= 6.0, qPrintable(lines.first()));
}

QTEST_APPLESS_MAIN(TestTurnLog)
#include "tst_turnlog.moc"
