#include "tests/bench/bench.h"
#include "tests/bench/limit.h"
#include "tests/support/run.h"
#include "tests/support/ssh_keys.h"
#include "tests/support/ssh_server.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_master.h"
#include "tests/support/test_user.h"

#include "core/base/str.h"
#include "core/connect/libssh/ssh_opener.h"
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
        return Stream / 1048576.0 / (secondsNow() - begin);
    }
    double worstPing() const { return m_worst; }

private:
    // One after another, beside the stream.
    void ping(const bool& over)
    {
        m_master.context(m_end).ping(std::chrono::seconds(10), [this, &over](const Result<Duration>& took) {
            if (over || !took)
                return;
            m_worst = std::max(m_worst, std::chrono::duration<double, std::milli>(*took).count());
            ping(over);
        });
    }

    test::TestMaster m_master{nullptr, LogLevel::Warning};
    ContextId m_end{};
    double m_worst = 0;
};

// rsync to an account of a real sshd, through a context there and by OpenSSH's ssh.
class Copy {
public:
    Copy()
    {
        m_server.authorize(m_user, m_key.publicLine);
        m_master.connector().addOpener(connect::makeLibsshOpener({.configFile = "none"}, m_master.log("ssh")));
        connect::Hop hop{.method = "ssh", .options = {}};
        hop.options.set("hostname", test::SshServer::host());
        hop.options.set("port", std::int64_t{m_server.port()});
        hop.options.set("username", m_user.name());
        hop.options.set("identity_file", m_key.path);
        hop.options.set("check_host_keys", "ignore");
        const test::Outcome outcome = m_master.connect(hop);
        if (!outcome.error().empty())
            throw std::runtime_error(outcome.error());
        m_context = outcome.result()->id;
        m_ssh = str("ssh -F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -i ",
                    m_key.path, " -p ", m_server.port(), " -l ", m_user.name());
    }

    std::string makeFiles(std::string_view name, int count, std::size_t size)
    {
        std::string directory = m_files.makeDirectory(name, 0755);
        test::mustRun({"sh", "-c",
                       str("cd ", directory, " && i=0; while [ $i -lt ", count, " ]; do head -c ", size,
                           " /dev/urandom > f$i; i=$((i+1)); done")});
        return directory;
    }

    // Seconds.
    double throughContext(const std::string& directory)
    {
        const fakessh::ProgramOptions options{.argv = {"rsync", "-a", directory, str("remote:", target())},
                                              .environment = {},
                                              .directory = {},
                                              .standIn = m_master.agents().localPath().value()};
        std::optional<int> status;
        const double begin = secondsNow();
        const auto transfer = fakessh::startTransfer(
            m_master.context(m_context), options, [&status](const fakessh::TransferEvent& event) {
                if (const auto* const end = std::get_if<Result<io::ExitStatus>>(&event))
                    status = *end ? (*end)->shellStatus() : -1;
            });
        m_master.until([&status] { return status.has_value(); }, std::chrono::minutes(5));
        if (status != 0)
            throw std::runtime_error("rsync failed");
        return secondsNow() - begin;
    }
    // Seconds, without those that ssh needs to log in.
    double bySsh(const std::string& directory)
    {
        const double login = secondsNow();
        test::mustRun({"sh", "-c", str(m_ssh, ' ', test::SshServer::host(), " true")});
        const double begin = secondsNow();
        test::mustRun({"rsync", "-a", "-e", m_ssh, directory, str(test::SshServer::host(), ':', target())});
        return secondsNow() - begin - (begin - login);
    }

private:
    std::string target() { return str(m_user.home(), "/copy", m_copies++); }

    test::TempDir m_files{0755};
    test::TestUser m_user;
    test::SshServer m_server;
    test::SshKey m_key = test::makeSshKey(m_files, "key");
    test::TestMaster m_master{nullptr, LogLevel::Warning};
    ContextId m_context{};
    std::string m_ssh;
    int m_copies = 0;
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
        row.ours = bench.repeat([&line] { return line.once(); });
        row.limit = bench.repeat([] { return socketTransfer(Stream); });
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
    const auto add = [&](std::string work, const std::string& directory) {
        Row row{.number = 13, .work = std::move(work), .unit = "s", .target = "≤ 1.0 × rsync -e ssh without its login"};
        row.ours = bench.repeat([&] { return copy.throughContext(directory); });
        row.limit = bench.repeat([&] { return copy.bySsh(directory); });
        rows.push_back(std::move(row));
    };
    add("rsync of 512 MiB over fakessh, ssh context", copy.makeFiles("large", 1, LargeFile));
    add("rsync of 20,000 small files over fakessh, ssh context", copy.makeFiles("small", SmallFiles, 100));
    return rows;
}

}  // namespace rz::bench
