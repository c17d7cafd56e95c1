#include "app/cli/checkverb.h"
#include "app/cli/output.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <unistd.h>

using namespace quarterdeck;
using namespace Qt::StringLiterals;

class TestCheckVerb : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aGoodFile();
    void aBadFile();
    void aWarningIsNoError();
    void brokenTargetFileIsAnError();
    void json();
    void severalFiles();
    void missingFile();
    void usage_data();
    void usage();

private:
    struct Outcome
    {
        int code = -1;
        QString out;
        QString err;
    };
    Outcome run(const QStringList &arguments);
    QString write(const QString &name, const QByteArray &content);

    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

/// Leads one of the standard streams into a file while it lives.
class Captured
{
public:
    Captured(FILE *stream, const QString &path)
        : m_stream(stream)
        , m_path(path)
        , m_saved(::dup(::fileno(stream)))
    {
        std::fflush(stream);
        FILE *file = std::fopen(qPrintable(path), "w");
        ::dup2(::fileno(file), ::fileno(stream));
        std::fclose(file);
    }
    QString finish()
    {
        std::fflush(m_stream);
        ::dup2(m_saved, ::fileno(m_stream));
        ::close(m_saved);
        QFile file(m_path);
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }

private:
    FILE *m_stream;
    QString m_path;
    int m_saved;
};

const QByteArray good =
    "fleet: a\nscrape_configs:\n- job_name: j\n  static_configs: [{targets: ['h:1', 'h:2']}]\n";

} // namespace

void TestCheckVerb::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

QString TestCheckVerb::write(const QString &name, const QByteArray &content)
{
    const QString path = m_folder->filePath(name);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
        qFatal("cannot write");
    }
    return path;
}

TestCheckVerb::Outcome TestCheckVerb::run(const QStringList &arguments)
{
    Outcome outcome;
    Captured out(stdout, m_folder->filePath(u"stdout"_s));
    Captured err(stderr, m_folder->filePath(u"stderr"_s));
    outcome.code = checkVerb(QStringList{u"check"_s} + arguments);
    outcome.out = out.finish();
    outcome.err = err.finish();
    return outcome;
}

void TestCheckVerb::aGoodFile()
{
    const QString path = write(u"fleet.yml"_s, good);
    const Outcome outcome = run({path});
    QCOMPARE(outcome.code, 0);
    QCOMPARE(outcome.out, path + u": good, 1 job, 2 instances\n  j: 2 targets\n"_s);
    QCOMPARE(outcome.err, QString());
}

void TestCheckVerb::aBadFile()
{
    const QString path = write(u"fleet.yml"_s, "poll:\n  intervall: 5s\n  timeout: x\n");
    const Outcome outcome = run({path});
    QCOMPARE(outcome.code, 1);
    QCOMPARE(outcome.out, path + u": 2 errors, 1 warning\n"_s);
    QCOMPARE(outcome.err.section(u'\n', 0, 0),
             path + u":2:3: unknown key \"intervall\" (did you mean \"interval\"?)"_s);
    QVERIFY2(outcome.err.contains(path + u":3:12: \"x\" is not a duration"_s), qPrintable(outcome.err));
    QVERIFY2(outcome.err.contains(path + u": warning: the fleet is empty"_s), qPrintable(outcome.err));
}

void TestCheckVerb::aWarningIsNoError()
{
    const QString path = write(u"fleet.yml"_s, good + "  honor_labels: true\n");
    const Outcome outcome = run({path});
    QCOMPARE(outcome.code, 0);
    QVERIFY2(outcome.err.startsWith(path + u":5:3: warning: \"honor_labels\" is ignored"_s),
             qPrintable(outcome.err));
    QVERIFY(outcome.out.startsWith(path + u": good, 1 warning, 1 job"_s));
}

void TestCheckVerb::brokenTargetFileIsAnError()
{
    write(u"t.json"_s, "[");
    const Outcome outcome = run({write(u"fleet.yml"_s, good + "  file_sd_configs: [{files: [t.json]}]\n")});
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.err.contains(u"t.json:1:2: not JSON"_s), qPrintable(outcome.err));
    QVERIFY2(outcome.out.contains(u"1 error, 1 job, 2 instances"_s), qPrintable(outcome.out));
}

void TestCheckVerb::json()
{
    const QString path =
        write(u"fleet.yml"_s, good + "  relabel_configs: [{source_labels: [__address__], regex: 'h:2', "
                                     "target_label: __address__, replacement: 'x:3'}]\n"
                                     "  sample_limit: 1\nservices: [{match: {job: j}, health: x}]\n");
    const Outcome bad = run({u"--json"_s, path});
    QCOMPARE(bad.code, 1);
    QCOMPARE(bad.err, QString());
    QCOMPARE(bad.out.count(u'\n'), 1);
    const QJsonObject object = QJsonDocument::fromJson(bad.out.toUtf8()).object();
    QCOMPARE(object.keys(), (QStringList{u"errors"_s, u"jobs"_s, u"warnings"_s}));
    const QJsonObject error = object[u"errors"_s].toArray().at(0).toObject();
    QCOMPARE(error[u"file"_s].toString(), path);
    QCOMPARE(error[u"line"_s].toInt(), 7);
    QCOMPARE(error[u"column"_s].toInt(), 38);
    QVERIFY(error[u"message"_s].toString().contains(u"must begin with \"/\""_s));
    QCOMPARE(object[u"warnings"_s].toArray().at(0).toObject()[u"line"_s].toInt(), 6);

    write(u"fleet.yml"_s, good + "  relabel_configs: [{source_labels: [__address__], regex: 'h:2', "
                                 "target_label: __address__, replacement: 'x:3'}]\n");
    const Outcome fine = run({path, u"--json"_s});
    QCOMPARE(fine.code, 0);
    QCOMPARE(
        QJsonDocument::fromJson(fine.out.toUtf8()).object(),
        (QJsonObject{{u"errors"_s, QJsonArray()},
                     {u"warnings"_s, QJsonArray()},
                     {u"jobs"_s, QJsonArray{QJsonObject{{u"name"_s, u"j"_s},
                                                        {u"targets"_s, QJsonArray{u"h:1"_s, u"x:3"_s}}}}}}));
}

void TestCheckVerb::severalFiles()
{
    const Outcome outcome = run({write(u"a.yml"_s, good), write(u"b.yml"_s, "fleet: [\n"), u"--json"_s});
    QCOMPARE(outcome.code, 1);
    const QJsonObject object = QJsonDocument::fromJson(outcome.out.toUtf8()).object();
    QCOMPARE(object[u"jobs"_s].toArray().size(), 1);
    QCOMPARE(object[u"errors"_s].toArray().size(), 1);
}

void TestCheckVerb::missingFile()
{
    const Outcome outcome = run({u"/nonexistent/fleet.yml"_s});
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.err.startsWith(u"/nonexistent/fleet.yml: the file does not exist"_s),
             qPrintable(outcome.err));
}

void TestCheckVerb::usage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::newRow("no file") << QStringList{} << exitUsage;
    QTest::newRow("unknown option") << QStringList{u"--jsn"_s, u"a.yml"_s} << exitUsage;
    QTest::newRow("help") << QStringList{u"--help"_s} << 0;
}

void TestCheckVerb::usage()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    const Outcome outcome = run(arguments);
    QCOMPARE(outcome.code, code);
    QCOMPARE(outcome.err.isEmpty(), code == 0);
    QCOMPARE(outcome.out.isEmpty(), code != 0);
}

QTEST_GUILESS_MAIN(TestCheckVerb)
#include "tst_checkverb.moc"
