#include "app/config/runbookcatalog.h"
#include "app/config/runbookfile.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;

/// Runbook files: what is wrong is said with its place; the shipped ones and the README's are read as they
/// are.
class TestRunbookFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shippedOnesAreGood();
    void untestedOnesSaySo();
    void readmeExampleIsGood();
    void mistakes_data();
    void mistakes();
    void saysEverythingAtOnce();
    void whoMayWriteIt();
    void ownReplacesShipped();
    void sameIdTwice();
};

namespace {

bool write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

const QByteArray good = "id: x\ntitle: X\nsteps:\n  - {step: S, http: {method: POST, url: \"http://h/\"}}\n"
                        "verification:\n  - value: {of: a, equals: a}\n";

} // namespace

void TestRunbookFile::shippedOnesAreGood()
{
    const RunbookCatalog catalog = RunbookCatalog::load({});
    for (const ConfigProblem &problem : catalog.errors() + catalog.warnings()) {
        qWarning("%s", qPrintable(problem.toString()));
    }
    QVERIFY(catalog.errors().isEmpty() && catalog.warnings().isEmpty());
    QStringList ids;
    for (const auto &runbook : catalog.runbooks()) {
        ids.append(runbook->id);
        QVERIFY2(runbook->file.startsWith(u":/"_s), qPrintable(runbook->file));
        QVERIFY2(!runbook->description.isEmpty(), qPrintable(runbook->id));
        QCOMPARE(QFileInfo(runbook->file).baseName(), runbook->id);
    }
    QCOMPARE(ids, (QStringList{u"argo-rollouts-abort"_s, u"breaker-close"_s, u"breaker-disable"_s,
                               u"breaker-force-open"_s, u"haproxy-drain"_s, u"haproxy-ready"_s,
                               u"haproxy-rollback"_s, u"kubernetes-rollout-undo"_s, u"nomad-revert"_s,
                               u"patroni-failover"_s, u"patroni-switchover"_s, u"rolling-restart"_s,
                               u"webhook"_s}));
    // None is left out of the program.
    const QStringList files = QDir(QStringLiteral(QUARTERDECK_SOURCE_DIR "/resources/runbooks"))
                                  .entryList({u"*.yml"_s}, QDir::Files);
    QCOMPARE(files.size(), ids.size());
}

void TestRunbookFile::untestedOnesSaySo()
{
    const RunbookCatalog catalog = RunbookCatalog::load({});
    for (const char *id : {"argo-rollouts-abort", "kubernetes-rollout-undo", "nomad-revert"}) {
        QVERIFY2(catalog.find(QString::fromLatin1(id))->description.contains(u"Untested"_s), id);
    }
    for (const char *id : {"patroni-switchover", "haproxy-rollback", "breaker-close"}) {
        QVERIFY2(catalog.find(QString::fromLatin1(id))->description.contains(u"Tried on"_s), id);
    }
}

void TestRunbookFile::readmeExampleIsGood()
{
    QFile readme(QStringLiteral(QUARTERDECK_SOURCE_DIR "/README.md"));
    QVERIFY(readme.open(QIODevice::ReadOnly));
    const QByteArray text = readme.readAll();
    const qsizetype section = text.indexOf("\n## Runbooks\n");
    const qsizetype begin = text.indexOf("```yaml\n", section) + 8;
    const qsizetype end = text.indexOf("```", begin);
    QVERIFY(section > 0 && begin > section && end > begin);
    const RunbookFile file = readRunbook(text.mid(begin, end - begin), u"README.md"_s, u"/"_s);
    for (const ConfigProblem &problem : file.errors + file.warnings) {
        qWarning("%s", qPrintable(problem.toString()));
    }
    QVERIFY(file.runbook);
    // And every built-in runbook is named.
    const RunbookCatalog catalog = RunbookCatalog::load({});
    for (const auto &runbook : catalog.runbooks()) {
        QVERIFY2(text.contains('`' + runbook->id.toUtf8() + '`'), qPrintable(runbook->id));
    }
}

