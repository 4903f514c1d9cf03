#include <QTest>

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <vector>

#include "core/base/str.h"
#include "core/io/process.h"
#include "io_process_support.h"
#include "tests/support/old_kernel.h"

using namespace rz;
using namespace rz::io;
using namespace std::chrono_literals;

namespace {

bool hasChildren()
{
    siginfo_t info{};
    return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 || errno != ECHILD;
}

// A program that waits until the other end of its standard input is closed.
struct Waiting {
    explicit Waiting(Broker& broker, std::string script = "echo ready; read line")
    {
        auto in = makePipe().value();
        auto out = makePipe().value();
        SpawnOptions options = shell(std::move(script));
        options.descriptors = {{0, in.first.get()}, {1, out.second.get()}};
        process = std::move(Process::spawn(broker, options, [this](ExitStatus exit) { status = exit; })).value();
        input = std::move(in.second);
        out.second.reset();
        std::array<char, 6> ready;
        started = ::read(out.first.get(), ready.data(), ready.size()) == 6;
    }

    std::optional<ExitStatus> status;
    std::unique_ptr<Process> process;
    UniqueFd input;
    bool started = false;
};

}  // namespace

class IoProcessTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();

    // Ends
    void theExitStatusIsReported_data();
    void theExitStatusIsReported();
    void anExitStatusReadsAsAShellSaysIt();
    void aMissingProgramIsNamed();
    void aProgramThatMayNotBeExecutedIsNamed();
    void aMissingDirectoryIsNamed();
    void aFailedStartLeavesNothing();

    // What the child gets
    void theProgramIsFoundInPath();
    void theFirstArgumentMayDiffer();
    void theEnvironmentIsReplaced();
    void theWorkingDirectoryIsSet();
    void exactlyTheListedDescriptorsReachTheChild();
    void missingStandardDescriptorsAreEmpty();
    void descriptorNumbersMayCross();
    void signalsAreAsFromAShell();
    void aNewSessionIsItsOwnLeader();
    void theTerminalBecomesTheControllingOne();

    // Ending it
    void terminateAsksFirst();
    void terminateKillsWhatDoesNotListen();
    void destructionKillsAndReaps();
    void destructionAfterTheBrokersEndReaps();
    void shutdownWaitsForTheReaping();
    void theCallbackMayDestroyTheProcess();
    void aHundredProcessesLeaveNothingBehind();
};

void IoProcessTest::initTestCase()
{
#ifdef RZ_OLD_KERNEL
    QVERIFY(test::pretendOldKernel());
#endif
}

void IoProcessTest::theExitStatusIsReported_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("signal");
    QTest::newRow("success") << "exit 0" << 0 << 0;
    QTest::newRow("failure") << "exit 3" << 3 << 0;
    QTest::newRow("255") << "exit 255" << 255 << 0;
    QTest::newRow("terminated") << "kill -TERM $$" << 0 << SIGTERM;
    QTest::newRow("killed") << "kill -KILL $$" << 0 << SIGKILL;
}

void IoProcessTest::theExitStatusIsReported()
{
    QFETCH(QString, script);
    QFETCH(int, code);
    QFETCH(int, signal);
    const auto outcome = run(shell(script.toStdString()));
    QVERIFY(outcome.has_value());
    QCOMPARE(outcome->status.code, code);
    QCOMPARE(outcome->status.signal, signal);
}

void IoProcessTest::anExitStatusReadsAsAShellSaysIt()
{
    QCOMPARE((ExitStatus{.code = 2, .signal = 0}).toString(), "exited with status 2");
    QCOMPARE((ExitStatus{.code = 0, .signal = 9}).toString(), "killed by signal 9 (Killed)");
    QCOMPARE((ExitStatus{.code = 0, .signal = 9}).shellStatus(), 137);
    QCOMPARE((ExitStatus{.code = 2, .signal = 0}).shellStatus(), 2);
}

void IoProcessTest::aMissingProgramIsNamed()
{
    for (const char* name : {"no-such-program", "/no/such/program"}) {
        const auto outcome = run({.argv = {name}});
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().text(), str("cannot execute ", name, ": No such file or directory"));
        QCOMPARE(outcome.error().errnum(), ENOENT);
    }
}

void IoProcessTest::aProgramThatMayNotBeExecutedIsNamed()
{
    for (const auto& options :
         {SpawnOptions{.argv = {"/etc/passwd"}},
          SpawnOptions{.argv = {"passwd"}, .environment = std::vector<std::string>{"PATH=/:/etc"}}}) {
        const auto outcome = run(options);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().text(), str("cannot execute ", options.argv[0], ": Permission denied"));
    }
}

