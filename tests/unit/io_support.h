#pragma once

#include <QTest>

#include <chrono>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <poll.h>
#include <string>
#include <unistd.h>

#include "core/base/unique_fd.h"
#include "core/io/broker.h"
#include "core/io/process.h"

// Small words shared by the tests of core/io.
namespace rz::io {

inline TimePoint soon()
{
    return Clock::now() + std::chrono::seconds(20);
}

inline std::unique_ptr<Broker> drivenBroker()
{
    return std::move(Broker::create(Broker::Drive::Caller)).value();
}

inline std::unique_ptr<Broker> threadedBroker()
{
    return std::move(Broker::create(Broker::Drive::OwnThread)).value();
}

inline bool isReadable(int fd, int milliseconds = 0)
{
    pollfd entry{.fd = fd, .events = POLLIN, .revents = 0};
    return ::poll(&entry, 1, milliseconds) == 1;
}

inline int countDescriptors()
{
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir("/proc/self/fd"), ::closedir);
    int count = -3;  // ".", ".." and the directory itself
    while (::readdir(directory.get()) != nullptr)
        ++count;
    return count;
}

inline bool writeText(int fd, std::string_view text)
{
    return ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

// A pipe with a byte in it, so that its read end is ready.
struct ReadyPipe {
    ReadyPipe()
    {
        auto pipe = makePipe().value();
        reader = std::move(pipe.first);
        writer = std::move(pipe.second);
        writeText(writer.get(), "x");
    }
    UniqueFd reader;
    UniqueFd writer;
};

// Drives the loop until `done()`; fails the test, with the place, when it takes too long.
#define DRIVE_UNTIL(broker, ...) QVERIFY((broker).runUntil([&] { return (__VA_ARGS__); }, rz::io::soon()))

}  // namespace rz::io
