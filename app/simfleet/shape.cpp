#include "app/simfleet/shape.h"

#include "app/simfleet/catalog.h"

#include <algorithm>
#include <numeric>

namespace quarterdeck::simfleet {

namespace {

struct Share
{
    int cluster;
    const char *service;
    int of1200;
};

// The order is the order in which a small fleet gets its instances when shares round alike.
constexpr std::array shares{
    Share{0, "checkout", 120}, Share{0, "orders-db", 3}, Share{0, "catalog", 90}, Share{0, "search", 64},
    Share{0, "cart", 80},      Share{0, "edge", 60},     Share{0, "pricing", 63}, Share{1, "checkout", 140},
    Share{1, "payments", 60},  Share{1, "catalog", 110}, Share{1, "search", 90},  Share{1, "cart", 70},
    Share{1, "edge", 50},      Share{2, "checkout", 80}, Share{2, "catalog", 80}, Share{2, "edge", 40},
};

constexpr int databaseShare = 1;

std::string instanceName(const Share &share, int number)
{
    if (std::string_view(share.service) == "orders-db") {
        return "pg" + std::to_string(number);
    }
    const std::string cluster = clusterNames[static_cast<std::size_t>(share.cluster)];
    const std::string digits = std::to_string(number);
    return std::string(share.service) + '-' + cluster.substr(0, 2) + '-' + (digits.size() < 2 ? "0" : "") +
           digits;
}

std::array<int, shares.size()> distribute(int count)
{
    std::array<int, shares.size()> result{};
    // A quorum needs three members however large the fleet is; a handful of instances has no database.
    result[databaseShare] = count >= 12 ? 3 : 0;
    const int rest = count - result[databaseShare];
    constexpr double total = 1197;
    std::array<double, shares.size()> remainder{};
    int given = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        if (i == databaseShare) {
            remainder[i] = -1;
            continue;
        }
        const double exact = rest * shares[i].of1200 / total;
        result[i] = static_cast<int>(exact);
        remainder[i] = exact - result[i];
        given += result[i];
    }
    std::array<std::size_t, shares.size()> order{};
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return remainder[a] > remainder[b]; });
    for (std::size_t i = 0; given < rest; i = (i + 1) % (shares.size() - 1), ++given) {
        ++result[order[i]];
    }
    return result;
}

} // namespace

std::uint32_t instanceAddress(std::uint32_t index)
{
    constexpr std::uint32_t first = 0x7f140000; // 127.20.0.0
    return first + ((index / 250) << 8) + 1 + index % 250;
}

std::string addressText(std::uint32_t address)
{
    return std::to_string(address >> 24) + '.' + std::to_string((address >> 16) & 255) + '.' +
           std::to_string((address >> 8) & 255) + '.' + std::to_string(address & 255);
}

std::vector<InstanceSpec> layOutFleet(int count)
{
    const std::array<int, shares.size()> sizes = distribute(std::clamp(count, 1, maxInstances));
    std::vector<InstanceSpec> fleet;
    fleet.reserve(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < shares.size(); ++i) {
        for (int number = 1; number <= sizes[i]; ++number) {
            fleet.push_back({.name = instanceName(shares[i], number),
                             .service = serviceIndex(shares[i].service),
                             .cluster = shares[i].cluster});
        }
    }
    return fleet;
}

} // namespace quarterdeck::simfleet
