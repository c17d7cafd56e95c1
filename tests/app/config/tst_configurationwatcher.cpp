#include "configfolder.h"

#include "app/config/configurationwatcher.h"

#include <QSignalSpy>

using namespace quarterdeck;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestConfigurationWatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void nothingChangedNothingSaid();
    void anEmptyFileIsNoFleet();
    void followsAnEdit();
    void keepsRunningWhatWorks();
    void followsAFileReplacedByItsName();
    void followsAFileRemovedAndMadeAgain();
    void followsTargetFiles();
    void followsNewFilesOfAGlob();
    void followsASwappedLink();
    void aStreamOfWritesDoesNotStarveIt();
    void seesWhatChangedBeforeItBegan();
    void brokenTargetsDoNotBlockWhoRunsWithoutThem();
    void reloadOnDemand();
    void endsWhileReading();
};

namespace {

QByteArray fleet(const QByteArray &targets)
{
    return "fleet: a\nscrape_configs: [{job_name: j, static_configs: [{targets: [" + targets + "]}]}]\n";
}

/// Notices of the file system alone, so that a test that passes does not owe it to the slow poll ...
constexpr ConfigurationTiming byNotice{20ms, std::chrono::hours(1)};
/// ... or the slow poll, where no notice can come.
constexpr ConfigurationTiming byPoll{20ms, 50ms};

class Watched
{
public:
    explicit Watched(const QString &path, ConfigurationTiming timing = byNotice)
    {
        ConfigurationResult result = loadConfiguration(path, m_numbering);
        start(std::make_shared<const Configuration>(std::move(result.configuration.value())), timing);
    }
    Watched(std::shared_ptr<const Configuration> running, ConfigurationTiming timing)
    {
        start(running, timing);
    }

    [[nodiscard]] QStringList targets() const
    {
        QStringList names;
        if (!changed->isEmpty()) {
            const auto configuration = changed->last().first().value<std::shared_ptr<const Configuration>>();
            for (const Target &target : configuration->fleet.targets) {
                names.append(target.id.instance);
            }
        }
        return names;
    }
    [[nodiscard]] QStringList problems() const
    {
        return rejected->isEmpty() ? QStringList()
                                   : lines(rejected->last().first().value<QList<ConfigProblem>>());
    }

    std::unique_ptr<ConfigurationWatcher> watcher;
    std::unique_ptr<QSignalSpy> changed;
    std::unique_ptr<QSignalSpy> rejected;

private:
    void start(std::shared_ptr<const Configuration> running, ConfigurationTiming timing)
    {
        watcher = std::make_unique<ConfigurationWatcher>(std::move(running), m_numbering, nullptr, timing);
        changed = std::make_unique<QSignalSpy>(watcher.get(), &ConfigurationWatcher::changed);
        rejected = std::make_unique<QSignalSpy>(watcher.get(), &ConfigurationWatcher::rejected);
    }
    InstanceNumbering m_numbering;
};

} // namespace

void TestConfigurationWatcher::initTestCase()
{
    qRegisterMetaType<std::shared_ptr<const quarterdeck::Configuration>>();
}

void TestConfigurationWatcher::nothingChangedNothingSaid()
{
    ConfigFolder folder;
    const Watched watched(folder.write(u"fleet.yml"_s, fleet("'h:1'")), byPoll);
    // The folder is followed, so this wakes it; what it looks at is the same. The edit is told, and only
    // that.
    folder.write(u"unrelated.txt"_s, "x");
    folder.write(u"fleet.yml"_s, fleet("'h:22'"));
    QTRY_COMPARE(watched.targets(), QStringList{u"h:22"_s});
    for (const QList<QVariant> &told : std::as_const(*watched.changed)) {
        QCOMPARE(
            told.first().value<std::shared_ptr<const Configuration>>()->fleet.targets.first().id.instance,
            u"h:22"_s);
    }
}

void TestConfigurationWatcher::anEmptyFileIsNoFleet()
{
    ConfigFolder folder;
    const Watched watched(folder.write(u"fleet.yml"_s, fleet("'h:1'")));
    folder.write(u"fleet.yml"_s, "");
    QTRY_VERIFY(!watched.rejected->isEmpty());
    QVERIFY(watched.changed->isEmpty());
    folder.write(u"fleet.yml"_s, fleet("'h:2'"));
    QTRY_COMPARE(watched.targets(), QStringList{u"h:2"_s});
}

