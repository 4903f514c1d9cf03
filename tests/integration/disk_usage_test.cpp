// The example disk_usage: of many hosts, of some that fail, and of some that are late.

#include "core/base/str.h"
#include "tests/integration/example_fixture.h"
#include "tests/integration/held_hops.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <QTest>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

using namespace rz;
using namespace rz::test;

namespace {

std::int64_t bytesOnDisk(const std::string& path)
{
    struct stat file{};
    return ::stat(path.c_str(), &file) == 0 ? std::int64_t{file.st_blocks} * 512 : -1;
}

// As disk_usage prints it.
std::string usageLine(std::int64_t bytes, std::string_view host)
{
    const std::string digits = std::to_string(bytes);
    return str(std::string(12 - digits.size(), ' '), digits, ' ', host, '\n');
}

// It at work on an empty directory, by a chain and by `local`.
class Usage {
public:
    explicit Usage(const std::string& chain) : m_process({example("disk_usage"), m_measured, chain, "local"}, m_output)
    {
    }

    std::int64_t bytes() const { return bytesOnDisk(m_measured); }  // by each
    std::string shown() const { return readFile(m_output); }
    bool running() { return m_process.running(); }
    bool ends()
    {
        return waitUntil([this] { return !running(); });
    }

private:
    TempDir m_directory{0755};
    const std::string m_output = m_directory.file("output");
    const std::string m_measured = m_directory.makeDirectory("empty");
    Background m_process;
};

}  // namespace

class DiskUsageTest : public QObject {
    Q_OBJECT

private slots:
    void diskUsageIsGatheredFromManyHosts_data() { addWays(); }
    void diskUsageIsGatheredFromManyHosts()
    {
        QFETCH(const bool, bySsh);
        if (const std::string reason = whyNot(bySsh); !reason.empty())
            QSKIP(reason.c_str());
        const TempDir directory(0755);
        std::int64_t bytes = 0;
        for (const int size : {1, 5000, 300'000}) {
            const std::string path = directory.file(str("file-", size));
            writeFile(path, std::string(static_cast<std::size_t>(size), 'x'));
            QCOMPARE(::link(path.c_str(), (path + "-again").c_str()), 0);  // takes nothing
            bytes += bytesOnDisk(path);
        }
        bytes += bytesOnDisk(directory.path());
        std::vector<std::string> command{example("disk_usage"), directory.path(), "local", "local|local"};
        std::optional<SshTarget> ssh;
        if (bySsh)
            command.push_back(ssh.emplace().chain());
        const std::size_t hosts = command.size() - 2;
        const Ran ran = run(command);
        QVERIFY2(ran.ok(), ran.output.c_str());
        std::istringstream lines(ran.output);
        std::size_t seen = 0;
        for (std::string line; std::getline(lines, line); ++seen) {
            std::istringstream words(line);
            std::int64_t count = 0;
            std::string host;
            words >> count >> host;
            QCOMPARE(count, host == "total" ? bytes * static_cast<std::int64_t>(hosts) : bytes);
        }
        QCOMPARE(seen, hosts + 1);
    }

    void aHostThatFailsDoesNotHoldUpTheOthers()
    {
        const TempDir directory(0755);
        const Ran ran = run({example("disk_usage"), directory.path(), "nowhere:x", "ssh:nobody@127.0.0.1:1", "local"});
        QCOMPARE(ran.status, 1);
        const std::int64_t bytes = bytesOnDisk(directory.path());
        QVERIFY2(ran.output.contains(usageLine(bytes, "local")), ran.output.c_str());
        QVERIFY2(ran.output.contains(usageLine(bytes, "total")), ran.output.c_str());
        // What is known of it.
        QVERIFY2(ran.output.contains("ssh:nobody@127.0.0.1:1: ssh nobody@127.0.0.1:1: "), ran.output.c_str());
        QVERIFY2(ran.output.contains("  seen:\n    "), ran.output.c_str());
        QVERIFY2(ran.output.contains("  cause: "), ran.output.c_str());
        QVERIFY2(ran.output.contains("  try:   "), ran.output.c_str());
    }

    void aDirectoryThatIsNotThereIsToldOfByEachHost()
    {
        const Ran ran = run({example("disk_usage"), "/nonexistent/place", "local", "local|local"});
        QCOMPARE(ran.status, 1);
        for (const char* const host : {"local", "local|local"})
            QVERIFY2(ran.output.contains(str(host, ": builtins.OSError: cannot look at '/nonexistent/place': "
                                                   "No such file or directory\n")),
                     ran.output.c_str());
        QVERIFY2(ran.output.contains(usageLine(0, "total")), ran.output.c_str());
    }

    void aHostIsToldOfWhileAnotherIsBeingConnected()
    {
        LateHop late;
        Usage usage(late.chain());
        const std::int64_t bytes = usage.bytes();
        QVERIFY(waitUntil([&] { return usage.shown() == usageLine(bytes, "local"); }));
        QVERIFY(usage.running());
        late.letConnect();
        QVERIFY(usage.ends());
        QCOMPARE(usage.shown(),
                 usageLine(bytes, "local") + usageLine(bytes, late.chain()) + usageLine(2 * bytes, "total"));
    }

    void whatNobodyReadsIsNotWaitedFor()
    {
        const TempDir directory(0755);
        const LateHop never;
        const Ran ran = run({"sh", "-c", "exec \"$@\" >/dev/full", "sh", example("disk_usage"), directory.path(),
                             never.chain(), "local"});
        QCOMPARE(ran.status, 1);
        QCOMPARE(ran.output, std::string());  // nothing of the other
    }

    void aHostIsToldOfWhileAnotherStillCounts()
    {
        WatchedHop slow;
        Usage usage(slow.chain());
        const std::int64_t bytes = usage.bytes();
        QVERIFY(waitUntil([&] { return slow.calls() == 1 && usage.shown().ends_with(" local\n"); }));
        QVERIFY(usage.running());
        QCOMPARE(usage.shown(), usageLine(bytes, "local"));
        slow.letAnswersPass();
        QVERIFY(usage.ends());
        const std::string all = usage.shown();
        QVERIFY2(all.starts_with(usageLine(bytes, "local") + usageLine(bytes, slow.chain())), all.c_str());
        QVERIFY2(all.contains(usageLine(2 * bytes, "total")), all.c_str());
    }
};

QTEST_GUILESS_MAIN(DiskUsageTest)
#include "disk_usage_test.moc"
