#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace quarterdeck::simfleet {

/// The largest fleet whose addresses fit the layout of instanceAddress().
inline constexpr int maxInstances = 100'000;

inline constexpr std::array<const char *, 3> clusterNames{"eu-west", "us-east", "ap-south"};

/// Who an instance is. Its place in the fleet's list is its index everywhere here.
struct InstanceSpec
{
    std::string name = {}; ///< "checkout-eu-41"
    int service = 0;       ///< index into serviceCatalog()
    int cluster = 0;       ///< index into clusterNames
    bool operator==(const InstanceSpec &) const = default;
};

/// The address of instance `index` in host order: 127.20.0.1 to 127.20.0.250, 127.20.1.1, ... The same on
/// every run, apart from the 127.0.x.x that other programs use.
std::uint32_t instanceAddress(std::uint32_t index);
std::string addressText(std::uint32_t address);

/// Lays out `count` instances (1 to maxInstances) over services and clusters: exactly the fleet of the
/// design's picture at 1,200, the same proportions at other sizes, orders-db always with at most three
/// members.
std::vector<InstanceSpec> layOutFleet(int count);

} // namespace quarterdeck::simfleet
