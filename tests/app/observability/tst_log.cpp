#include "app/observability/log.h"
#include "app/observability/loglimit.h"
#include "app/observability/logline.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryFile>
#include <QTest>

#include <csignal>

#include <fcntl.h>
#include <unistd.h>

using namespace quarterdeck;
using namespace std::chrono_literals;

namespace {

/// Everything written to stderr while it lives.
class CapturedStderr
{
public:
    CapturedStderr()
    {
        m_file.open();
        m_saved = ::dup(STDERR_FILENO);
        ::dup2(m_file.handle(), STDERR_FILENO);
    }
    ~CapturedStderr() { restore(); }
    CapturedStderr(const CapturedStderr &) = delete;
    CapturedStderr &operator=(const CapturedStderr &) = delete;

    QList<QByteArray> lines()
    {
        restore();
        QFile file(m_file.fileName());
        file.open(QIODevice::ReadOnly);
        QList<QByteArray> result = file.readAll().split('\n');
        result.removeAll(QByteArray());
        return result;
    }

private:
    void restore()
    {
        if (m_saved >= 0) {
            ::dup2(m_saved, STDERR_FILENO);
            ::close(m_saved);
            m_saved = -1;
        }
    }
    QTemporaryFile m_file;
    int m_saved = -1;
};

LogEntry entry(const QString &message, const QList<LogField> &fields = {})
{
    return {std::chrono::system_clock::time_point(1'790'000'000'123ms), LogLevel::Warning,
            QStringLiteral("polling"), message, fields};
}

} // namespace

class TestLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void jsonLineIsOneObject()
    {
        const QByteArray line =
            logLine(entry(QStringLiteral("two\nlines \"quoted\""), {{QStringLiteral("left_out"), 12}}),
                    LogFormat::Json);
        QCOMPARE(line.count('\n'), 1);
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        QCOMPARE(object[QStringLiteral("time")].toString(), QStringLiteral("2026-09-21T14:13:20.123Z"));
        QCOMPARE(object[QStringLiteral("level")].toString(), QStringLiteral("warning"));
        QCOMPARE(object[QStringLiteral("category")].toString(), QStringLiteral("polling"));
        QCOMPARE(object[QStringLiteral("message")].toString(), QStringLiteral("two\nlines \"quoted\""));
        QCOMPARE(object[QStringLiteral("left_out")].toInt(), 12);
    }

    void aFieldCannotPretendToBeTheMessage()
    {
        const QByteArray line = logLine(
            entry(QStringLiteral("true words"), {{QStringLiteral("message"), QStringLiteral("forged")}}),
            LogFormat::Json);
        QCOMPARE(QJsonDocument::fromJson(line).object()[QStringLiteral("message")].toString(),
                 QStringLiteral("true words"));
    }

    void textFromOutsideCannotSteerTheTerminal()
    {
        const QByteArray line = logLine(entry(QStringLiteral("a\x1b[2Jb\nforged line"),
                                              {{QStringLiteral("why"), QStringLiteral("x\r\ny")}}),
                                        LogFormat::Text);
        QCOMPARE(line.count('\n'), 1);
        QVERIFY(!line.contains('\x1b'));
        QVERIFY(!line.contains('\r'));
    }

    void aLongTextIsBounded()
    {
        QVERIFY(logLine(entry(QString(1'000'000, QLatin1Char('x'))), LogFormat::Json).size() < 4000);
    }

    void aStormIsLimitedPerCategoryAndCounted()
    {
        LogLimit limit;
        const LogLimit::Time start{};
        int admitted = 0;
        for (int i = 0; i < 10'000; ++i) {
            admitted += limit.admit(QStringLiteral("fleet"), start).admitted ? 1 : 0;
        }
        QCOMPARE(admitted, int(LogLimit::burst));
        QVERIFY(limit.admit(QStringLiteral("config"), start).admitted);
        const LogLimit::Verdict later = limit.admit(QStringLiteral("fleet"), start + 1s);
        QVERIFY(later.admitted);
        QCOMPARE(later.leftOut, quint64(10'000 - int(LogLimit::burst)));
    }

    void writesWhatIsWantedAndQtsWords()
    {
        CapturedStderr captured;
        log::start(LogFormat::Json, LogLevel::Info);
        log::write(LogLevel::Debug, QStringLiteral("fleet"), QStringLiteral("too small"));
        log::write(LogLevel::Info, QStringLiteral("fleet"), QStringLiteral("instance changed state"),
                   {{QStringLiteral("to"), QStringLiteral("down")}});
        qWarning("from Qt");
        log::stop();
        log::write(LogLevel::Error, QStringLiteral("fleet"), QStringLiteral("after the end"));
        const QList<QByteArray> lines = captured.lines();
        QCOMPARE(lines.size(), 2);
        QCOMPARE(QJsonDocument::fromJson(lines[0]).object()[QStringLiteral("to")].toString(),
                 QStringLiteral("down"));
        QCOMPARE(QJsonDocument::fromJson(lines[1]).object()[QStringLiteral("category")].toString(),
                 QStringLiteral("qt"));
    }

    void aReaderWhoDoesNotReadHoldsUpNobody()
    {
        int ends[2];
        QCOMPARE(::pipe2(ends, O_CLOEXEC), 0);
        const int saved = ::dup(STDERR_FILENO);
        ::dup2(ends[1], STDERR_FILENO); // holds 64 KiB, and nobody takes it out
        log::start(LogFormat::Text, LogLevel::Info);
        const quint64 before = log::dropped();
        for (int i = 0; i < 20'000; ++i) {
            log::write(LogLevel::Info, QStringLiteral("category %1").arg(i % 500),
                       QString(500, QLatin1Char('x')));
        }
        const quint64 dropped = log::dropped() - before;
        ::close(ends[0]); // sets the stuck writer free
        log::stop();
        ::dup2(saved, STDERR_FILENO);
        ::close(saved);
        ::close(ends[1]);
        QVERIFY(dropped > 0);
    }
};

int main(int argc, char **argv)
{
    std::signal(SIGPIPE, SIG_IGN);
    QCoreApplication application(argc, argv);
    TestLog test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_log.moc"