void TestRunbookFile::mistakes_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("problem"); ///< as `check` prints it
    const auto row = [](const char *name, const QByteArray &from, const QByteArray &to,
                        const QString &problem) { QTest::newRow(name) << from << to << problem; };
    row("unknown key", "title: X", "titel: X",
        u"x.yml:2:1: unknown key \"titel\" (did you mean \"title\"?)"_s);
    row("no id", "id: x\n", "", u"x.yml:1:1: "_s);
    row("id with blanks", "id: x", "id: X y", u"x.yml:1:5: \"X y\" is no id"_s);
    row("missing parameter", "\"http://h/\"", "\"http://h/${who}\"",
        u"x.yml:4:51: the step \"S\" names \"who\", which is no parameter"_s);
    row("misspelt in the middle of a word", "title: X", "title: Drain $${no} ${wo}\nparameters: {who: {}}",
        u"x.yml:2:21: the title names \"wo\", which is no parameter and is found by no lookup or step before "
        u"it "
        "(did you mean \"who\"?)"_s);
    row("misspelt on a later line of a block", "- {step: S, http: {method: POST, url: \"http://h/\"}}",
        "- step: S\n    command:\n      - prog\n      - |\n        one\n        two ${wo} }",
        u"x.yml:9:13: the step \"S\" names \"wo\""_s);
    row("misspelt beside a value", "title: X",
        "title: X\nparameters: {p: {beside: {facts: [\"lag ${lga}\"]}}}\nlookups: {l: {url: \"http://h/\", "
        "set: "
        "{lag: /l}}}",
        u"x.yml:3:40: what stands beside \"p\" names \"lga\""_s);
    row("a set beside a value", "title: X", "title: X\nshows: [{label: L, value: v, beside: {of: {set: s}}}]",
        u"x.yml:3:43: \"of\" of \"beside\" is found by"_s);
    row("misspelt part of an instance", "title: X",
        "title: X ${node.ulr}\nparameters: {node: {type: instance}}",
        u"x.yml:2:10: the title names \"node.ulr\": of an instance there are url, host, service, cluster, "
        u"job and "
        "label.NAME (did you mean \"node.url\"?)"_s);
    row("misspelt in a set's filter", "title: X",
        "title: X\nparameters: {service: {type: service}}\nsets: {all: {where: \"service:${servce}\"}}",
        u"x.yml:4:30: the set \"all\" names \"servce\", which is no parameter and is found by no lookup or "
        u"step "
        "before it (did you mean \"service\"?)"_s);
    row("misspelt in a label of a metric", "value: {of: a, equals: a}",
        "metric: {name: m, of: {where: up}, labels: {l: \"${nam}\"}, equals: 1}\nparameters: {name: {}}",
        u"x.yml:6:53: a condition names \"nam\""_s);
    row("filter that is none", "title: X", "title: X\nsets: {all: {where: \"state:wel\"}}",
        u"x.yml:3:21: the filter of the set \"all\": "_s);
    row("list of choices that no lookup sets", "title: X",
        "title: X\nparameters: {to: {type: choice, choices: nmes}}\n"
        "lookups: {t: {url: \"http://h/\", set: {names: /a}}}",
        u"x.yml:3:42: the parameter \"to\" is chosen from \"nmes\", which no lookup sets (did you mean "
        "\"names\"?)"_s);
    row("instance outside of a parallel step", "title: X", "title: X ${instance}",
        u"x.yml:2:10: the title names \"instance\", which is known only within a parallel step"_s);
    row("value of a later step", "- {step: S, http: {method: POST, url: \"http://h/\"}}",
        "- {step: \"${found}\", http: {url: \"http://h/\"}, set: {found: /a}}",
        u"x.yml:4:13: the step \"${found}\" names \"found\", which only a later step sets"_s);
    row("values that wait for each other", "title: X",
        "title: X\nsets: {a: {where: \"cluster:${l}\"}}\nlookups: {q: {ask_any_of: a, url: "
        "\"${instance.url}/\", set: {l: /l}}}",
        u"x.yml:3:8: the set \"a\" can never be found: the set \"a\" needs the lookup \"q\" needs the set \"a\""_s);
    row("set with another name", "title: X", "title: X\ntargets: membres\nsets: {members: {where: up}}",
        u"x.yml:3:10: \"targets\" names the set \"membres\", which is not there (did you mean \"members\"?)"_s);
    row("parallel over a set that is not there", "http: {method: POST, url: \"http://h/\"}",
        "parallel: {over: al, steps: [{step: T, manual: a}]}",
        u"x.yml:4:32: the step \"S\" names the set \"al\""_s);
    row("body that is no JSON", "url: \"http://h/\"}", "url: \"http://h/\", body: '{\"a\": }'}",
        u"x.yml:4:60: the step \"S\": the body is not JSON"_s);
    row("URL that no value completes", "\"http://h/\"", "\"${who}\"}}\n#",
        u"x.yml:4:42: the step \"S\" names \"who\""_s);
    row("relative URL with a place",
        "title: X\nsteps:\n  - {step: S, http: {method: POST, url: \"http://h/\"}}",
        "title: X\nparameters: {w: {}}\nsteps:\n  - {step: S, http: {url: \"/a/${w}\"}}",
        u"x.yml:5:27: the step \"S\" has no URL that could be filled"_s);
    row("default out of range", "title: X", "title: X\nparameters: {n: {type: number, max: 3, default: 5}}",
        u"x.yml:3:49: the default of n: \"5\" is not from any to 3"_s);
    row("least above most", "title: X", "title: X\nparameters: {n: {type: number, min: 4, max: 3}}",
        u"x.yml:3:45: \"max\" is below \"min\""_s);
    row("key of another type", "title: X", "title: X\nparameters: {n: {type: number, pattern: a}}",
        u"x.yml:3:41: \"pattern\" is for text, secret and label only"_s);
    row("applies to a metric", "title: X", "title: X\napplies_to: {with_metic: a}",
        u"x.yml:3:14: unknown key \"with_metic\" (did you mean \"with_metric\"?)"_s);
    row("place that is not closed", "\"http://h/\"", "\"http://h/${who\"", u"x.yml:4:"_s);
    row("two things in a step", "url: \"http://h/\"}", "url: \"http://h/\"}, manual: Do",
        u"a step does one thing"_s);
    row("nothing in a step", ", http: {method: POST, url: \"http://h/\"}", "",
        u"x.yml:4:5: a step needs one of http"_s);
    row("empty URL", "\"http://h/\"", "\"\"", u"x.yml:4:41: the URL is empty"_s);
    row("another scheme", "\"http://h/\"", "\"file:///etc/passwd\"", u"x.yml:4:41: "_s);
    row("retries of an act", "{step: S,", "{step: S, retries: 3,",
        u"x.yml:4:24: the step \"S\" has retries but does not say \"idempotent: true\": it could be done twice"_s);
    row("undo in an undo", "url: \"http://h/\"}",
        "url: \"http://h/\"}, undo: [{step: U, manual: a, undo: [{step: V, manual: b}]}]",
        u"x.yml:4:89: the step \"U\" is an undo and has an undo itself: that could go round in a circle"_s);
    row("nothing verified", "verification:\n  - value: {of: a, equals: a}\n", "", u"verification"_s);
    row("condition that acts", "value: {of: a, equals: a}", "http: {method: DELETE, url: \"http://h/\"}",
        u"x.yml:6:20: a condition uses DELETE: it changes nothing, so it may only GET"_s);
    row("two comparisons", "equals: a", "equals: a, not: b", u"x.yml:6:36: one comparison is enough"_s);
    row("set that is not there", "{of: a, equals: a}", "{of: a, equals: a}\ntargets: nobody",
        u"x.yml:7:10: \"targets\" names the set \"nobody\", which is not there"_s);
    row("program out of a value", "http: {method: POST, url: \"http://h/\"}",
        "command: [\"${p}\"]}\nparameters:\n  p: {type: text",
        u"x.yml:4:25: the step \"S\": the program itself must be fixed"_s);
    row("a shell line", "http: {method: POST, url: \"http://h/\"}", "command: rm -rf /",
        u"x.yml:4:24: a command is a list"_s);
    row("not YAML", "title: X", "title: [X", u"x.yml:"_s);
    row("wrong kind", "title: X", "title: X\nkind: swichover",
        u"x.yml:3:7: \"swichover\" is none of switchover, failover, rollback, drain, restart, breaker, custom (did you mean \"switchover\"?)"_s);
}

