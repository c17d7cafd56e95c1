#include "app/cli/terminal.h"

#include <QEventLoop>
#include <QSocketNotifier>

#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace quarterdeck {

namespace {

int signalPipe[2] = {-1, -1};

void signalled(int)
{
    const char byte = 1;
    // Nothing else may be done in a handler; a full pipe has told already.
    [[maybe_unused]] const auto written = ::write(signalPipe[1], &byte, 1);
}

} // namespace

Terminal::Terminal(QObject *parent) : QObject(parent)
{
    if (::pipe2(signalPipe, O_CLOEXEC | O_NONBLOCK) != 0) {
        return;
    }
    auto *notifier = new QSocketNotifier(signalPipe[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this] {
        char bytes[16];
        const auto count = ::read(signalPipe[0], bytes, sizeof bytes);
        for (ssize_t i = 0; i < count; ++i) {
            Q_EMIT interrupted();
        }
    });
    struct sigaction action = {};
    action.sa_handler = signalled;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

Terminal::~Terminal()
{
    ::signal(SIGINT, SIG_DFL);
    ::signal(SIGTERM, SIG_DFL);
    for (int &end : signalPipe) {
        if (end >= 0) {
            ::close(end);
        }
        end = -1;
    }
}

bool Terminal::isInteractive()
{
    return ::isatty(STDIN_FILENO) == 1;
}

std::optional<QString> Terminal::ask(const QString &question)
{
    std::fprintf(stderr, "%s ", question.toUtf8().constData());
    std::fflush(stderr);
    QByteArray line;
    bool ended = false;
    QEventLoop loop;
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    connect(&input, &QSocketNotifier::activated, &loop, [&] {
        char byte = 0;
        // One at a time: what follows the line belongs to the next question.
        if (::read(STDIN_FILENO, &byte, 1) != 1) {
            ended = true;
            loop.quit();
        } else if (byte == '\n') {
            loop.quit();
        } else if (line.size() < 4096) {
            line.append(byte);
        }
    });
    connect(this, &Terminal::interrupted, &loop, [&] {
        ended = true;
        loop.quit();
    });
    loop.exec();
    return ended ? std::nullopt : std::optional(QString::fromUtf8(line).trimmed());
}

} // namespace quarterdeck
