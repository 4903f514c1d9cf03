// Programs that are their own agents: the examples, one that leaves its tree, one that is copied.

#include "core/base/str.h"
#include "core/base/unique_fd.h"
#include "core/connect/method.h"
#include "core/wire/frame.h"
#include "tests/integration/tail.h"
#include "tests/support/paths.h"
#include "tests/support/processes.h"
#include "tests/support/run.h"
#include "tests/support/ssh_server.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_user.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QTest>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <regex>
#include <span>
#include <sstream>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace rz;
using namespace rz::test;

namespace {

std::string example(const char* name)
{
    return buildPath(str("examples/", name));
}

// A chain to this machine by the OpenSSH program and a real sshd.
class SshTarget {
public:
    SshTarget()
    {
        server.authorize(user, key.publicLine);
        writeFile(knownHosts, server.knownHosts());
    }
    std::string chain() const
    {
        connect::Hop hop{.method = "ssh", .options = {}};
        hop.options.set("hostname", SshServer::host());
        hop.options.set("port", server.port());
        hop.options.set("username", user.name());
        hop.options.set("identity_file", key.path);
        List arguments;
        for (std::string text : {std::string("-F"), std::string("none"), str("-oUserKnownHostsFile=", knownHosts),
                                 std::string("-oGlobalKnownHostsFile=none"), std::string("-oIdentityAgent=none")})
            arguments.items.emplace_back(std::move(text));
        hop.options.set("ssh_args", std::move(arguments));
        return hop.toChainText();
    }

