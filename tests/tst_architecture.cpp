// Holds the plan of the house: which room may know which.

#include "tests/tst_architecture_rules.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck::architecture;

namespace {

const QString top = QStringLiteral(QUARTERDECK_SOURCE_DIR);

QString contents(const QString &path)
{
    QFile file(top + u'/' + path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// Paths from the top of the tree, of files in the rooms whose names match.
QStringList filesOf(const QStringList &folders, const QStringList &names)
{
    QStringList found;
    for (const QString &folder : folders) {
        QDirIterator it(top + u'/' + folder, names, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            found.append(it.next().mid(top.size() + 1));
        }
    }
    found.sort();
    return found;
}

QStringList sources()
{
    return filesOf({u"models"_s, u"app"_s, u"widgets"_s, u"tests"_s}, {u"*.h"_s, u"*.cpp"_s});
}

QStringList cmakeFiles()
{
    return filesOf({u"models"_s, u"app"_s, u"widgets"_s, u"tests"_s, u"cmake"_s},
                   {u"CMakeLists.txt"_s, u"*.cmake"_s}) +
           QStringList{u"CMakeLists.txt"_s};
}

QString listed(const QList<Breach> &breaches)
{
    QStringList lines;
    for (const Breach &breach : breaches) {
        lines.append(breach.toString());
    }
    return u'\n' + lines.join(u'\n');
}

} // namespace

class TestArchitecture : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rulesSeeBreaches_data();
    void rulesSeeBreaches();
    void commentsAndStringsAreNoCode();
    void includes();
    void calls();
    void cmake();
    void headers();
    void everyTestProgramIsBuilt();
    void resources();
};

void TestArchitecture::rulesSeeBreaches_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("source");
    QTest::addColumn<int>("breaches");

