#include "app/simfleet/doorman.h"

#include "app/simfleet/shape.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <vector>

namespace quarterdeck::simfleet {

namespace {

constexpr std::uint32_t channelToken = 0xffffffff;

std::size_t messageSize(const DoorMessage &message)
{
    return offsetof(DoorMessage, index) + message.count * sizeof(std::uint32_t);
}

class Doorman
{
public:
    Doorman(int channel, const DoormanDuty &duty)
        : m_channel(channel)
        , m_duty(duty)
        , m_listener(duty.count, -1)
        , m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    {
    }

    void run()
    {
        epoll_event event{.events = EPOLLIN, .data = {.u32 = channelToken}};
        ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_channel, &event);
        DoorMessage started{.kind = DoorMessage::Started, .count = 1};
        for (std::uint32_t i = 0; i < m_duty.count && started.error == 0; ++i) {
            started.error = open(i);
            started.index[0] = m_duty.first + i;
        }
        if (!send(started, -1) || started.error != 0) {
            return;
        }
        std::array<epoll_event, 64> events;
        while (true) {
            const int count = ::epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), -1);
            if (count < 0 && errno != EINTR) {
                return;
            }
            for (int i = 0; i < count; ++i) {
                const std::uint32_t token = events[static_cast<std::size_t>(i)].data.u32;
                if (token == channelToken ? !obey() : !letIn(token)) {
                    return;
                }
            }
        }
    }

private:
    int open(std::uint32_t door)
    {
        if (m_listener[door] >= 0) {
            return 0;
        }
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            return errno;
        }
        // A door that opens again must not wait for the connections of its former life to be forgotten.
        const int one = 1;
        ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(m_duty.port);
        address.sin_addr.s_addr = htonl(instanceAddress(m_duty.first + door));
        epoll_event event{.events = EPOLLIN, .data = {.u32 = door}};
        if (::bind(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0 ||
            ::listen(fd, 128) != 0 || ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
            const int error = errno;
            ::close(fd);
            return error;
        }
        m_listener[door] = fd;
        return 0;
    }

    void close(std::uint32_t door)
    {
        if (m_listener[door] >= 0) {
            ::close(m_listener[door]);
            m_listener[door] = -1;
        }
    }

    bool letIn(std::uint32_t door)
    {
        if (m_listener[door] < 0) {
            return true; // closed by a message handled in the same round
        }
        const int fd = ::accept4(m_listener[door], nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            return true; // gone before it was let in
        }
        DoorMessage message{.kind = DoorMessage::Accepted, .count = 1};
        message.index[0] = m_duty.first + door;
        const bool sent = send(message, fd);
        ::close(fd);
        return sent;
    }

    bool obey()
    {
        const ssize_t size = ::recv(m_channel, &m_order, sizeof m_order, 0);
        if (size <= 0) {
            return size < 0 && errno == EINTR;
        }
        for (std::uint32_t i = 0; i < m_order.count; ++i) {
            const std::uint32_t door = m_order.index[i] - m_duty.first;
            if (m_order.kind == DoorMessage::Close) {
                close(door);
            } else if (const int error = open(door); error != 0) {
                DoorMessage failed{.kind = DoorMessage::Failed, .error = error, .count = 1};
                failed.index[0] = m_order.index[i];
                if (!send(failed, -1)) {
                    return false;
                }
            }
        }
        return send({.kind = DoorMessage::Done}, -1);
    }

    bool send(const DoorMessage &message, int attached)
    {
        iovec data{const_cast<DoorMessage *>(&message), messageSize(message)};
        alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
        msghdr header{};
        header.msg_iov = &data;
        header.msg_iovlen = 1;
        if (attached >= 0) {
            header.msg_control = control.data();
            header.msg_controllen = control.size();
            cmsghdr *rights = CMSG_FIRSTHDR(&header);
            rights->cmsg_level = SOL_SOCKET;
            rights->cmsg_type = SCM_RIGHTS;
            rights->cmsg_len = CMSG_LEN(sizeof(int));
            std::memcpy(CMSG_DATA(rights), &attached, sizeof attached);
        }
        ssize_t sent = 0;
        do {
            sent = ::sendmsg(m_channel, &header, MSG_NOSIGNAL);
        } while (sent < 0 && errno == EINTR);
        // ETOOMANYREFS and the like lose one caller, not the door.
        return sent >= 0 || (errno != EPIPE && errno != ECONNRESET && errno != ENOTCONN);
    }

    int m_channel;
    DoormanDuty m_duty;
    std::vector<int> m_listener; ///< -1: closed
    int m_epoll;
    DoorMessage m_order;
};

} // namespace

void keepDoors(int channel, const DoormanDuty &duty)
{
    Doorman(channel, duty).run();
}

} // namespace quarterdeck::simfleet