void TestConfigurationWatcher::followsAnEdit()
{
    ConfigFolder folder;
    const Watched watched(folder.write(u"fleet.yml"_s, fleet("'h:1'")));
    folder.write(u"fleet.yml"_s, fleet("'h:1', 'h:2'"));
    QTRY_COMPARE(watched.targets(), (QStringList{u"h:1"_s, u"h:2"_s}));
    folder.write(u"fleet.yml"_s, fleet("'h:3'"));
    QTRY_COMPARE(watched.targets(), QStringList{u"h:3"_s});
}

void TestConfigurationWatcher::keepsRunningWhatWorks()
{
    ConfigFolder folder;
    const Watched watched(folder.write(u"fleet.yml"_s, fleet("'h:1'")));
    folder.write(u"fleet.yml"_s, "fleet: a\npol: {}\n");
    QTRY_VERIFY(!watched.rejected->isEmpty());
    QVERIFY2(watched.problems().first().endsWith(u":2:1: unknown key \"pol\" (did you mean \"poll\"?)"_s),
             qPrintable(watched.problems().first()));
    QVERIFY(watched.changed->isEmpty());
    folder.write(u"fleet.yml"_s, fleet("'h:1'")); // mended: told, so that the rejection can be taken off
    QTRY_VERIFY(!watched.changed->isEmpty());
}

void TestConfigurationWatcher::followsAFileReplacedByItsName()
{
    ConfigFolder folder;
    const QString path = folder.write(u"fleet.yml"_s, fleet("'h:1'"));
    const Watched watched(path);
    for (const QByteArray &target : {QByteArray("'h:2'"), QByteArray("'h:3'"), QByteArray("'h:4'")}) {
        // As vim and most editors save: a new file, then the name.
        const QString other = folder.write(u".fleet.yml.swp"_s, fleet(target));
        QCOMPARE(::rename(qPrintable(other), qPrintable(path)), 0);
        QTRY_COMPARE(watched.targets(), QStringList{QString::fromLatin1(target).remove(u'\'')});
    }
}

void TestConfigurationWatcher::followsAFileRemovedAndMadeAgain()
{
    ConfigFolder folder;
    const QString path = folder.write(u"fleet.yml"_s, fleet("'h:1'"));
    const Watched watched(path);
    QVERIFY(QFile::remove(path));
    QTRY_VERIFY(!watched.rejected->isEmpty());
    QVERIFY2(watched.problems().first().endsWith(u"the file does not exist"_s),
             qPrintable(watched.problems().first()));
    folder.write(u"fleet.yml"_s, fleet("'h:2'"));
    QTRY_COMPARE(watched.targets(), QStringList{u"h:2"_s});
}

void TestConfigurationWatcher::followsTargetFiles()
{
    ConfigFolder folder;
    folder.write(u"t/a.json"_s, R"([{"targets": ["h:1"]}])");
    const Watched watched(folder.write(
        u"fleet.yml"_s,
        "fleet: a\nscrape_configs: [{job_name: j, file_sd_configs: [{files: [t/a.json, t/late.yml]}]}]\n"));
    folder.write(u"t/a.json"_s, R"([{"targets": ["h:1", "h:2"]}])");
    QTRY_COMPARE(watched.targets(), (QStringList{u"h:1"_s, u"h:2"_s}));
    folder.write(u"t/late.yml"_s, "- targets: ['h:3']\n");
    QTRY_COMPARE(watched.targets(), (QStringList{u"h:1"_s, u"h:2"_s, u"h:3"_s}));
}

void TestConfigurationWatcher::followsNewFilesOfAGlob()
{
    ConfigFolder folder;
    QDir(folder.path()).mkdir(u"t"_s);
    const Watched watched(folder.write(
        u"fleet.yml"_s,
        "fleet: a\nscrape_configs: [{job_name: j, file_sd_configs: [{files: ['t/*.json']}]}]\n"));
    folder.write(u"t/b.json"_s, R"([{"targets": ["h:2"]}])");
    QTRY_COMPARE(watched.targets(), QStringList{u"h:2"_s});
    folder.write(u"t/a.json"_s, R"([{"targets": ["h:1"]}])");
    QTRY_COMPARE(watched.targets(), (QStringList{u"h:1"_s, u"h:2"_s}));
    QVERIFY(QFile::remove(folder.path(u"t/b.json"_s)));
    QTRY_COMPARE(watched.targets(), QStringList{u"h:1"_s});
}

