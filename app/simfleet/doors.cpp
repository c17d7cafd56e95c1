#include "app/simfleet/doors.h"

#include "app/simfleet/shape.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <thread>

namespace quarterdeck::simfleet {

namespace {

constexpr std::uint32_t doorsPerDoorman = 15'000; ///< within the usual limit of 20,000 descriptors

/// A port that is free on the first instance's address now; the others' are tried when they open.
std::uint16_t freePort()
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(instanceAddress(0));
    socklen_t size = sizeof address;
    const bool good = fd >= 0 && ::bind(fd, reinterpret_cast<const sockaddr *>(&address), size) == 0 &&
                      ::getsockname(fd, reinterpret_cast<sockaddr *>(&address), &size) == 0;
    if (fd >= 0) {
        ::close(fd);
    }
    return good ? ntohs(address.sin_port) : 0;
}

[[noreturn]] void beDoorman(int channel, const DoormanDuty &duty)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::prctl(PR_SET_NAME, "simfleet-doors");
    // The player ends on these; the doorman ends when the player's end of the channel closes.
    std::signal(SIGINT, SIG_IGN);
    std::signal(SIGTERM, SIG_IGN);
    // Whatever else the player had open: another doorman's channel would keep that one alive.
    const int kept = ::fcntl(channel, F_DUPFD_CLOEXEC, 3);
    if (kept > 3) {
        ::dup2(kept, 3);
    }
    ::close_range(4, ~0U, 0);
    keepDoors(3, duty);
    ::_exit(0);
}

std::string describe(const DoorMessage &message, std::uint16_t port)
{
    return "cannot listen on " + addressText(instanceAddress(message.index[0])) + ':' + std::to_string(port) +
           ": " + std::strerror(message.error);
}

} // namespace

Doors::~Doors()
{
    dismiss();
}

void Doors::dismiss()
{
    for (Post &post : m_posts) {
        if (post.descriptor) {
            post.descriptor.reset(); // closes the channel
        } else {
            ::close(post.channel);
        }
        ::kill(post.process, SIGKILL);
        while (::waitpid(post.process, nullptr, 0) < 0 && errno == EINTR) {}
    }
    m_posts.clear();
}