    const auto row = [](const char *name, const QString &path, const QString &source, int breaches) {
        QTest::newRow(name) << path << source << breaches;
    };
    row("models may use Qt Core", u"models/a/b.cpp"_s, u"#include <QString>\n#include <QAbstractItemModel>"_s,
        0);
    row("models may use models", u"models/a/b.cpp"_s, u"#include \"models/fleet/target.h\""_s, 0);
    row("models may use their libraries", u"models/a/b.cpp"_s,
        u"#include <re2/re2.h>\n#include <fast_float/fast_float.h>"_s, 0);
    row("models may use std", u"models/a/b.cpp"_s,
        u"#include <chrono>\n#include <vector>\n#include <immintrin.h>"_s, 0);
    row("models, Qt Gui", u"models/a/b.cpp"_s, u"#include <QColor>"_s, 1);
    row("models, Qt Network", u"models/a/b.h"_s, u"#include <QTcpSocket>\n#include <QtNetwork/QSslError>"_s,
        2);
    row("models, Qt Sql", u"models/a/b.h"_s, u"#  include <QSqlQuery>"_s, 1);
    row("models, timer", u"models/a/b.h"_s, u"#include <QTimer>"_s, 1);
    row("models, file", u"models/a/b.h"_s, u"#include <QFile>\n#include <fstream>"_s, 2);
    row("models, thread", u"models/a/b.h"_s, u"#include <QThread>\n#include <mutex>"_s, 2);
    row("models, Boost", u"models/a/b.h"_s, u"#include <boost/asio.hpp>"_s, 1);
    row("models, app", u"models/a/b.h"_s, u"#include \"app/polling/poller.h\""_s, 1);
    row("models, widgets", u"models/a/b.h"_s, u"#include \"widgets/palette.h\""_s, 1);
    row("relative include", u"models/a/b.h"_s, u"#include \"target.h\""_s, 1);
    row("models, wall clock", u"models/a/b.cpp"_s, u"auto t = QDateTime::currentDateTimeUtc();"_s, 1);
    row("models, steady clock", u"models/a/b.cpp"_s, u"auto t = std::chrono::steady_clock::now();"_s, 1);
    row("models may name a clock's times", u"models/a/b.cpp"_s, u"std::chrono::steady_clock::time_point t;"_s,
        0);
    row("models, environment", u"models/a/b.cpp"_s, u"qgetenv(name)"_s, 1);
    row("widgets may use Charts", u"widgets/a.cpp"_s,
        u"#include <QChart>\n#include <QTimer>\n#include \"models/a/b.h\""_s, 0);
    row("widgets, app", u"widgets/a.cpp"_s, u"#include \"app/window/mainwindow.h\""_s, 1);
    row("widgets, Network", u"widgets/a.cpp"_s, u"#include <QNetworkReply>"_s, 1);
    row("widgets, Sql", u"widgets/a.cpp"_s, u"#include <QSqlDatabase>"_s, 1);
    row("widgets, thread", u"widgets/a.cpp"_s, u"#include <thread>"_s, 1);
    row("app, Widgets", u"app/cli/a.cpp"_s, u"#include <QWidget>"_s, 1);
    row("app, widgets", u"app/cli/a.cpp"_s, u"#include \"widgets/palette.h\""_s, 1);
    row("app, the window's folder", u"app/cli/a.cpp"_s, u"#include \"app/window/mainwindow.h\""_s, 1);
    row("app may use Asio", u"app/polling/a.cpp"_s,
        u"#include <boost/asio/ip/tcp.hpp>\n#include <QSqlQuery>"_s, 0);
    row("the window may use Widgets", u"app/window/a.cpp"_s,
        u"#include <QWidget>\n#include \"widgets/palette.h\""_s, 0);
    row("main may use the window", u"app/main.cpp"_s, u"#include \"app/window/windowmain.h\""_s, 0);
    row("test, skipped", u"tests/a.cpp"_s,
        QStringLiteral("QS"
                       "KIP(x)"),
        1);
    row("test, sleeping", u"tests/a.cpp"_s,
        QStringLiteral("QTest::qWa"
                       "it(100); std::this_thread::sleep_"
                       "for(1s);"),
        1);
    row("test, waiting for a condition", u"tests/a.cpp"_s, u"QTRY_COMPARE(a, b); spy.wait(1000);"_s, 0);
    row("CMake, include_directories", u"models/CMakeLists.txt"_s, u"include_directories(x)"_s, 1);
    row("CMake, target_include_directories", u"models/CMakeLists.txt"_s,
        u"target_include_directories(x PUBLIC y)"_s, 0);
    row("CMake, models with Gui", u"models/a/CMakeLists.txt"_s, u"  LINK Qt6::Core Qt6::Gui"_s, 1);
    row("CMake, models with Core", u"models/a/CMakeLists.txt"_s, u"  LINK Qt6::Core fleet PkgConfig::RE2"_s,
        0);
    row("CMake, widgets with Sql", u"widgets/CMakeLists.txt"_s, u"  LINK Qt6::Widgets Qt6::Sql"_s, 1);
    row("CMake, app with Widgets", u"app/cli/CMakeLists.txt"_s, u"  LINK Qt6::Core Qt6::Widgets"_s, 1);
}

void TestArchitecture::rulesSeeBreaches()
{
    QFETCH(QString, path);
    QFETCH(QString, source);
    QFETCH(int, breaches);
    const QList<Breach> found = path.endsWith(u".txt"_s)
                                    ? forbiddenCMake(path, source)
                                    : forbiddenIncludes(path, source) + forbiddenCalls(path, source);
    QVERIFY2(found.size() == breaches, qPrintable(listed(found)));
}

void TestArchitecture::commentsAndStringsAreNoCode()
{
    const QString source = u"int a; // QTimer::singleShot()\n/* currentDateTime\n */ f(\"startTimer( // "
                           u"no\", 1'000, 'x'); g();\n"
                           "auto r = R\"(raw \" // text)\"; h();"_s;
    QCOMPARE(withoutComments(source), u"int a; \n\n f(\"\", 1'000, \"\"); g();\nauto r = \"\"; h();"_s);
}

