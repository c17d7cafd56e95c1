// The README promises to name every package, library, verb and key: it does not get old unnoticed.

#include "app/cli/verbs.h"
#include "widgets/commands.h"

#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;

namespace {

const QString top = QStringLiteral(QUARTERDECK_SOURCE_DIR);

QString contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QStringList cmakeFiles()
{
    QStringList found{top + u"/CMakeLists.txt"_s};
    for (const QString &room : {u"models"_s, u"app"_s, u"widgets"_s, u"tests"_s, u"cmake"_s}) {
        QDirIterator it(top + u'/' + room, {u"CMakeLists.txt"_s, u"*.cmake"_s}, QDir::Files,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            found.append(it.next());
        }
    }
    return found;
}

} // namespace

class TestReadme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void beginsWithThePictureAndTheTwoCommands();
    void filesItPointsToExist();
    void namesEveryKey();
    void namesEveryVerb();
    void namesEveryPackage();
    void namesEveryLibrary();

private:
    QString m_readme;
};

void TestReadme::initTestCase()
{
    m_readme = contents(top + u"/README.md"_s);
    QVERIFY(m_readme.size() > 1000);
}

void TestReadme::beginsWithThePictureAndTheTwoCommands()
{
    QVERIFY(m_readme.startsWith(u"!["_s));
    const qsizetype run = m_readme.indexOf(u"./dev run"_s);
    const qsizetype test = m_readme.indexOf(u"./dev test"_s);
    const qsizetype own = m_readme.indexOf(u"## Your own fleet"_s);
    QVERIFY(run > 0 && test > run && own > test);
}

void TestReadme::filesItPointsToExist()
{
    static const QRegularExpression link(u"\\]\\(([^)#:]+)\\)"_s);
    QStringList missing;
    int links = 0;
    auto it = link.globalMatch(m_readme);
    while (it.hasNext()) {
        const QString path = it.next().captured(1);
        ++links;
        if (!QFile::exists(top + u'/' + path)) {
            missing.append(path);
        }
    }
    QVERIFY(links > 2);
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'\n')));
}

void TestReadme::namesEveryKey()
{
    QStringList missing;
    int rows = 0;
    for (const Command &command : commandTable()) {
        QStringList keys;
        for (const QKeySequence &key : command.keys) {
            keys.append(u'`' + key.toString(QKeySequence::PortableText) + u'`');
        }
        const QString row = u"| %1 | %2 |"_s.arg(keys.join(u", "_s), QString::fromUtf8(command.hint));
        if (!keys.isEmpty()) {
            ++rows;
            if (!m_readme.contains(row)) {
                missing.append(row);
            }
        }
    }
    QVERIFY(rows > 5);
    QVERIFY2(missing.isEmpty(), qPrintable(u"\n"_s + missing.join(u'\n')));
}

void TestReadme::namesEveryVerb()
{
    static const QRegularExpression row(u"^\\| `quarterdeck ([a-z]+) "_s,
                                        QRegularExpression::MultilineOption);
    QStringList named;
    auto it = row.globalMatch(m_readme);
    while (it.hasNext()) {
        named.append(it.next().captured(1));
    }
    QStringList there;
    for (const Verb &verb : verbs()) {
        there.append(verb.name);
    }
    named.sort();
    there.sort();
    QVERIFY(there.contains(u"check"_s));
    QCOMPARE(there, named);
}

void TestReadme::namesEveryPackage()
{
    QProcess dev;
    dev.start(top + u"/dev"_s, {u"setup"_s, u"list"_s});
    QVERIFY(dev.waitForFinished(20000));
    QCOMPARE(dev.exitCode(), 0);
    const QStringList packages =
        QString::fromUtf8(dev.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts);
    QVERIFY(packages.size() > 20);

    QStringList missing;
    for (const QString &package : packages) {
        if (!m_readme.contains(u'`' + package + u'`')) {
            missing.append(package);
        }
    }
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'\n')));
}

void TestReadme::namesEveryLibrary()
{
    static const QRegularExpression use(u"\\b(?:find_package\\s*\\(|(?:pkg_check_modules|find_program)\\s*\\("
                                        u"\\s*\\w+(?:\\s+(?:REQUIRED|QUIET|NAMES|"
                                        "IMPORTED_TARGET))*)\\s*([\\w-]+)"_s);
    QStringList missing;
    int names = 0;
    const QStringList paths = cmakeFiles();
    for (const QString &path : paths) {
        auto it = use.globalMatch(contents(path));
        while (it.hasNext()) {
            const QString name = it.next().captured(1);
            ++names;
            if (!m_readme.contains(QRegularExpression(u"\\b%1\\b"_s.arg(QRegularExpression::escape(name)),
                                                      QRegularExpression::CaseInsensitiveOption))) {
                missing.append(name + u" of "_s + path);
            }
        }
    }
    QVERIFY(names > 5);
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'\n')));
}

QTEST_GUILESS_MAIN(TestReadme)
#include "tst_readme.moc"