    TempDir directory;
    TestUser user;
    SshServer server;
    SshKey key = makeSshKey(directory, "key");
    std::string knownHosts = directory.file("known_hosts");
};

// How calls reach their target.
void addWays()
{
    QTest::addColumn<bool>("bySsh");
    QTest::newRow("local") << false;
    QTest::newRow("ssh") << true;
}
std::string whyNot(bool bySsh)
{
    return bySsh ? SshServer::unavailable() : std::string();
}

// A hop to this machine whose bytes go by the test: it counts calls on their way down, and from the first of them on holds
// back what comes up, until told otherwise.
class WatchedHop {
public:
    WatchedHop()
    {
        ::signal(SIGPIPE, SIG_IGN);
        for (const char* const pipe : Pipes)
            ::mkfifo(m_directory.file(pipe).c_str(), 0600);
        // In docker's place; what it would run in the container is its fourth argument and those behind.
        m_directory.write("docker",
                          str("#!/bin/sh\nshift 3\ncd ", m_directory.path(),
                              "\nexec 3<&0\ncat <&3 >asked &\n"
                              "\"$@\" <passed >answered 3<&- &\nexec cat <told 3<&-\n"),
                          0755);
        m_down = std::jthread([this] { pump("asked", "passed", [this](std::string_view bytes) { watch(bytes); }); });
        m_up = std::jthread([this] { pump("answered", "told", [this](std::string_view) { waitForLeave(); }); });
    }
    ~WatchedHop()
    {
        letAnswersPass();
        // Whoever still waits for somebody at the other end of a pipe goes on.
        waitUntil([this] {
            for (const char* const pipe : Pipes)
                UniqueFd(::open(m_directory.file(pipe).c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
            return m_ended == 2;
        });
    }
    WatchedHop(const WatchedHop&) = delete;
    WatchedHop& operator=(const WatchedHop&) = delete;

    std::string chain() const
    {
        connect::Hop hop{.method = "docker", .options = {}};
        hop.options.set("container", "watched");
        hop.options.set("docker_path", m_directory.file("docker"));
        return hop.toChainText();
    }
    int calls() const { return m_calls; }
    void letAnswersPass()
    {
        m_leave = true;
        m_leave.notify_all();
    }

private:
    static constexpr std::array Pipes{"asked", "passed", "answered", "told"};

    void pump(const char* from, const char* to, const std::function<void(std::string_view)>& before)
    {
        carry(from, to, before);
        ++m_ended;
    }
    void carry(const char* from, const char* to, const std::function<void(std::string_view)>& before) const
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
    void watch(std::string_view bytes)
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
    void waitForLeave() const
    {
        if (m_calls > 0)
            m_leave.wait(false);
    }

    TempDir m_directory{0755};
    std::string m_seen;  // of what went down, less than a header
    std::atomic<int> m_calls = 0;
    std::atomic<int> m_ended = 0;  // of the two directions
    std::atomic<bool> m_leave = false;
    std::jthread m_down;
    std::jthread m_up;
};

// A hop to this machine that is not made before the test says so.
class LateHop {
public:
    LateHop()
    {
        ::mkfifo(m_directory.file("gate").c_str(), 0600);
        // In docker's place; to open the gate takes somebody at its other end.
        m_directory.write("docker", str("#!/bin/sh\nshift 3\n: <", m_directory.file("gate"), "\nexec \"$@\"\n"), 0755);
    }

    std::string chain() const
    {
        connect::Hop hop{.method = "docker", .options = {}};
        hop.options.set("container", "late");
        hop.options.set("docker_path", m_directory.file("docker"));
        return hop.toChainText();
    }
    void letConnect() { m_gate = UniqueFd(::open(m_directory.file("gate").c_str(), O_RDWR | O_CLOEXEC)); }

private:
    TempDir m_directory{0755};
    UniqueFd m_gate;
};

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

// How many files and directories a process and its children have inotify look at.
std::size_t watchesOf(pid_t pid)
{
    std::vector<pid_t> processes = descendantsOf(pid);
    processes.push_back(pid);
    std::size_t watches = 0;
    for (const pid_t process : processes) {
        const QDir descriptors(QStringLiteral("/proc/%1/fdinfo").arg(process));
        for (const QString& name : descriptors.entryList(QDir::Files)) {
            std::istringstream lines(readFile(descriptors.filePath(name).toStdString()));
            for (std::string line; std::getline(lines, line);)
                watches += line.starts_with("inotify wd:") ? 1 : 0;
        }
    }
    return watches;
}

bool alive(pid_t pid)
{
    const std::string stat = readFile(str("/proc/", pid, "/stat"));
    const std::size_t name = stat.rfind(')');
    return name != std::string::npos && stat.size() > name + 2 && stat[name + 2] != 'Z';
}

struct Life {
    pid_t self = 0;
    pid_t below = 0;
    int rounds = -1;
};

Life lifeIn(const TempDir& directory)
{
    Life life;
    std::istringstream(readFile(directory.file("life"))) >> life.self >> life.below >> life.rounds;
    return life;
}

}  // namespace

class ProgramTest : public QObject {
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
        const TempDir directory(0755);
        const std::string output = directory.file("output");
        const std::string measured = directory.makeDirectory("empty");
        const std::int64_t bytes = bytesOnDisk(measured);
        LateHop late;
        Background usage({example("disk_usage"), measured, late.chain(), "local"}, output);
        QVERIFY(waitUntil([&] { return readFile(output) == usageLine(bytes, "local"); }));
        QVERIFY(usage.running());
        late.letConnect();
        QVERIFY(waitUntil([&] { return !usage.running(); }));
        QCOMPARE(readFile(output),
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
        const TempDir directory(0755);
        const std::string output = directory.file("output");
        const std::string measured = directory.makeDirectory("empty");
        const std::int64_t bytes = bytesOnDisk(measured);
        WatchedHop slow;
        Background usage({example("disk_usage"), measured, slow.chain(), "local"}, output);
        QVERIFY(waitUntil([&] { return slow.calls() == 1 && readFile(output).ends_with(" local\n"); }));
        QVERIFY(usage.running());
        QCOMPARE(readFile(output), usageLine(bytes, "local"));
        slow.letAnswersPass();
        QVERIFY(waitUntil([&] { return !usage.running(); }));
        const std::string all = readFile(output);
        QVERIFY2(all.starts_with(usageLine(bytes, "local") + usageLine(bytes, slow.chain())), all.c_str());
        QVERIFY2(all.contains(usageLine(2 * bytes, "total")), all.c_str());
    }

