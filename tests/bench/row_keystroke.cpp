// A key typed at a terminal there, until the program at it has answered, while the same connection carries all it can.
#include "tests/bench/bench.h"
#include "tests/bench/limit.h"
#include "tests/bench/ssh_place.h"
#include "tests/support/run.h"

#include "core/base/str.h"
#include "core/fakessh/session_client.h"
#include "core/io/process.h"

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

namespace rz::bench {

namespace {

constexpr int Keys = 200;
constexpr Duration BetweenKeys = std::chrono::milliseconds(5);
constexpr std::uint64_t FullSpeed = 64 * 1024 * 1024;  // bytes until windows and caches are as they will be
constexpr const char* Flood = "cat /dev/zero";
constexpr const char* Answering = "stty raw -echo; echo ready; exec cat";

UniqueFd openNull()
{
    return UniqueFd(::open("/dev/null", O_RDWR | O_CLOEXEC));
}

// The two ends of a terminal there that are here.
class Seat {
public:
    explicit Seat(test::TestMaster& master) : m_master(master)
    {
        auto keys = io::makePipe();
        auto screen = io::makePipe();
        if (!keys || !screen)
            throw std::runtime_error("no pipe");
        m_theirKeys = std::move(keys->first);
        m_keys = std::move(keys->second);
        m_screen = std::move(screen->first);
        m_theirScreen = std::move(screen->second);
        m_watch = m_master.broker().watch(m_screen.get(), io::Readiness::Readable, [this](io::Readiness) { read(); });
    }

    // What the program that makes the terminal is given.
    UniqueFd takeKeys() { return std::move(m_theirKeys); }
    UniqueFd takeScreen() { return std::move(m_theirScreen); }

    void awaitReady()
    {
        if (!m_master.until([this] { return m_seen.find("ready") != std::string::npos; }))
            throw std::runtime_error(str("no terminal there: ", m_seen));
    }
    // Milliseconds that 19 of 20 keys take at most.
    double delay()
    {
        std::vector<double> delays;
        for (int key = 0; key < Keys; ++key) {
            m_master.until([] { return false; }, BetweenKeys);
            m_seen.clear();
            const double begin = secondsNow();
            static_cast<void>(!::write(m_keys.get(), "k", 1));
            if (!m_master.until([this] { return !m_seen.empty(); }))
                throw std::runtime_error("a key was not answered");
            delays.push_back((secondsNow() - begin) * 1000);
        }
        std::ranges::sort(delays);
        return delays[delays.size() * 19 / 20];
    }

private:
    void read()
    {
        char buffer[4096];
        const ssize_t count = ::read(m_screen.get(), buffer, sizeof buffer);
        if (count > 0)
            m_seen.append(buffer, static_cast<std::size_t>(count));
        else
            m_watch = {};
    }

    test::TestMaster& m_master;
    UniqueFd m_keys;
    UniqueFd m_theirKeys;
    UniqueFd m_screen;
    UniqueFd m_theirScreen;
    std::string m_seen;
    io::FdWatch m_watch;
};

class Typing {
public:
    double throughContext()
    {
        const auto opener = fakessh::openByCall(m_place.context());
        const auto start = [&opener](const char* command, fakessh::Stdio stdio, bool terminal) {
            fakessh::SessionRequest request;
            request.command = command;
            if (terminal)
                request.terminal = fakessh::TerminalRequest{.type = "xterm", .size = {}, .modes = {}};
            auto client = fakessh::SessionClient::start(*opener, request, std::move(stdio),
                                                        [](const Result<fakessh::SessionEnd>&) {});
            if (!client)
                throw std::runtime_error(client.error().text());
            return std::move(*client);
        };
        Seat seat(m_place.master());
        const auto typed = start(Answering, {.in = seat.takeKeys(), .out = seat.takeScreen(), .err = openNull()}, true);
        seat.awaitReady();
        const auto flood = start(Flood, {.in = {}, .out = openNull(), .err = openNull()}, false);
        if (!m_place.master().until([&flood] { return flood->received() > FullSpeed; }))
            throw std::runtime_error("the stream does not come");
        return seat.delay();
    }

    // Two sessions of one connection as well.
    double bySsh()
    {
        const std::string ssh =
            str(m_place.ssh(), " -o ControlMaster=auto -o ControlPath=", m_place.files().file("control"),
                " -o ControlPersist=yes");
        const std::string host = test::SshServer::host();
        test::mustRun({"sh", "-c", str(ssh, ' ', host, " true > /dev/null 2>&1")});
        const double delay = [&] {
            Seat seat(m_place.master());
            const UniqueFd keys = seat.takeKeys();
            const UniqueFd screen = seat.takeScreen();
            const UniqueFd null = openNull();
            const auto typed = spawn(str("exec ", ssh, " -e none -tt ", host, " '", Answering, '\''),
                                     {{STDIN_FILENO, keys.get()}, {STDOUT_FILENO, screen.get()}});
            seat.awaitReady();
            const std::string count = m_place.files().file("count");
            const auto flood = spawn(str(ssh, ' ', host, " '", Flood, "' | (head -c ", FullSpeed, " > /dev/null; : > ",
                                         count, "; exec cat > /dev/null)"),
                                     {});
            if (!m_place.master().until([&count] { return ::access(count.c_str(), F_OK) == 0; }))
                throw std::runtime_error("the stream does not come");
            ::unlink(count.c_str());
            return seat.delay();
        }();
        test::mustRun({"sh", "-c", str(ssh, " -O exit ", host, " 2> /dev/null")});
        return delay;
    }

private:
    // A shell's line; all it started ends with what this returns.
    std::shared_ptr<void> spawn(const std::string& line, const std::map<int, int>& descriptors)
    {
        const io::SpawnOptions options{.argv = {"sh", "-c", line}, .descriptors = descriptors};
        auto process = io::Process::spawn(m_place.master().broker(), options, [](io::ExitStatus) {});
        if (!process)
            throw std::runtime_error(process.error().text());
        const pid_t group = (*process)->pid();
        return {process->release(), [group](io::Process* owned) {
                    ::kill(-group, SIGTERM);
                    delete owned;
                }};
    }

    SshPlace m_place;
};

}  // namespace

std::vector<Row> measureKeystroke(Bench& bench)
{
    if (!test::SshServer::unavailable().empty())
        return {};
    Typing typing;
    Row row{.number = 9,
            .work = "a key's way through a terminal and back beside a stream at full speed, ssh context, 95 of 100",
            .unit = "ms",
            .target = "beside two sessions of one ssh"};
    bench.measure(
        row, {.ours = [&typing] { return typing.throughContext(); }, .limit = [&typing] { return typing.bySsh(); }});
    row.note = "the limit is OpenSSH's ssh";
    return {std::move(row)};
}

}  // namespace rz::bench
