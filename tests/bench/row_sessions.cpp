#include "tests/bench/bench.h"
#include "tests/bench/limit.h"
#include "tests/bench/ssh_place.h"
#include "tests/support/run.h"
#include "tests/support/test_master.h"

#include "core/base/str.h"
#include "core/fakessh/session_client.h"
#include "core/fakessh/transfer.h"

#include <algorithm>
#include <fcntl.h>
#include <optional>
#include <stdexcept>
#include <string>

namespace rz::bench {

namespace {

constexpr std::size_t Stream = 1024 * 1024 * 1024;
constexpr std::size_t LargeFile = 512 * 1024 * 1024;
constexpr int SmallFiles = 20'000;

UniqueFd openNull()
{
    return UniqueFd(::open("/dev/null", O_RDWR | O_CLOEXEC));
}

// A context so many local hops down.
class Line {
public:
    explicit Line(int hops)
    {
        for (int hop = 0; hop < hops; ++hop)
            m_end = hop == 0 ? m_master.local() : m_master.local(m_end);
    }

    // MiB/s of a session's output, by the same machinery as any transfer: credit windows, bulk frames.
    double once()
    {
        const auto opener = fakessh::openByCall(m_master.context(m_end));
        fakessh::SessionRequest request;
        request.command = str("dd if=/dev/zero status=none bs=256k count=", Stream / (256 * 1024));
        bool over = false;
        const double begin = secondsNow();
        const auto client =
            fakessh::SessionClient::start(*opener, request, {.in = {}, .out = openNull(), .err = openNull()},
                                          [&over](const Result<fakessh::SessionEnd>&) { over = true; });
        ping(over);
        if (!client || !m_master.until([&over] { return over; }, std::chrono::minutes(5)) ||
            (*client)->received() != Stream)
            throw std::runtime_error("the stream broke off");
        const double took = secondsNow() - begin;
        m_master.until([this] { return !m_pinging; });  // it refers to what is here
        return Stream / 1048576.0 / took;
    }
    double worstPing() const { return m_worst; }

private:
    // One after another, beside the stream.
    void ping(const bool& over)
    {
        m_pinging = true;
        m_master.context(m_end).ping(std::chrono::seconds(10), [this, &over](const Result<Duration>& took) {
            m_pinging = false;
            if (over || !took)
                return;
            m_worst = std::max(m_worst, std::chrono::duration<double, std::milli>(*took).count());
            ping(over);
        });
    }

    test::TestMaster m_master{nullptr, LogLevel::Warning};
    ContextId m_end{};
    double m_worst = 0;
    bool m_pinging = false;
};

// Copies to an account of a real sshd, through a context there and by OpenSSH's ssh.
class Copy {
public:
    std::string makeFiles(std::string_view name, int count, std::size_t size)
    {
        std::string directory = m_place.files().makeDirectory(name, 0755);
        test::mustRun({"sh", "-c",
                       str("cd ", directory, " && i=0; while [ $i -lt ", count, " ]; do head -c ", size,
                           " /dev/urandom > f$i; i=$((i+1)); done")});
        return directory;
    }

    // Seconds; "TO" in `argv` is replaced by where it goes.
    double throughContext(std::vector<std::string> argv)
    {
        const fakessh::ProgramOptions options{.argv = directed(std::move(argv)),
                                              .environment = {},
                                              .directory = {},
                                              .standIn = m_place.master().agents().localPath().value()};
        std::optional<int> status;
        const double begin = secondsNow();
        const auto transfer =
            fakessh::startTransfer(m_place.context(), options, [&status](const fakessh::TransferEvent& event) {
                if (const auto* const end = std::get_if<Result<io::ExitStatus>>(&event))
                    status = *end ? (*end)->shellStatus() : -1;
            });
        m_place.master().until([&status] { return status.has_value(); }, std::chrono::minutes(5));
        const double took = secondsNow() - begin;
        if (status != 0)
            throw std::runtime_error(str(options.argv.front(), " failed"));
        removeCopy();
        return took;
    }
    // Seconds, without those that ssh needs to log in.
    double bySsh(std::vector<std::string> argv)
    {
        if (argv.front() == "scp")
            argv.insert(argv.begin() + 1, m_place.options().begin(), m_place.options().end());
        else
            argv.insert(argv.begin() + 1, {"-e", m_place.ssh()});
        argv = directed(std::move(argv));
        const double login = secondsNow();
        test::mustRun({"sh", "-c", str(m_place.ssh(), ' ', test::SshServer::host(), " true")});
        const double begin = secondsNow();
        test::mustRun(argv);
        const double took = secondsNow() - begin - (begin - login);
        removeCopy();
        return took;
    }

private:
    std::string target() const { return str(m_place.home(), "/copy"); }
    std::vector<std::string> directed(std::vector<std::string> argv) const
    {
        std::ranges::replace(argv, std::string("TO"), str(test::SshServer::host(), ':', target()));
        return argv;
    }
    // No copy finds the disk fuller than the one before it, or busy with that.
    void removeCopy() const { test::mustRun({"sh", "-c", str("rm -r ", target(), " && sync")}); }

    SshPlace m_place;
};

}  // namespace

std::vector<Row> measureSessions(Bench& bench)
{
    std::vector<Row> rows;
    for (const int hops : {1, 3}) {
        Line line(hops);
        Row row{.number = 9,
                .work = str("the same, printed by a program, through ", hops, hops == 1 ? " hop" : " hops"),
                .unit = "MiB/s",
                .better = Better::More,
                .target = {}};
        bench.measure(
            row, {.ours = [&line] { return line.once(); }, .limit = [hops] { return socketTransfer(Stream, hops); }});
        row.note = str("slowest ping beside it ", static_cast<int>(line.worstPing() * 1000), " µs");
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<Row> measureRsync(Bench& bench)
{
    if (!test::SshServer::unavailable().empty())
        return {};
    Copy copy;
    std::vector<Row> rows;
    const auto add = [&](std::string work, const std::vector<std::string>& argv, std::string target) {
        Row row{.number = 13, .work = std::move(work), .unit = "s", .target = std::move(target)};
        bench.measure(row,
                      {.ours = [&] { return copy.throughContext(argv); }, .limit = [&] { return copy.bySsh(argv); }});
        row.note = "the limit is OpenSSH's ssh";
        rows.push_back(std::move(row));
    };
    const std::string large = copy.makeFiles("large", 1, LargeFile);
    const std::string small = copy.makeFiles("small", SmallFiles, 100);
    const std::string target = "≤ 1.0 × rsync -e ssh without its login";
    add("rsync of 512 MiB over fakessh, ssh context", {"rsync", "-a", large, "TO"}, target);
    add("rsync of 20,000 small files over fakessh, ssh context", {"rsync", "-a", small, "TO"}, target);
    add("scp of 512 MiB over fakessh, ssh context", {"scp", "-rq", large, "TO"}, "beside scp without its login");
    return rows;
}

}  // namespace rz::bench