void IoProcessTest::aMissingDirectoryIsNamed()
{
    const auto outcome = run({.argv = {"true"}, .workingDirectory = "/no/such/folder"});
    QVERIFY(!outcome);
    QVERIFY2(outcome.error().text().ends_with("true in /no/such/folder: No such file or directory"),
             outcome.error().text().c_str());
}

void IoProcessTest::aFailedStartLeavesNothing()
{
    const int before = countDescriptors();
    QVERIFY(!run({.argv = {"/no/such/program"}}));
    QCOMPARE(countDescriptors(), before);
    QVERIFY(!hasChildren());
}

void IoProcessTest::theProgramIsFoundInPath()
{
    QCOMPARE(outputOf({.argv = {"echo", "found"}}), "found\n");
    QCOMPARE(outputOf({.argv = {"echo", "found"}, .environment = std::vector<std::string>{"PATH=/no/where:/bin"}}),
             "found\n");
    QCOMPARE(outputOf({.argv = {"echo", "found"}, .environment = std::vector<std::string>{}}), "found\n");
    QCOMPARE(outputOf({.argv = {"./echo", "found"}, .workingDirectory = "/bin"}), "found\n");
}

void IoProcessTest::theFirstArgumentMayDiffer()
{
    QCOMPARE(outputOf({.argv = {"rhizome:somebody", "-c", "echo $0"}, .program = "sh"}), "rhizome:somebody\n");
}

void IoProcessTest::theEnvironmentIsReplaced()
{
    ::setenv("RZ_INHERITED", "yes", 1);
    QCOMPARE(outputOf(shell("echo $RZ_INHERITED")), "yes\n");
    SpawnOptions options = shell("echo $RZ_INHERITED $RZ_GIVEN");
    options.environment = {"RZ_GIVEN=too"};
    QCOMPARE(outputOf(options), "too\n");
}

void IoProcessTest::theWorkingDirectoryIsSet()
{
    SpawnOptions options = shell("pwd");
    options.workingDirectory = "/usr/lib";
    QCOMPARE(outputOf(options), "/usr/lib\n");
}

void IoProcessTest::exactlyTheListedDescriptorsReachTheChild()
{
    const UniqueFd leaked(::open("/dev/null", O_RDONLY));  // as a careless library leaves one: not close-on-exec
    const UniqueFd high(::fcntl(leaked.get(), F_DUPFD, 50));
    SpawnOptions options = shell("ls -x /proc/$$/fd; true");
    options.descriptors = {{2, 2}, {7, leaked.get()}};
    QCOMPARE(outputOf(options).substr(0, 15), "0  1  2  7\n");
}

void IoProcessTest::missingStandardDescriptorsAreEmpty()
{
    QCOMPARE(outputOf(shell("cat; echo nothing; echo lost >&2")), "nothing\n");
}

void IoProcessTest::descriptorNumbersMayCross()
{
    // Our a becomes the child's b and the other way round, and one keeps its number.
    auto first = makePipe().value();
    auto second = makePipe().value();
    auto third = makePipe().value();
    writeText(first.second.get(), "first\n");
    writeText(second.second.get(), "second\n");
    writeText(third.second.get(), "third\n");
    const auto moveTo = [](UniqueFd& fd, int number) {
        QCOMPARE(::dup3(fd.get(), number, O_CLOEXEC), number);
        fd = UniqueFd(number);
    };
    const int base = 60;
    moveTo(first.first, base);
    moveTo(second.first, base + 1);
    moveTo(third.first, base + 2);
    SpawnOptions options = shell("cat /proc/self/fd/60; cat /proc/self/fd/61; cat /proc/self/fd/62");
    options.descriptors = {{base, base + 1}, {base + 1, base}, {base + 2, base + 2}};
    first.second.reset();
    second.second.reset();
    third.second.reset();
    QCOMPARE(outputOf(options), "second\nfirst\nthird\n");
}

