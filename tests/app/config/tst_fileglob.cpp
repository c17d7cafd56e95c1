#include "configfolder.h"

#include "app/config/fileglob.h"

using namespace quarterdeck;
using namespace Qt::StringLiterals;

class TestFileGlob : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void patterns_data();
    void patterns();
    void expands_data();
    void expands();
};

void TestFileGlob::patterns_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("a file") << u"targets/a.json"_s << true;
    QTest::newRow("yml, yaml") << u"a.yaml"_s << true;
    QTest::newRow("upper case") << u"a.YML"_s << true;
    QTest::newRow("mixed case") << u"a.Json"_s << false;
    QTest::newRow("a star in the last part") << u"/x/*.json"_s << true;
    QTest::newRow("a star in the middle of a name") << u"x/a*b.yml"_s << true;
    QTest::newRow("a star in a folder") << u"x/*/a.yml"_s << false;
    QTest::newRow("a star in the ending") << u"a.y*ml"_s << false;
    QTest::newRow("another ending") << u"a.txt"_s << false;
}

void TestFileGlob::patterns()
{
    QFETCH(QString, pattern);
    QFETCH(bool, isGood);
    QCOMPARE(isTargetFilePattern(pattern), isGood);
}

void TestFileGlob::expands_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QStringList>("found");
    QTest::addColumn<QStringList>("folders");
    QTest::newRow("sorted") << u"t/*.json"_s << QStringList{u"t/.hidden.json"_s, u"t/a.json"_s, u"t/b.json"_s}
                            << QStringList{u"t"_s};
    QTest::newRow("one character") << u"t/?.json"_s << QStringList{u"t/a.json"_s, u"t/b.json"_s}
                                   << QStringList{u"t"_s};
    QTest::newRow("a set") << u"t/[bc].*"_s << QStringList{u"t/b.json"_s, u"t/c.yml"_s}
                           << QStringList{u"t"_s};
    QTest::newRow("a folder by a set")
        << u"[tu]/a.json"_s << QStringList{u"t/a.json"_s, u"u/a.json"_s} << QStringList{u""_s};
    QTest::newRow("a star crosses no slash") << u"*.json"_s << QStringList{} << QStringList{u""_s};
    QTest::newRow("no such folder, but it may come") << u"v/*.json"_s << QStringList{} << QStringList{u"v"_s};
    QTest::newRow("a plain path") << u"t/a.json"_s << QStringList{u"t/a.json"_s} << QStringList{};
    QTest::newRow("a plain path that is missing") << u"t/z.json"_s << QStringList{} << QStringList{};
}

void TestFileGlob::expands()
{
    QFETCH(QString, pattern);
    QFETCH(QStringList, found);
    QFETCH(QStringList, folders);
    ConfigFolder folder;
    for (const QString &name :
         {u"t/b.json"_s, u"t/a.json"_s, u"t/.hidden.json"_s, u"t/c.yml"_s, u"u/a.json"_s}) {
        folder.write(name, "[]");
    }
    ReadFiles read;
    const QList<QString> paths = expandGlob(folder.path() + u'/' + pattern, read);
    const auto relative = [&](QList<QString> list) {
        for (QString &path : list) {
            path.remove(folder.path());
            path = path.mid(1);
        }
        return list;
    };
    QCOMPARE(relative(paths), found);
    QCOMPARE(relative(read.folders()), folders);
}

QTEST_APPLESS_MAIN(TestFileGlob)
#include "tst_fileglob.moc"
