#pragma once

#include "tests/support/hostileserver.h"

#include <QHash>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace boost::asio::ssl {
class context;
}

namespace quarterdeck::test {

/// What a HostileServer's thread and the test's thread share. Qt's values are handed over whole and never
/// changed after: their reference counts live in a library that no sanitizer of threads can look into.
struct HostileState
{
    std::mutex mutex;
    QHash<QByteArray, std::shared_ptr<const Behaviour>> byPath;
    std::shared_ptr<const Behaviour> elsewhere =
        std::make_shared<Behaviour>(Behaviour{.status = 404, .body = "not found\n"});
    std::vector<std::shared_ptr<const SeenRequest>> requests;
    std::atomic<int> accepted = 0;
    std::atomic<int> open = 0;
};

/// 16 MiB of zeros, compressed 1000:1. Takes a while to make, so it is made before a client waits for it.
const QByteArray &gzipBomb();

/// Plays one connection to its end, by the behaviours in `state`. `tls` nullptr: plain.
boost::asio::awaitable<void> playConnection(boost::asio::ip::tcp::socket socket,
                                            std::shared_ptr<HostileState> state,
                                            boost::asio::ssl::context *tls);

} // namespace quarterdeck::test