void TestRunbookFile::mistakes()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QString, problem);
    QVERIFY(readRunbook(good, u"x.yml"_s, u"/"_s).runbook);
    QByteArray text = good;
    QVERIFY(text.contains(from));
    text.replace(from, to);
    const RunbookFile file = readRunbook(text, u"x.yml"_s, u"/"_s);
    QVERIFY(!file.runbook);
    QStringList said;
    for (const ConfigProblem &one : file.errors) {
        said.append(one.toString());
    }
    QVERIFY2(said.join(u'\n').contains(problem), qPrintable(said.join(u'\n')));
}

void TestRunbookFile::saysEverythingAtOnce()
{
    // Mistakes of form and of meaning, those that are told together with what they mean for each other.
    const RunbookFile file = readRunbook("id: A B\ntitle: X ${a}\nkind: no\nstepps: []\n"
                                         "targets: nobody\nsteps: [{step: S, http: {url: \"${b}\"}}]\n",
                                         u"x.yml"_s, u"/"_s);
    QStringList said;
    for (const ConfigProblem &one : file.errors) {
        said.append(one.toString().section(u' ', 0, 0));
    }
    QCOMPARE(said, (QStringList{u"x.yml:1:1:"_s, u"x.yml:1:5:"_s, u"x.yml:2:10:"_s, u"x.yml:3:7:"_s,
                                u"x.yml:4:1:"_s, u"x.yml:5:10:"_s, u"x.yml:6:32:"_s}));
}

