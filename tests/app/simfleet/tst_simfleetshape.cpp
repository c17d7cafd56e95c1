#include "app/simfleet/catalog.h"
#include "app/simfleet/shape.h"

#include <QtTest>

#include <map>
#include <set>

using namespace quarterdeck::simfleet;

class SimfleetShapeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theFleetOfThePicture();
    void anySizeIsMet_data();
    void anySizeIsMet();
    void addressesAreLoopbackAndDifferent();
    void dependenciesExistAndHaveNoCycle();
};

void SimfleetShapeTest::theFleetOfThePicture()
{
    const std::vector<InstanceSpec> fleet = layOutFleet(1200);
    QCOMPARE(fleet.size(), std::size_t{1200});
    std::map<std::pair<int, std::string>, int> counts;
    std::map<int, int> clusters;
    for (const InstanceSpec &spec : fleet) {
        ++counts[{spec.cluster, serviceCatalog()[std::size_t(spec.service)].name}];
        ++clusters[spec.cluster];
    }
    QCOMPARE(clusters[0], 480);
    QCOMPARE(clusters[1], 520);
    QCOMPARE(clusters[2], 200);
    const auto count = [&](int cluster, const char *service) { return counts[{cluster, service}]; };
    QCOMPARE(count(0, "checkout"), 120);
    QCOMPARE(count(0, "orders-db"), 3);
    QCOMPARE(count(0, "catalog"), 90);
    QCOMPARE(count(0, "search"), 64);
    QCOMPARE(count(1, "checkout"), 140);
    QCOMPARE(count(1, "payments"), 60);
    QCOMPARE(count(1, "catalog"), 110);
    QCOMPARE(count(2, "checkout"), 80);
    QCOMPARE(count(2, "edge"), 40);
    QCOMPARE(fleet[40].name, std::string("checkout-eu-41"));
}

void SimfleetShapeTest::anySizeIsMet_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<int>("members");
    for (const int size : {1, 2, 11}) {
        QTest::addRow("%d", size) << size << 0;
    }
    for (const int size : {12, 13, 100, 999, 1200, 1201, 10'000, 30'000}) {
        QTest::addRow("%d", size) << size << 3;
    }
}

void SimfleetShapeTest::anySizeIsMet()
{
    QFETCH(int, size);
    QFETCH(int, members);
    const std::vector<InstanceSpec> fleet = layOutFleet(size);
    QCOMPARE(int(fleet.size()), size);
    std::set<std::string> names;
    int found = 0;
    for (const InstanceSpec &spec : fleet) {
        names.insert(spec.name);
        found += serviceCatalog()[std::size_t(spec.service)].name == "orders-db" ? 1 : 0;
    }
    QCOMPARE(int(names.size()), size);
    QCOMPARE(found, members);
}

void SimfleetShapeTest::addressesAreLoopbackAndDifferent()
{
    QCOMPARE(addressText(instanceAddress(0)), std::string("127.20.0.1"));
    QCOMPARE(addressText(instanceAddress(250)), std::string("127.20.1.1"));
    std::set<std::uint32_t> addresses;
    for (std::uint32_t i = 0; i < std::uint32_t(maxInstances); ++i) {
        const std::uint32_t address = instanceAddress(i);
        QVERIFY((address >> 24) == 127 && (address & 255) >= 1 && (address & 255) <= 250);
        addresses.insert(address);
    }
    QCOMPARE(addresses.size(), std::size_t(maxInstances));
}

void SimfleetShapeTest::dependenciesExistAndHaveNoCycle()
{
    // Takes away, again and again, the services that depend on nobody who is left.
    std::map<std::string, std::vector<std::string>> left;
    for (const ServiceSpec &service : serviceCatalog()) {
        for (const std::string &name : service.dependsOn) {
            QVERIFY(serviceIndex(name) >= 0);
        }
        left[service.name] = service.dependsOn;
    }
    std::size_t before = 0;
    while (!left.empty() && left.size() != before) {
        before = left.size();
        std::erase_if(left, [&](const auto &entry) {
            return std::none_of(entry.second.begin(), entry.second.end(),
                                [&](const std::string &name) { return left.contains(name); });
        });
    }
    QVERIFY(left.empty());
}

QTEST_GUILESS_MAIN(SimfleetShapeTest)
#include "tst_simfleetshape.moc"