    void aTailShowsWhatIsAdded_data() { addWays(); }
    void aTailShowsWhatIsAdded()
    {
        QFETCH(const bool, bySsh);
        if (const std::string reason = whyNot(bySsh); !reason.empty())
            QSKIP(reason.c_str());
        std::string chain = "local|local";
        std::optional<SshTarget> ssh;
        if (bySsh)
            chain = ssh.emplace().chain();
        Tail tail(example("log_tail"), chain);
        QVERIFY(tail.begins());
        QVERIFY(!tail.shown().contains("before"));
        tail.add("tw");
        QVERIFY(tail.shows("tw"));
        tail.add("o\nthree\n");
        QVERIFY(tail.shows("two\nthree\n"));
        const QByteArray noText("\xff\xfe\0\n", 4);
        tail.add(noText.toStdString());
        QVERIFY(tail.shows(noText.toStdString()));
        const std::string line(100'000, 'x');
        tail.add(line);
        QVERIFY(tail.shows(line));
    }

    void aTailGoesOnWhenTheLogIsRotated()
    {
        Tail tail(example("log_tail"), "local");
        QVERIFY(tail.begins());
        for (const char* const round : {"one", "two"}) {
            tail.add(str("last of ", round, '\n'));
            QCOMPARE(::rename(tail.file().c_str(), (tail.file() + '.' + round).c_str()), 0);
            writeFile(tail.file(), str("first after ", round, '\n'), 0644);
            QVERIFY(tail.shows(str("last of ", round, "\nfirst after ", round, '\n')));
            tail.add("and more\n");
            QVERIFY(tail.shows(str("first after ", round, "\nand more\n")));
            QCOMPARE(watchesOf(tail.pid()), std::size_t{2});  // of the file that is read now, and of its directory
        }
    }

    void aTailWaitsUntilTheNewLogIsItsToRead()
    {
        if (const std::string reason = whyNot(true); !reason.empty())
            QSKIP(reason.c_str());
        const SshTarget ssh;
        Tail tail(example("log_tail"), ssh.chain());
        QVERIFY(tail.begins());
        const std::string old = tail.file() + ".1";
        QCOMPARE(::rename(tail.file().c_str(), old.c_str()), 0);
        writeFile(tail.file(), "first after\n", 0600);
        std::ofstream(old, std::ios::app) << "last of old\n";
        QVERIFY(tail.shows("last of old\n"));
        QCOMPARE(::chmod(tail.file().c_str(), 0644), 0);
        QVERIFY(tail.shows("last of old\nfirst after\n"));
        tail.add("and more\n");
        QVERIFY(tail.shows("first after\nand more\n"));
    }

    void aTailSaysWhyTheNewLogCannotBeRead_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<std::string>("why");
        QTest::newRow("directory") << int{S_IFDIR} << std::string("read: Is a directory");
        QTest::newRow("socket") << int{S_IFSOCK} << std::string("/log: No such device or address");
    }
    void aTailSaysWhyTheNewLogCannotBeRead()
    {
        QFETCH(const int, kind);
        QFETCH(const std::string, why);
        Tail tail(example("log_tail"), "local");
        QVERIFY(tail.begins());
        QCOMPARE(::rename(tail.file().c_str(), (tail.file() + ".1").c_str()), 0);
        if (kind == S_IFDIR)
            QCOMPARE(::mkdir(tail.file().c_str(), 0755), 0);
        else
            QCOMPARE(::mknod(tail.file().c_str(), S_IFSOCK | 0755, 0), 0);
        QVERIFY(tail.ends());
        QVERIFY2(tail.shown().contains(why), tail.shown().c_str());
    }

    void aTailGoesOnWhenTheLogIsEmptied()
    {
        Tail tail(example("log_tail"), "local");
        QVERIFY(tail.begins());
        tail.add("a line of some length\n");
        QVERIFY(tail.shows("a line of some length\n"));
        QCOMPARE(::truncate(tail.file().c_str(), 0), 0);
        tail.add("short\n");
        QVERIFY(tail.shows("length\nshort\n"));
    }

    void aTailEndsWithItsHost()
    {
        Tail tail(example("log_tail"), "local");
        QVERIFY(tail.begins());
        const auto children = childrenOf(tail.pid());
        QCOMPARE(children.size(), std::size_t{1});
        ::kill(children.front(), SIGKILL);
        QVERIFY(tail.ends());
    }

    void aTailEndsWithItsReader()
    {
        const TempDir directory(0755);
        const std::string log = directory.file("log");
        writeFile(log, "before\n", 0644);
        const Ran ran = run({"sh", "-c",
                             str("while sleep 0.1; do echo line >>", log, "; done & ", example("log_tail"), " local ",
                                 log, " | head -n 1; kill $!")});
        QVERIFY2(ran.ok(), ran.output.c_str());
        QCOMPARE(ran.output, std::string("line\n"));
    }

