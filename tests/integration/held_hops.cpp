#include "tests/integration/held_hops.h"

#include "core/base/str.h"
#include "core/connect/method.h"
#include "core/wire/frame.h"
#include "tests/support/run.h"

#include <array>
#include <csignal>
#include <cstddef>
#include <fcntl.h>
#include <span>
#include <sys/stat.h>
#include <unistd.h>

namespace rz::test {

namespace {

constexpr std::array Pipes{"asked", "passed", "answered", "told"};

// Puts a script in docker's place; what docker would run in the container is its fourth argument and those behind.
void putInDockersPlace(const TempDir& directory, std::string_view script)
{
    directory.write("docker", str("#!/bin/sh\nshift 3\n", script), 0755);
}

std::string chainBy(const TempDir& directory, const char* container)
{
    connect::Hop hop{.method = "docker", .options = {}};
    hop.options.set("container", container);
    hop.options.set("docker_path", directory.file("docker"));
    return hop.toChainText();
}

}  // namespace

WatchedHop::WatchedHop()
{
    ::signal(SIGPIPE, SIG_IGN);
    for (const char* const pipe : Pipes)
        ::mkfifo(m_directory.file(pipe).c_str(), 0600);
    putInDockersPlace(m_directory, str("cd ", m_directory.path(),
                                       "\nexec 3<&0\ncat <&3 >asked &\n"
                                       "\"$@\" <passed >answered 3<&- &\nexec cat <told 3<&-\n"));
    m_down = std::jthread([this] { pump("asked", "passed", [this](std::string_view bytes) { watch(bytes); }); });
    m_up = std::jthread([this] { pump("answered", "told", [this](std::string_view) { waitForLeave(); }); });
}

WatchedHop::~WatchedHop()
{
    letAnswersPass();
    // Whoever still waits for somebody at the other end of a pipe goes on.
    waitUntil([this] {
        for (const char* const pipe : Pipes)
            UniqueFd(::open(m_directory.file(pipe).c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
        return m_ended == 2;
    });
}

std::string WatchedHop::chain() const
{
    return chainBy(m_directory, "watched");
}

void WatchedHop::letAnswersPass()
{
    m_leave = true;
    m_leave.notify_all();
}

void WatchedHop::pump(const char* from, const char* to, const Before& before)
{
    carry(from, to, before);
    ++m_ended;
}

void WatchedHop::carry(const char* from, const char* to, const Before& before) const
{
    const UniqueFd in(::open(m_directory.file(from).c_str(), O_RDONLY | O_CLOEXEC));
    const UniqueFd out(::open(m_directory.file(to).c_str(), O_WRONLY | O_CLOEXEC));
    std::array<char, 65536> buffer{};
    for (ssize_t count = 0; (count = ::read(in.get(), buffer.data(), buffer.size())) > 0;) {
        const std::string_view bytes(buffer.data(), static_cast<std::size_t>(count));
        before(bytes);
        for (std::size_t done = 0; done < bytes.size();) {
            const ssize_t written = ::write(out.get(), bytes.data() + done, bytes.size() - done);
            if (written <= 0)
                return;
            done += static_cast<std::size_t>(written);
        }
    }
}

void WatchedHop::watch(std::string_view bytes)
{
    m_seen.append(bytes);
    const auto all = std::as_bytes(std::span(m_seen));
    std::size_t at = 0;
    for (; at + wire::FrameHeader::Size <= all.size(); ++at) {
        if (m_seen[at] != 'M')  // the magic; most of what goes down is the program
            continue;
        const auto header = wire::decodeHeader(all.subspan(at).first<wire::FrameHeader::Size>());
        m_calls += header && header->handle == wire::CallFunction && header->authId == MasterId ? 1 : 0;
    }
    m_seen.erase(0, at);
}

void WatchedHop::waitForLeave() const
{
    if (m_calls > 0)
        m_leave.wait(false);
}

LateHop::LateHop()
{
    ::mkfifo(m_directory.file("gate").c_str(), 0600);
    // To open the gate takes somebody at its other end.
    putInDockersPlace(m_directory, str(": <", m_directory.file("gate"), "\nexec \"$@\"\n"));
}

std::string LateHop::chain() const
{
    return chainBy(m_directory, "late");
}

void LateHop::letConnect()
{
    m_gate = UniqueFd(::open(m_directory.file("gate").c_str(), O_RDWR | O_CLOEXEC));
}

}  // namespace rz::test
