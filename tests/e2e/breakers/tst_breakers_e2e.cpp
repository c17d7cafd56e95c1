// From a breaker in the simulated fleet over real sockets to its tile: seven libraries' ways of telling.

#include "app/session/fleetsession.h"
#include "models/breakerboard/breakerboard.h"
#include "tests/app/simfleet/simfleetprocess.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace quarterdeck;
using namespace Qt::StringLiterals;

namespace {

/// A breaker of one instance, and what its library lets the console know.
struct Dialect
{
    const char *convention;
    const char *instance;
    const char *breaker;
    const char *open;
    const char *halfOpen;
    const char *forcedOpen;
    const char *forcedClosed;
};

constexpr std::array dialects{
    Dialect{"resilience4j", "checkout-eu-01", "stock", "open", "half-open", "forced open", "disabled"},
    // Its gauge says open until a call has succeeded
    Dialect{"hystrix", "catalog-eu-01", "recommend", "open", "open", "forced open", "forced closed"},
    Dialect{"gobreaker", "search-eu-01", "synonyms", "open", "half-open", "open", "closed"},
    Dialect{"opossum", "cart-eu-01", "mailer", "open", "half-open", "open", "closed"},
    // Hosts are out of the cluster or they are not
    Dialect{"envoy", "edge-eu-01", "search", "open", "open", "open", "closed"},
    Dialect{"home-grown", "pricing-eu-01", "rates", "open", "half-open", "open", "closed"},
    Dialect{"polly", "payments-us-01", "fraud", "open", "half-open", "open", "closed"},
};

} // namespace

class TestBreakersEndToEnd : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void allClosed();
    void callsAndLatencyAreTold();
    void tilesFollow();
    void openBetweenTwoPollsIsInferred();
    void limitsAreNoBreakers();
    void killedProcessIsNoTransition();
    void cleanupTestCase();

private:
    const Instance *instance(const QString &name) const;
    const BreakerReading *reading(const Dialect &of) const;
    const BreakerTile *tile(const Dialect &of) const;
    BreakerTileId tileId(const Dialect &of) const;
    QString tileSays(const Dialect &of) const;
    QStringList changes(const Dialect &of) const;
    bool allSay(const char *Dialect::*word);
    void orderAll(const char *fault);
    bool order(const Dialect &of, const char *fault, QJsonObject more = {});
    void removeAll();
    bool waitForPage(const QString &name);

    SimfleetProcess m_simfleet;
    QTemporaryDir m_folder;
    std::unique_ptr<FleetSession> m_session;
    std::unique_ptr<BreakerBoard> m_board;
    QHash<QString, int> m_pages;     ///< read so far, by instance
    QHash<QString, int> m_instances; ///< of the tile, by convention
};

void TestBreakersEndToEnd::initTestCase()
{
    const QString file = m_folder.filePath(u"fleet.yml"_s);
    QVERIFY2(m_simfleet.start({u"--instances"_s, u"120"_s, u"--write-config"_s, file, u"--interval"_s,
                               u"1500ms"_s, u"--timeout"_s, u"1400ms"_s}),
             m_simfleet.errors.constData());
    InstanceNumbering numbering;
    const ConfigurationResult loaded = loadConfiguration(file, numbering);
    for (const ConfigProblem &problem : loaded.errors) {
        qWarning("%s", qPrintable(problem.toString()));
    }
    QVERIFY(loaded.configuration.has_value());
    m_session = std::make_unique<FleetSession>(std::make_shared<const Configuration>(*loaded.configuration),
                                               numbering);
    m_board = std::make_unique<BreakerBoard>(m_session->fleet());
    connect(m_session.get(), &FleetSession::changed, this, [this](const FleetChanges &news) {
        m_board->apply(news, SteadyTime::clock::now(), WallTime::clock::now());
        for (const InstanceNumber number : news.pages) {
            ++m_pages[m_session->fleet().instance(number)->target.id.instance];
        }
    });
}

