#include "configfolder.h"

#include "app/config/secrets.h"

#include <thread>

using namespace quarterdeck;
using namespace Qt::StringLiterals;

class TestSecrets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void resolves_data();
    void resolves();
    void readsAFileAgainWhenItChanged();
    void refuses_data();
    void refuses();
    void keychainWithoutASessionSaysWhy();
    void fromManyThreads();

private:
    ConfigFolder m_folder;
};

using Kind = SecretReference::Kind;

void TestSecrets::initTestCase()
{
    // No desktop session: whatever keychain the developer has is left alone.
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    qputenv("QUARTERDECK_TEST_SECRET", "  from the environment \n");
    qputenv("QUARTERDECK_TEST_EMPTY", "");
}

void TestSecrets::resolves_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QByteArray>("secret");
    QTest::newRow("none") << Kind::None << QString() << QByteArray();
    QTest::newRow("inline") << Kind::Inline << u"päss"_s << QByteArray("p\xc3\xa4ss");
    QTest::newRow("environment, trimmed")
        << Kind::Environment << u"QUARTERDECK_TEST_SECRET"_s << QByteArray("from the environment");
    QTest::newRow("file, trimmed") << Kind::File << m_folder.write(u"token"_s, "\t abc=\r\n\n")
                                   << QByteArray("abc=");
}

void TestSecrets::resolves()
{
    QFETCH(Kind, kind);
    QFETCH(QString, value);
    QFETCH(QByteArray, secret);
    QString reason = u"old"_s;
    QCOMPARE(resolveSecret({kind, value}, &reason), secret);
    QCOMPARE(reason, QString());
    QCOMPARE(resolveSecret({kind, value}, nullptr), secret);
}

void TestSecrets::readsAFileAgainWhenItChanged()
{
    const QString path = m_folder.write(u"rotating"_s, "first");
    const SecretReference reference{Kind::File, path};
    QString reason;
    QCOMPARE(resolveSecret(reference, &reason), "first");
    m_folder.write(u"rotating"_s, "the second");
    QCOMPARE(resolveSecret(reference, &reason), "the second");
    // The same size and even the same time, but another file: how mounted secrets are swapped.
    const QString other = m_folder.write(u"other"_s, "the third!");
    QCOMPARE(::rename(qPrintable(other), qPrintable(path)), 0);
    QCOMPARE(resolveSecret(reference, &reason), "the third!");
    QVERIFY(QFile::remove(path));
    QCOMPARE(resolveSecret(reference, &reason), QByteArray());
    QVERIFY2(reason.contains(path), qPrintable(reason));
}

void TestSecrets::refuses_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("says");
    QTest::newRow("no such variable") << Kind::Environment << u"QUARTERDECK_TEST_UNSET"_s
                                      << u"the environment variable QUARTERDECK_TEST_UNSET is not set"_s;
    QTest::newRow("empty variable") << Kind::Environment << u"QUARTERDECK_TEST_EMPTY"_s << u"is empty"_s;
    QTest::newRow("no such file") << Kind::File << u"/nonexistent/token"_s
                                  << u"the file /nonexistent/token cannot be read: No such file"_s;
    QTest::newRow("a folder") << Kind::File << m_folder.path() << u"is not a regular file"_s;
    QTest::newRow("a device") << Kind::File << u"/dev/zero"_s << u"is not a regular file"_s;
    QTest::newRow("a large file") << Kind::File << m_folder.write(u"large"_s, QByteArray(70000, 'x'))
                                  << u"too large for a secret"_s;
    QTest::newRow("an empty file") << Kind::File << m_folder.write(u"empty"_s, " \n") << u"is empty"_s;
    QTest::newRow("two lines would be a header more")
        << Kind::File << m_folder.write(u"lines"_s, "a\r\nX-Evil: 1") << u"more than one line"_s;
}

void TestSecrets::refuses()
{
    QFETCH(Kind, kind);
    QFETCH(QString, value);
    QFETCH(QString, says);
    QString reason;
    QCOMPARE(resolveSecret({kind, value}, &reason), QByteArray());
    QVERIFY2(reason.contains(says), qPrintable(reason));
    QVERIFY(!reason.contains(u"X-Evil"_s));
}

void TestSecrets::keychainWithoutASessionSaysWhy()
{
    QString reason;
    QCOMPARE(resolveSecret({Kind::Keychain, u"quarterdeck/token"_s}, &reason), QByteArray());
    QVERIFY2(reason.contains(u"keychain"_s), qPrintable(reason));
    QString again;
    QCOMPARE(resolveSecret({Kind::Keychain, u"quarterdeck/token"_s}, &again), QByteArray());
    QCOMPARE(again, reason);
}

void TestSecrets::fromManyThreads()
{
    const SecretReference file{Kind::File, m_folder.write(u"shared"_s, "shared")};
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int j = 0; j < 200; ++j) {
                QString reason;
                good += resolveSecret(file, &reason) == "shared" ? 1 : 0;
            }
        });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
    QCOMPARE(good.load(), 800);
}

QTEST_GUILESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
