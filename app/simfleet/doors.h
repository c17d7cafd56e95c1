#pragma once

#include "app/simfleet/doorman.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <sys/types.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace quarterdeck::simfleet {

/// The player's side of its doormen: starts them, opens and closes the instances' doors, receives who came
/// in.
class Doors
{
public:
    Doors() = default;
    ~Doors(); ///< returns when all doors are closed, so that the port can be used anew at once
    Doors(const Doors &) = delete;
    Doors &operator=(const Doors &) = delete;

    using Visitor = std::function<void(std::uint32_t index, boost::asio::ip::tcp::socket socket)>;

    /// Starts as many doormen as `instances` need; `port` 0 takes a free one. To be called before there is
    /// any other thread: it forks.
    /// Returns empty, or the reason why it could not.
    std::string start(std::uint32_t instances, std::uint16_t port);
    [[nodiscard]] std::uint16_t port() const { return m_port; }

    /// From now on `visitor` gets every connection. `lost` is called when a doorman is gone.
    void receive(boost::asio::io_context &context, Visitor visitor, std::function<void(std::string)> lost);
    /// Both return when it is done: whoever is told of a fault finds the door closed.
    void open(const std::vector<std::uint32_t> &indexes) { order(DoorMessage::Open, indexes); }
    void close(const std::vector<std::uint32_t> &indexes) { order(DoorMessage::Close, indexes); }

private:
    struct Post
    {
        DoormanDuty duty;
        int channel = -1;
        pid_t process = -1;
        std::unique_ptr<boost::asio::posix::stream_descriptor> descriptor;
        std::deque<DoorMessage> waiting; ///< orders that did not fit into the channel yet
        bool writing = false;
        int ordersOpen = 0; ///< not yet answered by Done
    };

    /// What kept the doormen from starting; `error` is an errno when it was a door that did not open.
    struct StartFailure
    {
        std::string reason = {};
        int error = 0;
    };
    StartFailure startDoormen(std::uint32_t instances, std::uint16_t port);
    void dismiss();
    void order(DoorMessage::Kind kind, const std::vector<std::uint32_t> &indexes);
    void send(Post &post);
    void waitForVisitors(Post &post);
    bool takeMessage(Post &post);
    void waitUntilDone(Post &post);

    std::vector<Post> m_posts;
    std::uint16_t m_port = 0;
    boost::asio::io_context *m_context = nullptr;
    Visitor m_visitor;
    std::function<void(std::string)> m_lost;
};

} // namespace quarterdeck::simfleet