std::string Doors::start(std::uint32_t instances, std::uint16_t port)
{
    // A fixed port may still be held for a moment by the doormen of a player that was killed.
    constexpr int attempts = 20;
    StartFailure failure;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const std::uint16_t candidate = port != 0 ? port : freePort();
        failure = startDoormen(instances, candidate);
        if (failure.error != EADDRINUSE) {
            break;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return failure.reason;
}

Doors::StartFailure Doors::startDoormen(std::uint32_t instances, std::uint16_t port)
{
    m_port = port;
    for (std::uint32_t first = 0; first < instances; first += doorsPerDoorman) {
        std::array<int, 2> ends{};
        if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
            const StartFailure failure{.reason = std::string("socketpair: ") + std::strerror(errno)};
            dismiss();
            return failure;
        }
        const DoormanDuty duty{
            .first = first, .count = std::min(doorsPerDoorman, instances - first), .port = port};
        const pid_t child = ::fork();
        if (child == 0) {
            beDoorman(ends[1], duty);
        }
        ::close(ends[1]);
        if (child < 0) {
            const StartFailure failure{.reason = std::string("fork: ") + std::strerror(errno)};
            ::close(ends[0]);
            dismiss();
            return failure;
        }
        Post &post = m_posts.emplace_back();
        post.duty = duty;
        post.channel = ends[0];
        post.process = child;
    }
    StartFailure failure;
    for (const Post &post : m_posts) {
        DoorMessage message;
        pollfd wait{post.channel, POLLIN, 0};
        if (::poll(&wait, 1, 30'000) != 1 || ::recv(post.channel, &message, sizeof message, 0) <= 0) {
            failure = {.reason = "a doorman process did not start"};
        } else if (message.error != 0) {
            failure = {.reason = describe(message, port), .error = message.error};
        }
    }
    if (!failure.reason.empty()) {
        dismiss();
    }
    return failure;
}

void Doors::receive(boost::asio::io_context &context, Visitor visitor, std::function<void(std::string)> lost)
{
    m_context = &context;
    m_visitor = std::move(visitor);
    m_lost = std::move(lost);
    for (Post &post : m_posts) {
        post.descriptor = std::make_unique<boost::asio::posix::stream_descriptor>(context, post.channel);
        waitForVisitors(post);
    }
}

void Doors::waitForVisitors(Post &post)
{
    post.descriptor->async_wait(boost::asio::posix::stream_descriptor::wait_read,
                                [this, &post](const boost::system::error_code &error) {
                                    if (error) {
                                        return;
                                    }
                                    // A turn takes a bounded number, so that answers are not starved.
                                    for (int i = 0; i < 64; ++i) {
                                        if (!takeMessage(post)) {
                                            break;
                                        }
                                    }
                                    if (post.channel >= 0) {
                                        waitForVisitors(post);
                                    }
                                });
}

bool Doors::takeMessage(Post &post)
{
    DoorMessage message;
    iovec data{&message, sizeof message};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr header{};
    header.msg_iov = &data;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    const ssize_t size = ::recvmsg(post.channel, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
        return false;
    }
    if (size <= 0) {
        post.channel = -1;
        m_lost("a doorman process is gone");
        return false;
    }
    if (message.kind == DoorMessage::Failed) {
        m_lost(describe(message, m_port));
        return true;
    }
    if (message.kind == DoorMessage::Done) {
        --post.ordersOpen;
        return true;
    }
    const cmsghdr *rights = CMSG_FIRSTHDR(&header);
    if (rights == nullptr || rights->cmsg_type != SCM_RIGHTS) {
        return true; // no descriptor was left for it: the kernel has closed the connection
    }
    int fd = -1;
    std::memcpy(&fd, CMSG_DATA(rights), sizeof fd);
    boost::system::error_code error;
    boost::asio::ip::tcp::socket socket(*m_context);
    if (socket.assign(boost::asio::ip::tcp::v4(), fd, error)) {
        ::close(fd);
        return true;
    }
    m_visitor(message.index[0], std::move(socket));
    return true;
}

void Doors::order(DoorMessage::Kind kind, const std::vector<std::uint32_t> &indexes)
{
    for (Post &post : m_posts) {
        DoorMessage message{.kind = kind};
        const auto flush = [&] {
            if (message.count > 0) {
                post.waiting.push_back(message);
                message.count = 0;
            }
        };
        for (const std::uint32_t index : indexes) {
            if (index < post.duty.first || index >= post.duty.first + post.duty.count) {
                continue;
            }
            message.index[message.count++] = index;
            if (message.count == DoorMessage::maxIndexes) {
                flush();
            }
        }
        flush();
        send(post);
        waitUntilDone(post);
    }
}

void Doors::waitUntilDone(Post &post)
{
    // Visitors are taken in meanwhile: the doorman may be waiting for room to announce them.
    for (int patience = 100; post.ordersOpen > 0 && post.channel >= 0 && patience > 0;) {
        pollfd wait{post.channel, POLLIN, 0};
        if (::poll(&wait, 1, 10) <= 0) {
            --patience;
            continue;
        }
        takeMessage(post);
    }
}

void Doors::send(Post &post)
{
    while (!post.waiting.empty() && !post.writing && post.channel >= 0) {
        const DoorMessage &message = post.waiting.front();
        const std::size_t size = offsetof(DoorMessage, index) + message.count * sizeof(std::uint32_t);
        if (::send(post.channel, &message, size, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
            // Waiting here for a doorman who waits for us would be the end of both.
            post.writing = true;
            post.descriptor->async_wait(boost::asio::posix::stream_descriptor::wait_write,
                                        [this, &post](const boost::system::error_code &error) {
                                            post.writing = false;
                                            if (!error) {
                                                send(post);
                                            }
                                        });
            return;
        }
        ++post.ordersOpen;
        post.waiting.pop_front();
    }
}

} // namespace quarterdeck::simfleet