void IoProcessTest::signalsAreAsFromAShell()
{
    sigset_t blocked;
    sigset_t before;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
    auto* const oldHandler = ::signal(SIGUSR1, SIG_IGN);
    const std::string output = outputOf({.argv = {"sed", "-n", "s/Sig[BI][lg][kn]:.//p", "/proc/self/status"}});
    ::signal(SIGUSR1, oldHandler);
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    constexpr unsigned long long OfTheThreadLibrary = 3ULL << 31;  // which posix_spawn() leaves ignored
    QCOMPARE(std::stoull(output, nullptr, 16), 0U);
    QCOMPARE(std::stoull(output.substr(output.find('\n')), nullptr, 16) & ~OfTheThreadLibrary, 0U);
}

void IoProcessTest::aNewSessionIsItsOwnLeader()
{
    // pid (comm) state ppid pgrp session
    const std::string script = "read -r pid comm state ppid pgrp session rest </proc/$$/stat; echo $((pid == session))";
    SpawnOptions options = shell(script);
    QCOMPARE(outputOf(options), "1\n");
    options.newSession = false;
    QCOMPARE(outputOf(options), "0\n");
}

void IoProcessTest::theTerminalBecomesTheControllingOne()
{
    const Pty pty = openPty().value();
    SpawnOptions options = shell("ls -x /proc/$$/fd; echo through >/dev/tty");
    options.controllingTty = pty.slavePath;
    QCOMPARE(outputOf(options), "0  1  2\n");
    char buffer[16];
    QVERIFY(isReadable(pty.master.get(), 20'000));
    const ssize_t count = ::read(pty.master.get(), buffer, sizeof buffer);
    QCOMPARE(std::string(buffer, static_cast<std::size_t>(count)), "through\n");
}

void IoProcessTest::terminateAsksFirst()
{
    const auto broker = drivenBroker();
    Waiting child(*broker);
    QVERIFY(child.started);
    child.process->terminate(1h);
    DRIVE_UNTIL(*broker, child.status.has_value());
    QCOMPARE(child.status->signal, SIGTERM);
    QVERIFY(!child.process->running());
    child.process->signal(SIGKILL);  // its pid may be somebody else's by now
}

void IoProcessTest::terminateKillsWhatDoesNotListen()
{
    const auto broker = drivenBroker();
    Waiting child(*broker, "trap '' TERM; echo ready; read line");
    QVERIFY(child.started);
    child.process->terminate(1ms);
    DRIVE_UNTIL(*broker, child.status.has_value());
    QCOMPARE(child.status->signal, SIGKILL);
}

void IoProcessTest::destructionKillsAndReaps()
{
    const auto broker = drivenBroker();
    const int before = countDescriptors();
    std::optional<Waiting> child(std::in_place, *broker);
    QVERIFY(child->started);
    child->process.reset();
    QVERIFY(!child->status);
    DRIVE_UNTIL(*broker, !hasChildren());
    QVERIFY(!child->status);
    child.reset();
    broker->runOnce(0ms);
    QCOMPARE(countDescriptors(), before);
}

void IoProcessTest::destructionAfterTheBrokersEndReaps()
{
    auto broker = drivenBroker();
    Waiting early(*broker);
    Waiting late(*broker);
    broker->shutdown();
    DRIVE_UNTIL(*broker, broker->ended());
    early.process.reset();
    broker.reset();
    late.process.reset();
    QVERIFY(!hasChildren());
}

void IoProcessTest::shutdownWaitsForTheReaping()
{
    auto broker = drivenBroker();
    Waiting child(*broker);
    child.process.reset();
    broker.reset();
    QVERIFY(!hasChildren());
}

void IoProcessTest::theCallbackMayDestroyTheProcess()
{
    const auto broker = drivenBroker();
    std::unique_ptr<Process> process;
    process = Process::spawn(*broker, {.argv = {"true"}}, [&](ExitStatus) { process.reset(); }).value();
    DRIVE_UNTIL(*broker, process == nullptr);
    QVERIFY(!hasChildren());
}

void IoProcessTest::aHundredProcessesLeaveNothingBehind()
{
    const int before = countDescriptors();
    {
        const auto broker = drivenBroker();
        std::vector<std::unique_ptr<Process>> processes;
        int ended = 0;
        for (int i = 0; i < 100; ++i) {
            processes.push_back(
                Process::spawn(*broker, {.argv = {i % 2 == 0 ? "true" : "cat"}}, [&](ExitStatus) { ++ended; }).value());
        }
        DRIVE_UNTIL(*broker, ended == 100);
    }
    QVERIFY(!hasChildren());
    QCOMPARE(countDescriptors(), before);
}

QTEST_GUILESS_MAIN(IoProcessTest)
#include "io_process_test.moc"