const Instance *TestBreakersEndToEnd::instance(const QString &name) const
{
    for (const InstanceNumber number : m_session->fleet().order()) {
        const Instance *candidate = m_session->fleet().instance(number);
        if (candidate->target.id.instance == name) {
            return candidate;
        }
    }
    return nullptr;
}

const BreakerReading *TestBreakersEndToEnd::reading(const Dialect &of) const
{
    const Instance *one = instance(QString::fromLatin1(of.instance));
    if (one == nullptr) {
        return nullptr;
    }
    const auto found =
        std::find_if(one->breakers.begin(), one->breakers.end(), [&of](const BreakerReading &breaker) {
            return breaker.name == QLatin1StringView(of.breaker);
        });
    return found == one->breakers.end() ? nullptr : &*found;
}

/// The tile that sums up this breaker over the instances of its service and cluster.
BreakerTileId TestBreakersEndToEnd::tileId(const Dialect &of) const
{
    const Instance *one = instance(QString::fromLatin1(of.instance));
    for (const BreakerTileId id : m_board->tiles(BreakerGrouping::Breaker)) {
        const BreakerTile *candidate = m_board->tile(id);
        const std::vector<BreakerMember> members = candidate->name == QLatin1StringView(of.breaker)
                                                       ? m_board->members(id)
                                                       : std::vector<BreakerMember>();
        for (const BreakerMember &member : members) {
            if (m_session->fleet().instance(member.instance) == one) {
                return id;
            }
        }
    }
    return {};
}

const BreakerTile *TestBreakersEndToEnd::tile(const Dialect &of) const
{
    return m_board->tile(tileId(of));
}

/// "open, on 1 of 30": the state of the tile and how many of its instances are in it.
QString TestBreakersEndToEnd::tileSays(const Dialect &of) const
{
    const BreakerTile *one = tile(of);
    return one == nullptr
               ? u"no tile"_s
               : u"%1, on %2 of %3"_s.arg(toString(one->state)).arg(one->of(one->state)).arg(one->instances);
}

/// What the tile lists of this instance, oldest first.
QStringList TestBreakersEndToEnd::changes(const Dialect &of) const
{
    QStringList lines;
    for (const BreakerTransition &change : m_board->transitions(tileId(of))) {
        if (m_session->fleet().instance(change.instance)->target.id.instance ==
            QLatin1StringView(of.instance)) {
            lines.prepend(toString(change.from) + u" to "_s + toString(change.to) +
                          (change.inferred ? u" inferred"_s : QString()));
        }
    }
    return lines;
}

bool TestBreakersEndToEnd::order(const Dialect &of, const char *fault, QJsonObject more)
{
    more.insert(u"match"_s, u"instance="_s + QLatin1StringView(of.instance));
    more.insert(u"fault"_s, QLatin1StringView(fault));
    if (QLatin1StringView(fault).startsWith("breaker"_L1)) {
        more.insert(u"breaker"_s, QLatin1StringView(of.breaker));
    }
    const SimfleetProcess::Answer answer =
        m_simfleet.control("POST", "/faults", QJsonDocument(more).toJson(QJsonDocument::Compact));
    if (answer.status != 201 && answer.status != 200) {
        qWarning("%s", answer.body.constData());
        return false;
    }
    return true;
}

void TestBreakersEndToEnd::removeAll()
{
    QCOMPARE(m_simfleet.control("DELETE", "/faults").status, 200);
}