void TestConfigurationWatcher::followsASwappedLink()
{
    // How Kubernetes changes a mounted ConfigMap: fleet.yml -> ..data/fleet.yml, ..data -> a folder. Nothing
    // changes where the configuration's own folder is looked at; only the slow poll sees it.
    ConfigFolder folder;
    folder.write(u"v1/fleet.yml"_s, fleet("'h:1'"));
    folder.write(u"v2/fleet.yml"_s, fleet("'h:2'"));
    QDir(folder.path()).mkdir(u"mount"_s);
    QVERIFY(QFile::link(folder.path(u"v1"_s), folder.path(u"..data"_s)));
    QVERIFY(QFile::link(folder.path(u"..data/fleet.yml"_s), folder.path(u"mount/fleet.yml"_s)));
    const Watched watched(folder.path(u"mount/fleet.yml"_s), byPoll);
    QVERIFY(QFile::link(folder.path(u"v2"_s), folder.path(u"..new"_s)));
    QCOMPARE(::rename(qPrintable(folder.path(u"..new"_s)), qPrintable(folder.path(u"..data"_s))), 0);
    QTRY_COMPARE(watched.targets(), QStringList{u"h:2"_s});
}

void TestConfigurationWatcher::aStreamOfWritesDoesNotStarveIt()
{
    ConfigFolder folder;
    const Watched watched(folder.write(u"fleet.yml"_s, fleet("'h:1'")),
                          ConfigurationTiming{100ms, std::chrono::hours(1)});
    int count = 1;
    // Written again at every turn, far more often than it settles: it is read nevertheless.
    QTRY_VERIFY((folder.write(u"fleet.yml"_s, fleet("'h:" + QByteArray::number(++count) + "'")),
                 watched.changed->size() >= 2));
}

void TestConfigurationWatcher::seesWhatChangedBeforeItBegan()
{
    ConfigFolder folder;
    InstanceNumbering numbering;
    const QString path = folder.write(u"fleet.yml"_s, fleet("'h:1'"));
    auto running = std::make_shared<const Configuration>(*loadConfiguration(path, numbering).configuration);
    folder.write(u"fleet.yml"_s, fleet("'h:1', 'h:2'"));
    const Watched watched(running, byNotice);
    QTRY_COMPARE(watched.targets(), (QStringList{u"h:1"_s, u"h:2"_s}));
}

void TestConfigurationWatcher::brokenTargetsDoNotBlockWhoRunsWithoutThem()
{
    ConfigFolder folder;
    const QByteArray text =
        "fleet: a\nscrape_configs:\n- job_name: j\n  file_sd_configs: [{files: ['t/*.json']}]\n";
    folder.write(u"t/a.json"_s, R"([{"targets": ["h:1"]}])");
    folder.write(u"t/b.json"_s, R"([{"targets": ["h:2"]}])");
    const Watched whole(folder.write(u"fleet.yml"_s, text));
    folder.write(u"t/b.json"_s, "[{\"targets\": "); // half written: what runs keeps all of its targets
    QTRY_VERIFY(!whole.rejected->isEmpty());
    QVERIFY(whole.changed->isEmpty());

    const Watched partial(folder.path(u"fleet.yml"_s)); // begun with b.json broken
    folder.write(u"t/a.json"_s, R"([{"targets": ["h:1", "h:3"]}])");
    QTRY_COMPARE(partial.targets(), (QStringList{u"h:1"_s, u"h:3"_s}));
    folder.write(u"t/b.json"_s, R"([{"targets": ["h:2"]}])");
    QTRY_COMPARE(partial.targets(), (QStringList{u"h:1"_s, u"h:3"_s, u"h:2"_s}));
    QTRY_COMPARE(whole.targets(), (QStringList{u"h:1"_s, u"h:3"_s, u"h:2"_s}));
}

void TestConfigurationWatcher::reloadOnDemand()
{
    ConfigFolder folder;
    const Watched watched(folder.write(u"fleet.yml"_s, fleet("'h:1'")));
    watched.watcher->reload();
    QTRY_COMPARE(watched.targets(), QStringList{u"h:1"_s});
}

void TestConfigurationWatcher::endsWhileReading()
{
    ConfigFolder folder;
    const QString path = folder.write(u"fleet.yml"_s, fleet("'h:1'"));
    for (int i = 0; i < 20; ++i) {
        Watched watched(path);
        watched.watcher->reload();
        watched.watcher.reset();
        QVERIFY(watched.changed->size() <= 1);
    }
}

QTEST_GUILESS_MAIN(TestConfigurationWatcher)
#include "tst_configurationwatcher.moc"