    void aTailOfNothingSaysWhy()
    {
        const Ran ran = run({example("log_tail"), "local", "/nonexistent/log"});
        QCOMPARE(ran.status, 1);
        QVERIFY2(ran.output.find("/nonexistent/log: No such file or directory") != std::string::npos,
                 ran.output.c_str());
    }

    void aPipelineGoesThroughThreeHops_data() { addWays(); }
    void aPipelineGoesThroughThreeHops()
    {
        QFETCH(const bool, bySsh);
        if (const std::string reason = whyNot(bySsh); !reason.empty())
            QSKIP(reason.c_str());
        std::string chain = "local|local|local";
        std::optional<SshTarget> ssh;
        if (bySsh)
            chain = str(ssh.emplace().chain(), "|local|local");
        const Ran ran = run({example("pipeline"), chain});
        QVERIFY2(ran.ok(), ran.output.c_str());
        QVERIFY2(ran.output.starts_with("(80 + 4) / 2 = 42 in "), ran.output.c_str());
        QVERIFY2(ran.output.find("1 / 0: builtins.ValueError: there is nothing to divide by") != std::string::npos,
                 ran.output.c_str());
    }

    void aPipelineIsOneRoundTrip()
    {
        const TempDir directory;
        const std::string output = directory.file("output");
        WatchedHop third;
        Background pipeline({example("pipeline"), str("local|local|", third.chain())}, output);
        // All of its calls are there before the first answer leaves.
        QVERIFY(waitUntil([&] { return third.calls() == 4; }));
        QVERIFY(pipeline.running());
        QCOMPARE(readFile(output), std::string());
        third.letAnswersPass();
        QVERIFY(waitUntil([&] { return !pipeline.running(); }));
        QVERIFY2(readFile(output).starts_with("(80 + 4) / 2 = 42 in "), readFile(output).c_str());
    }

    void aProfiledProgramAndItsContextsWriteTraces()
    {
        const QDir temporary(QStringLiteral("/tmp"));
        const QStringList pattern{QStringLiteral("rhizome.stats.*.json")};
        const QStringList before = temporary.entryList(pattern);
        const Ran ran = run({"/usr/bin/env", "RHIZOME_PROFILING=1", example("pipeline"), "local|local"});
        QVERIFY2(ran.ok(), ran.output.c_str());
        QSet<QString> processes;
        bool saysWhatRan = false;
        // The contexts end a moment after the program.
        const bool all = waitUntil([&] {
            for (const QString& name : temporary.entryList(pattern)) {
                const std::string path = temporary.filePath(name).toStdString();
                QByteArray content = QByteArray::fromStdString(readFile(path));
                // Of one that was killed; viewers do without the end, too.
                if (!content.endsWith("]\n"))
                    content += ']';
                if (before.contains(name) || QJsonDocument::fromJson(content).array().size() < 2)
                    continue;
                processes << name.section(QLatin1Char('.'), 2, 2);
                saysWhatRan = saysWhatRan || content.contains("\"example.divide\"");
                ::unlink(path.c_str());
            }
            return processes.size() == 3 && saysWhatRan;
        });
        QVERIFY2(all, qPrintable(QStringList(processes.values()).join(QLatin1Char(' '))));
    }

    void whatIsWrongIsTold()
    {
        const Ran grammar = run({example("pipeline"), "nowhere:x"});
        QCOMPARE(grammar.status, 1);
        QVERIFY2(grammar.output.find("nowhere") != std::string::npos, grammar.output.c_str());
        const Ran usage = run({example("pipeline")});
        QCOMPARE(usage.status, 2);
        QVERIFY(usage.output.starts_with("usage: "));
        const Ran thrown = run({binary("asker")});
        QCOMPARE(thrown.status, 1);
        QVERIFY2(thrown.output.find("something that is no exception was thrown") != std::string::npos,
                 thrown.output.c_str());
    }

    void aContextThatLeftOutlivesItsProgram()
    {
        const TempDir directory(0755);
        const Ran ran = run({binary("leaver"), directory.path()});
        QVERIFY2(ran.ok(), ran.output.c_str());
        // It works on, and so does what is below it.
        QVERIFY(waitUntil([&] { return lifeIn(directory).rounds >= 0; }));
        const Life before = lifeIn(directory);
        QVERIFY(waitUntil([&] { return lifeIn(directory).rounds > before.rounds + 3; }));
        QVERIFY(alive(before.self));
        QVERIFY(alive(before.below));
        // It ends when it wants to, and takes what is below along.
        writeFile(directory.file("stop"), "");
        QVERIFY(waitUntil([&] { return !alive(before.self) && !alive(before.below); }));
    }