/// Until the next page of the instance has been read: a whole interval is ahead.
bool TestBreakersEndToEnd::waitForPage(const QString &name)
{
    const int before = m_pages.value(name);
    return QTest::qWaitFor([&] { return m_pages.value(name) > before; }, 20'000);
}

/// A step of all seven at once, for polls take time: until every tile says what it should, or says who does
/// not.
bool TestBreakersEndToEnd::allSay(const char *Dialect::*word)
{
    const auto missing = [&] {
        QStringList wrong;
        for (const Dialect &of : dialects) {
            const int instances = m_instances.value(QString::fromLatin1(of.convention));
            const QString state = word == nullptr ? u"closed"_s : QString::fromLatin1(of.*word);
            const QString expected =
                u"%1, on %2 of %3"_s.arg(state).arg(state == u"closed" ? instances : 1).arg(instances);
            if (tileSays(of) != expected) {
                wrong.append(
                    u"%1: %2, expected %3"_s.arg(QLatin1StringView(of.convention), tileSays(of), expected));
            }
        }
        return wrong;
    };
    if (QTest::qWaitFor([&] { return missing().isEmpty(); }, 20'000)) {
        return true;
    }
    qWarning("%s", qPrintable(missing().join(u'\n')));
    return false;
}

void TestBreakersEndToEnd::orderAll(const char *fault)
{
    for (const Dialect &of : dialects) {
        QVERIFY(order(of, fault));
    }
}

void TestBreakersEndToEnd::allClosed()
{
    QTRY_COMPARE_WITH_TIMEOUT(m_session->fleet().total().of(State::Up), 120, 30'000);
    for (const Dialect &of : dialects) {
        QTRY_VERIFY2(tile(of) != nullptr, of.convention);
        QCOMPARE(reading(of)->convention, QLatin1StringView(of.convention));
        QCOMPARE(tile(of)->library, QLatin1StringView(of.convention));
        QVERIFY2(tile(of)->instances >= 2, of.convention);
        m_instances.insert(QString::fromLatin1(of.convention), tile(of)->instances);
    }
    QVERIFY(allSay(nullptr));
}

/// Open, half-open, closed; forced open, forced closed, closed again.
/// What its library exports stands on the tile, and what it does not is left out.
void TestBreakersEndToEnd::callsAndLatencyAreTold()
{
    for (const Dialect &dialect : dialects) {
        const QLatin1StringView convention(dialect.convention);
        // opossum's summaries cannot be added up: one instance's are shown, several instances' are not
        const bool buckets = convention == "resilience4j"_L1 || convention == "hystrix"_L1 ||
                             convention == "polly"_L1 || convention == "envoy"_L1;
        if (buckets) {
            QTRY_VERIFY_WITH_TIMEOUT(tile(dialect)->p50 > 0, 15'000);
            QVERIFY(tile(dialect)->p99 > tile(dialect)->p50);
            QVERIFY(tile(dialect)->p99 < 2);
        }
        QCOMPARE(tile(dialect)->tellsLatency, buckets || convention == "opossum"_L1);
        QCOMPARE(std::isfinite(tile(dialect)->of(CallCause::Slow)), convention == "resilience4j"_L1);
        if (convention != "home-grown"_L1) {
            QTRY_VERIFY_WITH_TIMEOUT(tile(dialect)->of(CallCause::Ok) > 0, 15'000);
        }
    }
    const Dialect waiting{"resilience4j", "checkout-eu-01", "stock", "", "", "", ""};
    QTRY_VERIFY_WITH_TIMEOUT(tile(waiting)->of(CallCause::Slow) > 0, 15'000);
}

void TestBreakersEndToEnd::tilesFollow()
{
    orderAll("breaker_open");
    QVERIFY(allSay(&Dialect::open));
    orderAll("breaker_half_open");
    QVERIFY(allSay(&Dialect::halfOpen));
    for (const Dialect &of : dialects) {
        QVERIFY2(tile(of)->tripsLastHour >= 1, of.convention);
    }
    removeAll();
    QVERIFY(allSay(nullptr));

    orderAll("breaker_forced_open");
    QVERIFY(allSay(&Dialect::forcedOpen));
    removeAll();
    QVERIFY(allSay(nullptr));

    orderAll("breaker_forced_closed");
    for (const Dialect &of : dialects) {
        QVERIFY(waitForPage(QString::fromLatin1(of.instance)));
    }
    QVERIFY(allSay(&Dialect::forcedClosed));
    removeAll();
    QVERIFY(allSay(nullptr));
}

/// 300 ms right after a page, with more than a second to the next: no page shows it.
void TestBreakersEndToEnd::openBetweenTwoPollsIsInferred()
{
    const QStringList inferred{u"closed to open inferred"_s, u"open to closed inferred"_s};
    QHash<QString, QStringList> news;
    // A machine that stands still for a second may let a page see the open state: then once more
    for (int attempt = 0; attempt < 3; ++attempt) {
        QHash<QString, qsizetype> before;
        for (const Dialect &of : dialects) {
            const QString convention = QString::fromLatin1(of.convention);
            if (news.value(convention) != inferred) {
                before.insert(convention, changes(of).size());
                QVERIFY(waitForPage(QString::fromLatin1(of.instance)));
                QVERIFY(order(of, "breaker_blip", {{u"value"_s, 0.3}}));
            }
        }
        for (const Dialect &of : dialects) {
            const QString convention = QString::fromLatin1(of.convention);
            if (before.contains(convention)) {
                QTRY_VERIFY2_WITH_TIMEOUT(changes(of).size() >= before.value(convention) + 2, of.convention,
                                          20'000);
                news.insert(convention, changes(of).mid(before.value(convention)));
            }
        }
        if (before.isEmpty()) {
            break;
        }
    }
    for (const Dialect &of : dialects) {
        QCOMPARE(news.value(QString::fromLatin1(of.convention)).join(u", "_s), inferred.join(u", "_s));
        QVERIFY2(tile(of)->inferred, of.convention);
    }
    QVERIFY(allSay(nullptr));
}

/// Envoy's limits on concurrency are not on the board.
void TestBreakersEndToEnd::limitsAreNoBreakers()
{
    const Instance *edge = instance(u"edge-eu-01"_s);
    QCOMPARE(edge->breakers.size(), 3);
    for (const BreakerReading &breaker : edge->breakers) {
        QCOMPARE(breaker.convention, u"envoy"_s);
        QCOMPARE(toString(breaker.state), u"closed"_s);
    }
    const auto atLimit = [&] {
        QStringList full;
        for (const SaturationReading &limit : edge->saturation) {
            if (limit.atLimit) {
                full.append(limit.name + u' ' + limit.limit);
            }
        }
        full.sort();
        return full.join(u", "_s);
    };
    QCOMPARE(edge->saturation.size(), 15);
    QCOMPARE(atLimit(), QString());
    QVERIFY(order(dialects[4], "slow", {{u"value"_s, 1}, {u"path"_s, u"all"_s}}));
    QTRY_COMPARE_WITH_TIMEOUT(
        atLimit(),
        u"catalog rq_pending (default priority), checkout rq_pending (default priority), "
        "search rq_pending (default priority)"_s,
        20'000);
    for (const BreakerReading &breaker : edge->breakers) {
        QCOMPARE(toString(breaker.state), u"closed"_s);
    }
    removeAll();
    QTRY_COMPARE_WITH_TIMEOUT(atLimit(), QString(), 20'000);
}

/// Its breaker was open when the process died; the new process begins closed, with nothing counted.
void TestBreakersEndToEnd::killedProcessIsNoTransition()
{
    const Dialect &of = dialects[3];
    QCOMPARE(QLatin1StringView(of.instance), "cart-eu-01"_L1);
    const quint32 trips = reading(of)->trips;
    QVERIFY(order(of, "kill"));
    QTRY_VERIFY_WITH_TIMEOUT(instance(u"cart-eu-01"_s)->state == State::Down, 20'000);
    const QStringList before = changes(of);
    removeAll();
    QTRY_VERIFY_WITH_TIMEOUT(instance(u"cart-eu-01"_s)->state == State::Up, 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(reading(of)->restarts, 1, 20'000);
    QCOMPARE(toString(reading(of)->state), u"closed"_s);
    QCOMPARE(reading(of)->trips, trips);
    QCOMPARE(changes(of), before);
}

void TestBreakersEndToEnd::cleanupTestCase()
{
    m_board.reset();
    m_session.reset();
}

QTEST_GUILESS_MAIN(TestBreakersEndToEnd)
#include "tst_breakers_e2e.moc"
