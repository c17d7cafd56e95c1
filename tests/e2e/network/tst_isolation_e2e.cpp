#include "app/session/fleetsession.h"
#include "tests/e2e/network/networknamespace.h"
#include "tests/support/hostileserver.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>
#include <vector>

using namespace quarterdeck;
using namespace quarterdeck::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int instances = 40;
constexpr auto interval = 1500ms;
/// For the moment at which something is true; long enough for a machine that has much else to do.
constexpr int patience = 60'000;

QByteArray missingRights; ///< empty: the test can make networks

} // namespace

/// Is it me or the fleet, on real networks: the console, the fleet and a reference each in a namespace of
/// their own, with a cable from the console to each of the others.
///
///     fleet 198.18.0.2, 198.18.1.1 to .40  <-- 198.18.0.1 console 198.18.4.1 -->  198.18.4.2 reference
class IsolationEndToEndTest : public QObject
{
    Q_OBJECT

private:
    /// What a watch saw since it was asked last.
    struct Seen
    {
        QList<QString> news;
        QList<StateTransition> transitions;
    };

    void pull(NetworkNamespace &network, const QString &link)
    {
        QVERIFY2(network.ip(u"link set %1 down"_s.arg(link)), network.problem().constData());
    }
    void plugIn(NetworkNamespace &network, const QString &link)
    {
        QVERIFY2(network.ip(u"link set %1 up"_s.arg(link)), network.problem().constData());
    }
    void startSession(bool withReference)
    {
        QFile file(m_folder.filePath(u"fleet.yml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QByteArray text = "fleet: namespaces\npoll: {interval: 1500ms, timeout: 600ms, fail_after: 3}\n";
        if (withReference) {
            text += "reachability: [\"tcp://198.18.4.2:" + QByteArray::number(m_referenceServer->port()) +
                    "\"]\n";
        }
        text += "scrape_configs:\n";
        for (const QByteArray cluster : {"west", "east"}) {
            text += "  - job_name: shop-" + cluster +
                    "\n    static_configs:\n      - labels: {service: shop, cluster: " + cluster +
                    "}\n        targets:\n";
            for (int i = 1; i <= instances; ++i) {
                if ((i % 2 == 0) == (cluster == "east")) {
                    text += "          - 198.18.1." + QByteArray::number(i) + ":" +
                            QByteArray::number(m_servers[std::size_t(i - 1)]->port()) + "\n";
                }
            }
        }
        text += "services:\n  - match: {service: shop}\n    health: {path: /health}\n    readiness: {path: "
                "/ready}\n";
        file.write(text);
        file.close();
        InstanceNumbering numbering;
        const ConfigurationResult loaded = loadConfiguration(file.fileName(), numbering);
        for (const ConfigProblem &problem : loaded.errors) {
            qWarning("%s", qPrintable(problem.toString()));
        }
        QVERIFY(loaded.configuration);
        QCOMPARE(loaded.configuration->fleet.targets.size(), instances);
        m_seen = {};
        m_session = std::make_unique<FleetSession>(
            std::make_shared<const Configuration>(*loaded.configuration), numbering);
        connect(m_session.get(), &FleetSession::changed, this, [this](const FleetChanges &changes) {
            if (changes.isolationChanged && !changes.isolationNews.isEmpty()) {
                m_seen.news += changes.isolationNews;
            }
            m_seen.transitions += changes.transitions;
        });
        QTRY_COMPARE_WITH_TIMEOUT(m_session->fleet().total().of(State::Up), instances, patience);
        m_seen = {};
    }
    [[nodiscard]] Isolation isolation() const { return m_session->fleet().isolation(); }
    [[nodiscard]] const RollUp &total() const { return m_session->fleet().total(); }

    void forgetRequests()
    {
        for (const auto &server : m_servers) {
            server->forgetRequests();
        }
    }

    /// Everybody is asked again in their turn. Two in five had a probe under way when the network came back:
    /// the kernel sends those at once. The others come in their regular places, spread over an interval,
    /// where a burst would be all at once; a machine that is busy only draws them further apart.
    void expectNoBurst()
    {
        QList<std::chrono::steady_clock::time_point> first;
        const auto allAsked = [&] {
            first.clear();
            for (const auto &server : m_servers) {
                const QList<SeenRequest> requests = server->requests();
                const auto health =
                    std::find_if(requests.begin(), requests.end(),
                                 [](const SeenRequest &request) { return request.path == "/health"; });
                if (health == requests.end()) {
                    return false;
                }
                first += health->at;
            }
            return true;
        };
        QTRY_VERIFY_WITH_TIMEOUT(allAsked(), patience);
        std::sort(first.begin(), first.end());
        const std::chrono::duration<double> others =
            first.at(instances * 19 / 20) - first.at(instances * 11 / 20);
        QVERIFY2(others > 0.2 * interval, qPrintable(u"the last two in five were asked within %1 ms"_s.arg(
                                              int(others.count() * 1000))));
    }

    /// Every loss and every return was told once, and the return last. On a machine with no time left for the
    /// console the way back may be a second, short loss to it: that is told like the first.
    void expectToldOnceEach()
    {
        const auto isReturn = [](const QString &news) {
            return news.startsWith(u"The fleet can be reached again"_s);
        };
        QTRY_VERIFY_WITH_TIMEOUT(m_seen.news.size() >= 2 && isReturn(m_seen.news.last()), patience);
        for (qsizetype i = 0; i < m_seen.news.size(); ++i) {
            QVERIFY2(isReturn(m_seen.news.at(i)) == (i % 2 == 1), qPrintable(m_seen.news.join(u'\n')));
        }
    }

    NetworkNamespace m_console;
    NetworkNamespace m_fleet;
    NetworkNamespace m_reference;
    std::vector<std::unique_ptr<HostileServer>> m_servers; ///< of the fleet
    std::unique_ptr<HostileServer> m_referenceServer;
    QTemporaryDir m_folder;
    std::unique_ptr<FleetSession> m_session;
    Seen m_seen;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(missingRights.isEmpty(), missingRights.constData());
        const auto run = [](NetworkNamespace &network, const char *arguments) {
            QVERIFY2(network.ip(QString::fromLatin1(arguments)), network.problem().constData());
        };
        run(m_console, "link set lo up");
        const auto cable = [this, &run](NetworkNamespace &far, const char *name, const char *near,
                                        const char *there) {
            const QString here = QString::fromLatin1(name);
            QVERIFY2(m_console.ip(u"link add %1 type veth peer name uplink netns %2"_s.arg(here, far.path())),
                     m_console.problem().constData());
            run(m_console, qPrintable(u"address add %1/24 dev %2"_s.arg(QLatin1StringView(near), here)));
            run(m_console, qPrintable(u"link set %1 up"_s.arg(here)));
            run(far, "link set lo up");
            run(far, qPrintable(u"address add %1/24 dev uplink"_s.arg(QLatin1StringView(there))));
            run(far, "link set uplink up");
        };
        cable(m_fleet, "tofleet", "198.18.0.1", "198.18.0.2");
        cable(m_reference, "toreference", "198.18.4.1", "198.18.4.2");
        run(m_fleet, "route add local 198.18.1.0/24 dev lo");
        run(m_console, "route add 198.18.1.0/24 via 198.18.0.2");

        m_fleet.inside([this] {
            for (int i = 1; i <= instances; ++i) {
                m_servers.push_back(std::make_unique<HostileServer>("198.18.1." + QByteArray::number(i)));
                m_servers.back()->behaveElsewhere({.body = "up 1\n"});
                m_servers.back()->behave("/health",
                                         {.contentType = "application/json", .body = R"({"status":"UP"})"});
                m_servers.back()->behave("/ready",
                                         {.contentType = "application/json", .body = R"({"status":"UP"})"});
            }
        });
        m_reference.inside([this] { m_referenceServer = std::make_unique<HostileServer>("198.18.4.2"); });
        m_console.enter();
    }
    void cleanup()
    {
        m_session.reset();
        // Whatever the last test ended with, the next one begins with all cables in.
        plugIn(m_fleet, u"uplink"_s);
        plugIn(m_reference, u"uplink"_s);
        plugIn(m_console, u"tofleet"_s);
        plugIn(m_console, u"toreference"_s);
        QVERIFY2(m_console.ip(u"route replace 198.18.1.0/24 via 198.18.0.2"_s),
                 m_console.problem().constData());
    }
    void cleanupTestCase()
    {
        m_servers.clear();
        m_referenceServer.reset();
    }

    /// The console is cut off: by its own interfaces, or by a network that swallows what it sends.
    void theConsolesOwnNetwork_data()
    {
        QTest::addColumn<bool>("silently");
        QTest::addColumn<QString>("text");
        QTest::newRow("interfaces down") << false << u"it has no route to any network"_s;
        QTest::newRow("packets vanish") << true << u"none of its 1 references answers"_s;
    }
    void theConsolesOwnNetwork()
    {
        QFETCH(bool, silently);
        QFETCH(QString, text);
        startSession(true);
        QVERIFY(!QTest::currentTestFailed());
        if (silently) {
            pull(m_fleet, u"uplink"_s);
            pull(m_reference, u"uplink"_s);
        } else {
            pull(m_console, u"tofleet"_s);
            pull(m_console, u"toreference"_s);
        }
        QTRY_COMPARE_WITH_TIMEOUT(isolation(), Isolation::Isolated, patience);
        QTRY_COMPARE_WITH_TIMEOUT(total().stale, instances, patience);
        QVERIFY2(m_session->fleet().isolationText().contains(text),
                 qPrintable(m_session->fleet().isolationText()));
        // Long enough for every instance to be declared down, if it were to be.
        const SteadyTime until = std::chrono::steady_clock::now() + 4 * interval;
        QTRY_VERIFY_WITH_TIMEOUT(std::chrono::steady_clock::now() > until, patience);
        QCOMPARE(isolation(), Isolation::Isolated);
        QCOMPARE(total().of(State::Up), instances); // last known
        QCOMPARE(total().stale, instances);
        QCOMPARE(m_seen.transitions.size(), 0);
        QCOMPARE(m_seen.news.size(), 1);
        QVERIFY(m_seen.news.first().startsWith(u"This console is cut off"_s));

        forgetRequests();
        if (silently) {
            plugIn(m_fleet, u"uplink"_s);
            plugIn(m_reference, u"uplink"_s);
        } else {
            plugIn(m_console, u"tofleet"_s);
            plugIn(m_console, u"toreference"_s);
            QVERIFY2(m_console.ip(u"route replace 198.18.1.0/24 via 198.18.0.2"_s),
                     m_console.problem().constData());
        }
        expectNoBurst();
        QTRY_COMPARE_WITH_TIMEOUT(isolation(), Isolation::None, patience);
        QTRY_COMPARE_WITH_TIMEOUT(total().stale, 0, patience);
        QCOMPARE(total().of(State::Up), instances);
        QCOMPARE(m_seen.transitions.size(), 0);
        QCOMPARE(m_seen.news.size(), 2);
        QVERIFY(m_seen.news.last().startsWith(u"This console is connected again"_s));
    }

    /// The fleet's cable is pulled, and the reference still answers: an outage.
    void theFleetsNetwork()
    {
        startSession(true);
        QVERIFY(!QTest::currentTestFailed());
        pull(m_fleet, u"uplink"_s);
        QTRY_COMPARE_WITH_TIMEOUT(isolation(), Isolation::Outage, patience);
        QTRY_COMPARE_WITH_TIMEOUT(total().of(State::Down), instances, patience);
        const auto downs = std::count_if(m_seen.transitions.begin(), m_seen.transitions.end(),
                                         [](const StateTransition &one) { return one.to == State::Down; });
        QCOMPARE(downs, instances); // each once, and nobody came up in between
        QVERIFY(std::none_of(m_seen.transitions.begin(), m_seen.transitions.end(),
                             [](const StateTransition &one) { return one.to == State::Up; }));
        QCOMPARE(m_seen.news.size(), 1);
        QVERIFY2(m_seen.news.first().startsWith(u"Outage: "_s), qPrintable(m_seen.news.first()));
        forgetRequests();
        plugIn(m_fleet, u"uplink"_s);
        expectNoBurst();
        QTRY_COMPARE_WITH_TIMEOUT(total().of(State::Up), instances, patience);
        QTRY_COMPARE_WITH_TIMEOUT(isolation(), Isolation::None, patience);
        expectToldOnceEach();
    }

    /// Nobody outside the fleet is known who could be asked.
    void nothingToAsk()
    {
        startSession(false);
        QVERIFY(!QTest::currentTestFailed());
        pull(m_fleet, u"uplink"_s);
        pull(m_reference, u"uplink"_s);
        QTRY_COMPARE_WITH_TIMEOUT(isolation(), Isolation::CannotTell, patience);
        QTRY_COMPARE_WITH_TIMEOUT(total().of(State::Down), instances, patience);
        QVERIFY2(m_session->fleet().isolationText().contains(u"cannot tell"_s),
                 qPrintable(m_session->fleet().isolationText()));
        QCOMPARE(m_seen.news.size(), 1);
        plugIn(m_fleet, u"uplink"_s);
        plugIn(m_reference, u"uplink"_s);
        QTRY_COMPARE_WITH_TIMEOUT(total().of(State::Up), instances, patience);
        QTRY_COMPARE_WITH_TIMEOUT(isolation(), Isolation::None, patience);
        expectToldOnceEach();
    }
};

int main(int argc, char **argv)
{
    missingRights = NetworkNamespace::becomeNetworkAdministrator();
    const QCoreApplication application(argc, argv);
    IsolationEndToEndTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_isolation_e2e.moc"