void TestArchitecture::includes()
{
    QList<Breach> found;
    const QStringList paths = sources();
    QVERIFY(paths.size() > 50);
    for (const QString &path : paths) {
        found += forbiddenIncludes(path, contents(path));
    }
    QVERIFY2(found.isEmpty(), qPrintable(listed(found)));
}

void TestArchitecture::calls()
{
    QList<Breach> found;
    const QStringList paths = sources();
    for (const QString &path : paths) {
        found += forbiddenCalls(path, contents(path));
    }
    QVERIFY2(found.isEmpty(), qPrintable(listed(found)));
}

void TestArchitecture::cmake()
{
    QList<Breach> found;
    const QStringList paths = cmakeFiles();
    for (const QString &path : paths) {
        found += forbiddenCMake(path, contents(path));
    }
    QVERIFY2(found.isEmpty(), qPrintable(listed(found)));
}

void TestArchitecture::headers()
{
    QStringList wrong;
    const QStringList paths = sources();
    for (const QString &path : paths) {
        if (path.endsWith(u".h"_s) && !contents(path).contains(u"#pragma once\n"_s)) {
            wrong.append(path + u": no #pragma once"_s);
        }
        if (path != path.toLower()) {
            wrong.append(path + u": file names are lower case"_s);
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u'\n')));
}

/// A test that nobody builds looks like a test that passes.
void TestArchitecture::everyTestProgramIsBuilt()
{
    QString all;
    const QStringList lists = cmakeFiles();
    for (const QString &path : lists) {
        all += contents(path);
    }
    QStringList wrong;
    const QStringList tests = filesOf({u"tests"_s}, {u"tst_*.cpp"_s});
    for (const QString &path : tests) {
        const QString name = QFileInfo(path).completeBaseName();
        const bool isPart = all.contains(QRegularExpression(u"\\b%1\\.cpp\\b"_s.arg(name)));
        const bool isNamed = all.contains(QRegularExpression(u"\\b%1\\b"_s.arg(name)));
        // Several lists go over their folder's names: foreach(test a b c) quarterdeck_test(tst_${test}).
        const bool isInLoop =
            all.contains(QRegularExpression(u"\\b%1\\b"_s.arg(name.mid(4)))) &&
            contents(path.section(u'/', 0, -2) + u"/CMakeLists.txt"_s).contains(u"foreach"_s);
        if (!isPart && !isNamed && !isInLoop) {
            wrong.append(path);
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u'\n')));
}

/// What the program carries with it is listed in a .qrc, and what is listed exists.
void TestArchitecture::resources()
{
    static const QRegularExpression entry(u"<file[^>]*>\\s*([^<]+?)\\s*</file>"_s);
    QStringList carried;
    QStringList wrong;
    const QStringList lists = filesOf({u"resources"_s, u"widgets"_s, u"app"_s}, {u"*.qrc"_s});
    for (const QString &path : lists) {
        auto it = entry.globalMatch(contents(path));
        while (it.hasNext()) {
            const QString file = QDir::cleanPath(path.section(u'/', 0, -2) + u'/' + it.next().captured(1));
            carried.append(file);
            if (!QFile::exists(top + u'/' + file)) {
                wrong.append(u"%1 lists %2, which does not exist"_s.arg(path, file));
            }
        }
    }
    const QStringList pictures = filesOf({u"resources"_s}, {u"*.svg"_s, u"*.qss"_s, u"*.ttf"_s});
    QString cmake;
    const QStringList cmakes = cmakeFiles();
    for (const QString &path : cmakes) {
        cmake += contents(path);
    }
    for (const QString &file : pictures) {
        if (!carried.contains(file) && !cmake.contains(QFileInfo(file).fileName())) {
            wrong.append(file + u" is in no list of resources"_s);
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u'\n')));
}

QTEST_GUILESS_MAIN(TestArchitecture)
#include "tst_architecture.moc"