    void aContextThatLeftCanBeEnded()
    {
        const TempDir directory(0755);
        QVERIFY(run({binary("leaver"), directory.path()}).ok());
        QVERIFY(waitUntil([&] { return lifeIn(directory).rounds >= 0; }));
        const Life life = lifeIn(directory);
        ::kill(life.self, SIGHUP);  // of a terminal that is not its own any more
        const int rounds = lifeIn(directory).rounds;
        QVERIFY(waitUntil([&] { return lifeIn(directory).rounds > rounds + 3; }));
        ::kill(life.self, SIGTERM);
        QVERIFY(waitUntil([&] { return !alive(life.self) && !alive(life.below); }));
    }

    void aForkedContextBeginsAsTheProgramSays_data()
    {
        QTest::addColumn<std::string>("onStart");
        QTest::addColumn<std::string>("chain");
        for (const char* const onStart : {"test.begin", "test.beginAtOnce"}) {
            QTest::addRow("%s", onStart) << std::string(onStart) << std::string();
            QTest::addRow("%s below another", onStart) << std::string(onStart) << std::string("local|fork");
        }
    }
    void aForkedContextBeginsAsTheProgramSays()
    {
        QFETCH(const std::string, onStart);
        QFETCH(const std::string, chain);
        std::vector<std::string> command{binary("forker"), "test.cleanUp", onStart};
        if (!chain.empty())
            command.push_back(chain);
        const Ran ran = run(command);
        QVERIFY2(ran.ok(), ran.output.c_str());
        std::istringstream lines(ran.output);
        std::string forked;
        std::string begins;
        std::string ends;
        std::string called;
        QVERIFY(std::getline(lines, forked) && std::getline(lines, begins) && std::getline(lines, ends) &&
                std::getline(lines, called));
        QVERIFY2(called.starts_with("called in "), ran.output.c_str());
        QCOMPARE(forked, str("on_fork in ", called.substr(sizeof "called in " - 1)));
        QVERIFY2(std::regex_match(begins, std::regex("on_start in context [1-9][0-9]* begins")), begins.c_str());
        QCOMPARE(ends, std::string("on_start ends"));
    }

    void aForkedContextThatCannotBeginSaysWhy_data()
    {
        QTest::addColumn<std::string>("onFork");
        QTest::addColumn<std::string>("onStart");
        QTest::addColumn<std::string>("told");
        const auto row = [](const char* name, const char* onFork, const char* onStart, const char* told) {
            QTest::newRow(name) << std::string(onFork) << std::string(onStart) << std::string(told);
        };
        row("unknown on_fork", "test.cleanup", "",
            "on_fork: builtins.AttributeError: module 'test' has no attribute 'cleanup'. Did you mean: 'cleanUp'?");
        row("on_fork with arguments", "fs.list", "",
            "on_fork: builtins.TypeError: fs.list() missing required argument");
        row("on_fork with a router", "test.begin", "", "on_fork: test.begin() asks about its call");
        row("on_fork fails", "test.refuse", "", "on_fork: it does not want to");
        row("unknown on_start", "test.cleanUp", "nowhere.x", "on_start: builtins.ModuleNotFoundError: No module named");
        row("on_start with arguments", "", "fs.list",
            "on_start: builtins.TypeError: fs.list() missing required argument");
        row("no name", "nowhere", "", "must be a function's name, as \"module.function\"");
        row("on_start fails", "", "test.refuse", "it does not want to");
    }
    void aForkedContextThatCannotBeginSaysWhy()
    {
        QFETCH(const std::string, onFork);
        QFETCH(const std::string, onStart);
        QFETCH(const std::string, told);
        const Ran ran = run({binary("forker"), onFork, onStart});
        QCOMPARE(ran.status, 1);
        QVERIFY2(ran.output.find(told) != std::string::npos, ran.output.c_str());
        QVERIFY2(ran.output.find("called in ") == std::string::npos, ran.output.c_str());
    }
};

QTEST_GUILESS_MAIN(ProgramTest)
#include "program_test.moc"
