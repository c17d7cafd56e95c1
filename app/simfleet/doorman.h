#pragma once

#include <cstdint>

namespace quarterdeck::simfleet {

/// What the doorman process and the player say to each other over a SOCK_SEQPACKET pair.
struct DoorMessage
{
    enum Kind : std::uint32_t {
        Open,     ///< player: open the doors `index`, ...
        Close,    ///< player: close them
        Started,  ///< doorman: all doors are open, or `error` at `index[0]`
        Accepted, ///< doorman: somebody came to `index[0]`; the connection is attached (SCM_RIGHTS)
        Failed,   ///< doorman: a door could not be opened again
        Done,     ///< doorman: an order to open or close was carried out
    };
    static constexpr std::uint32_t maxIndexes = 4096;

    std::uint32_t kind = Open;
    std::int32_t error = 0; ///< errno
    std::uint32_t count = 0;
    std::uint32_t index[maxIndexes] = {};
};

struct DoormanDuty
{
    std::uint32_t first = 0; ///< index of the first instance whose door it keeps
    std::uint32_t count = 0;
    std::uint16_t port = 0;
};

/// Keeps the listening sockets of some instances, in a process of its own, and hands over whoever comes in.
/// Returns when the player is gone.
///
/// Why a process: one socket bound to 127.0.0.1 does not take 127.20.0.1, a socket bound to 0.0.0.0 listens
/// outside the loopback and cannot refuse one address and take another, and 10,000 listening sockets beside
/// 10,000 kept-alive connections do not fit into the 20,000 descriptors of one process. A listening socket
/// per address is the only way in which a killed instance really refuses: closing it is the fault. 10,000
/// of them open in 0.1 s and cost 4 KiB of kernel memory each.
void keepDoors(int channel, const DoormanDuty &duty);

} // namespace quarterdeck::simfleet