void TestRunbookFile::whoMayWriteIt()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"x.yml"_s);
    QVERIFY(write(path, good));
    QVERIFY(readRunbookFile(path).runbook);
    QVERIFY(QFile::setPermissions(path, QFile::permissions(path) | QFile::WriteOther));
    const RunbookFile file = readRunbookFile(path);
    QVERIFY(!file.runbook);
    QVERIFY2(file.errors.first().message.contains(u"anybody may write this file"_s),
             qPrintable(file.errors.first().message));
}

void TestRunbookFile::ownReplacesShipped()
{
    const QTemporaryDir folder;
    QByteArray own = good;
    own.replace("id: x", "id: webhook");
    QVERIFY(write(folder.filePath(u"w.yml"_s), own));
    const QByteArray before = RunbookCatalog::fingerprint(folder.path());
    const RunbookCatalog catalog = RunbookCatalog::load(folder.path());
    QCOMPARE(catalog.find(u"webhook"_s)->title.source(), u"X"_s);
    QVERIFY(catalog.errors().isEmpty());
    QVERIFY(write(folder.filePath(u"z.yml"_s), good));
    QVERIFY(RunbookCatalog::fingerprint(folder.path()) != before);
}

void TestRunbookFile::sameIdTwice()
{
    const QTemporaryDir folder;
    QVERIFY(write(folder.filePath(u"a.yml"_s), good));
    QVERIFY(write(folder.filePath(u"b.yml"_s), good));
    const RunbookCatalog catalog = RunbookCatalog::load(folder.path());
    QCOMPARE(catalog.errors().size(), 1);
    QVERIFY(catalog.errors().first().message.contains(u"is there already"_s));
    QVERIFY(catalog.find(u"x"_s)->file.endsWith(u"/a.yml"_s));
}

QTEST_GUILESS_MAIN(TestRunbookFile)
#include "tst_runbookfile.moc"
