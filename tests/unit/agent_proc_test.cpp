#include <QTest>

#include <csignal>
#include <thread>

#include "agent/functions/proc.h"
#include "agent_support.h"
#include "core/base/str.h"
#include "core/rpc/receiver.h"
#include "process_support.h"
#include "tests/support/temp_dir.h"

using namespace rz;
using namespace rz::test;
using namespace std::chrono_literals;

namespace {

constexpr Duration AnswerPatience = 60s;

// The optional parameters of proc.run by name.
struct Options {
    std::optional<Bytes> input = {};
    std::optional<proc::Variables> env = {};
    std::optional<OsString> cwd = {};
    std::optional<double> timeout = {};
    std::optional<rpc::Sender> output = {};
    std::optional<std::int64_t> limit = {};
    std::optional<bool> interactive = {};
};

Result<Dict> run(Caller& caller, const proc::Arguments& argv, Options options = {})
{
    return proc::run(caller.call(), argv, options.input, options.env, options.cwd, options.timeout,
                     std::move(options.output), options.limit, options.interactive);
}

Result<Dict> shell(Caller& caller, const OsString& command, Options options = {})
{
    return proc::shell(caller.call(), command, options.input, options.env, options.cwd, options.timeout,
                       std::move(options.output), options.limit, options.interactive);
}

std::string out(const Dict& result)
{
    return at<Bytes>(Value(result), "stdout").toString();
}

std::int64_t status(const Dict& result)
{
    return at<std::int64_t>(Value(result), "status");
}

std::string contentOf(rpc::Receiver& receiver, std::string_view stream)
{
    std::string text;
    for (;;) {
        const auto value = receiver.getValue(AnswerPatience);
        if (!value) {
            if (value.error().kind() != ErrorKind::Channel)  // the sender was closed
                throwError(value.error());
            return text;
        }
        if (at<std::string>(*value, "stream") == stream)
            text += at<Bytes>(*value, "data").view();
    }
}

}  // namespace

class AgentProcTest : public QObject {
    Q_OBJECT

private slots:
    void aProgramTellsStatusAndBothStreams();
    void argumentsPassUnchanged();
    void aSignalledProgramTellsTheSignal();
    void aProgramThatCannotBeStartedIsAnError();
    void inputOfAnySizeReachesTheProgram();
    void aProgramMayIgnoreItsInput();
    void theEnvironmentIsChangedNotReplaced();
    void theWorkingDirectoryIsTheOneAsked();
    void unreasonableArgumentsAreRefused();
    void outputBeyondTheLimitIsCutAndSaidSo();
    void theShellInterpretsOnlyWhenAsked();
    void backgroundProcessesAreNeitherWaitedForNorTouched();
    void aTimeoutEndsTheWholeGroup();
    void aGroupThatIgnoresTheTermSignalIsKilled();
    void cancellingEndsTheWholeGroup();
    void outputIsStreamedWhileTheProgramRuns();
    void aSlowReceiverMakesTheProgramWait();
    void cancellingWorksWhileTheReceiverIsSlow_data();
    void cancellingWorksWhileTheReceiverIsSlow();
    void inputMayFollowWhileTheProgramRuns();
    void noDescriptorIsInherited();

private:
    Caller m_caller;
};

void AgentProcTest::aProgramTellsStatusAndBothStreams()
{
    const Dict result = must(shell(m_caller, "echo out; echo err >&2; exit 3"));
    QCOMPARE(status(result), std::int64_t{3});
    QCOMPARE(out(result), "out\n");
    QCOMPARE(at<Bytes>(Value(result), "stderr").toString(), "err\n");
    QCOMPARE(at<std::int64_t>(Value(result), "signal"), std::int64_t{0});
    QVERIFY(!at<bool>(Value(result), "timed_out") && !at<bool>(Value(result), "truncated"));
    QVERIFY(at<double>(Value(result), "duration") > 0);
}

void AgentProcTest::argumentsPassUnchanged()
{
    std::string all;
    for (int c = 1; c < 256; ++c)
        all.push_back(static_cast<char>(c));
    QCOMPARE(out(must(run(m_caller, {"printf", "%s|%s", all, "$HOME `id`"}))), all + "|$HOME `id`");
}

void AgentProcTest::aSignalledProgramTellsTheSignal()
{
    const Dict result = must(shell(m_caller, "kill -KILL $$"));
    QCOMPARE(at<std::int64_t>(Value(result), "signal"), std::int64_t{SIGKILL});
    QCOMPARE(status(result), std::int64_t{128 + SIGKILL});
}

void AgentProcTest::aProgramThatCannotBeStartedIsAnError()
{
    QCOMPARE(errorOf(run(m_caller, {"no-such-program"})), "cannot execute no-such-program: No such file or directory");
    QCOMPARE(errorOf(run(m_caller, {"/etc/passwd"})), "cannot execute /etc/passwd: Permission denied");
    QVERIFY(errorOf(run(m_caller, {"true"}, {.cwd = "/proc/nonexistent"})).contains("/proc/nonexistent: No such file"));
}

void AgentProcTest::inputOfAnySizeReachesTheProgram()
{
    const std::string large(3'000'000, 'x');
    const Dict result = must(run(m_caller, {"cat"}, {.input = Bytes(std::string(large))}));
    QVERIFY(out(result) == large);
    QCOMPARE(out(must(run(m_caller, {"cat"}))), "");
}

void AgentProcTest::aProgramMayIgnoreItsInput()
{
    QCOMPARE(status(must(run(m_caller, {"true"}, {.input = Bytes(std::string(3'000'000, 'x'))}))), std::int64_t{0});
}

void AgentProcTest::theEnvironmentIsChangedNotReplaced()
{
    qputenv("RZ_KEPT", "kept");
    qputenv("RZ_REMOVED", "there");
    const proc::Variables env{{"RZ_SET", "a=b"}, {"RZ_REMOVED", std::nullopt}};
    const Dict result = must(shell(m_caller, "echo $RZ_KEPT,$RZ_SET,${RZ_REMOVED-unset}", {.env = env}));
    QCOMPARE(out(result), "kept,a=b,unset\n");
    qunsetenv("RZ_KEPT");
    qunsetenv("RZ_REMOVED");
    QVERIFY(!run(m_caller, {"true"}, {.env = proc::Variables{{"A=B", "c"}}}));
    QVERIFY(!run(m_caller, {"true"}, {.env = proc::Variables{{"", "c"}}}));
}

void AgentProcTest::theWorkingDirectoryIsTheOneAsked()
{
    QCOMPARE(out(must(run(m_caller, {"pwd"}, {.cwd = "/usr/lib"}))), "/usr/lib\n");
}

void AgentProcTest::unreasonableArgumentsAreRefused()
{
    QCOMPARE(errorOf(run(m_caller, {})), "argv must name a program");
    QVERIFY(!run(m_caller, {"true"}, {.timeout = -1.0}));
    QVERIFY(!run(m_caller, {"true"}, {.timeout = std::nan("")}));
    QVERIFY(!run(m_caller, {"true"}, {.limit = -1}));
    QVERIFY(!run(m_caller, {"true"}, {.interactive = true}));
    must(run(m_caller, {"true"}, {.timeout = std::numeric_limits<double>::infinity()}));
}

void AgentProcTest::outputBeyondTheLimitIsCutAndSaidSo()
{
    const Dict result = must(shell(m_caller, "printf 0123456789; printf 12345 >&2", {.limit = 5}));
    QCOMPARE(out(result), "01234");
    QCOMPARE(at<Bytes>(Value(result), "stderr").toString(), "12345");
    QVERIFY(at<bool>(Value(result), "truncated"));
    const Dict all = must(shell(m_caller, "head -c 20000000 /dev/zero"));
    QCOMPARE(out(all).size(), std::size_t{8 * 1024 * 1024});
}

void AgentProcTest::theShellInterpretsOnlyWhenAsked()
{
    QCOMPARE(out(must(run(m_caller, {"echo", "$((1+1))"}))), "$((1+1))\n");
    QCOMPARE(out(must(shell(m_caller, "echo $((1+1))"))), "2\n");
}

void AgentProcTest::backgroundProcessesAreNeitherWaitedForNorTouched()
{
    const Dict result = must(shell(m_caller, "sleep 1000 & echo $!", {.timeout = 60.0}));
    QVERIFY(!at<bool>(Value(result), "timed_out"));
    const auto pids = pidsIn(out(result));
    QCOMPARE(pids.size(), std::size_t{1});
    QVERIFY(isAlive(pids[0]));
    ::kill(pids[0], SIGKILL);
    QVERIFY(waitUntilGone(pids[0]));
}

void AgentProcTest::aTimeoutEndsTheWholeGroup()
{
    const Dict result = must(shell(m_caller, "sleep 1000 & echo $!; echo $$; wait", {.timeout = 0.5}));
    QVERIFY(at<bool>(Value(result), "timed_out"));
    QCOMPARE(at<std::int64_t>(Value(result), "signal"), std::int64_t{SIGTERM});
    const auto pids = pidsIn(out(result));
    QCOMPARE(pids.size(), std::size_t{2});
    for (const pid_t pid : pids)
        QVERIFY(waitUntilGone(pid));
}

void AgentProcTest::aGroupThatIgnoresTheTermSignalIsKilled()
{
    const Dict result = must(shell(m_caller, "trap '' TERM; sleep 1000 & echo $!; wait; sleep 1000", {.timeout = 0.5}));
    QVERIFY(at<bool>(Value(result), "timed_out"));
    QCOMPARE(at<std::int64_t>(Value(result), "signal"), std::int64_t{SIGKILL});
    for (const pid_t pid : pidsIn(out(result)))
        QVERIFY(waitUntilGone(pid));
}

void AgentProcTest::cancellingEndsTheWholeGroup()
{
    Caller caller;
    const TempDir dir;
    std::optional<Error> error;
    std::thread worker([&] {
        error = shell(caller, str("sleep 1000 & echo $! >", dir.file("pids.new"), "; mv ", dir.file("pids.new"), ' ',
                                  dir.file("pids"), "; wait"))
                    .error();
    });
    const bool started = QTest::qWaitFor([&] { return !readFile(dir.file("pids")).empty(); }, 60'000);
    caller.cancel();
    worker.join();
    QVERIFY(started);
    QVERIFY(error->kind() == ErrorKind::Cancelled);
    for (const pid_t pid : pidsIn(readFile(dir.file("pids"))))
        QVERIFY(waitUntilGone(pid));
}

void AgentProcTest::outputIsStreamedWhileTheProgramRuns()
{
    const TempDir dir;
    const auto receiver = must(rpc::Receiver::create(m_caller.router()));
    rpc::Sender sender(m_caller.router(), receiver->toSender(m_caller.router().id()));
    std::optional<Dict> result;
    // It waits for what only the receiver of its first line can make.
    std::thread worker([&] {
        result = must(shell(m_caller,
                            str("echo first; while [ ! -e ", dir.file("go"), " ]; do sleep 0.01; done; echo second"),
                            {.timeout = 60.0, .output = std::move(sender)}));
    });
    const auto first = receiver->getValue(AnswerPatience);
    dir.write("go", "");
    const std::string rest = contentOf(*receiver, "stdout");
    worker.join();
    QVERIFY(first.has_value());
    QCOMPARE(at<std::string>(*first, "stream"), "stdout");
    QCOMPARE(at<Bytes>(*first, "data").toString(), "first\n");
    QCOMPARE(rest, "second\n");
    QCOMPARE(out(*result), "");
    QVERIFY(!at<bool>(Value(*result), "timed_out"));
}

void AgentProcTest::aSlowReceiverMakesTheProgramWait()
{
    constexpr std::size_t Size = 20'000'000;
    constexpr std::size_t Window = 256 * 1024;
    constexpr std::size_t LargestPiece = 64 * 1024;
    rpc::ReceiverOptions options;
    options.window = Window;
    const auto receiver = must(rpc::Receiver::create(m_caller.router(), std::move(options)));
    rpc::Sender sender(m_caller.router(), receiver->toSender(m_caller.router().id()));
    std::optional<Dict> result;
    std::thread worker([&] {
        result = must(run(m_caller, {"head", "-c", std::to_string(Size), "/dev/zero"}, {.output = std::move(sender)}));
    });
    // Only what the window lets through is under way until something is taken, however long that takes.
    const bool filled = QTest::qWaitFor([&] { return receiver->size() >= 3; }, 60'000);
    QTest::qWait(50);
    std::size_t early = 0;
    for (std::size_t waiting = receiver->size(); waiting > 0; --waiting)
        early += at<Bytes>(must(receiver->getValue(AnswerPatience)), "data").size();
    const std::size_t late = contentOf(*receiver, "stdout").size();
    worker.join();
    QVERIFY(filled);
    QVERIFY2(early <= Window + LargestPiece, qPrintable(QString::number(early)));
    QCOMPARE(early + late, Size);
    QCOMPARE(status(*result), std::int64_t{0});
}

void AgentProcTest::cancellingWorksWhileTheReceiverIsSlow_data()
{
    QTest::addColumn<bool>("timedOut");
    QTest::addRow("while it runs") << false;
    QTest::addRow("after its timeout") << true;
}

void AgentProcTest::cancellingWorksWhileTheReceiverIsSlow()
{
    QFETCH(const bool, timedOut);
    Caller caller;
    const TempDir dir;
    rpc::ReceiverOptions options;
    options.window = 64 * 1024;
    const auto receiver = must(rpc::Receiver::create(caller.router(), std::move(options)));
    rpc::Sender sender(caller.router(), receiver->toSender(caller.router().id()));
    std::optional<Error> error;
    std::thread worker([&] {
        error = shell(caller, str("echo $$ >", dir.file("pid"), "; exec cat /dev/zero"),
                      {.timeout = timedOut ? 0.5 : 1000.0, .output = std::move(sender)})
                    .error();
    });
    const bool begun = QTest::qWaitFor([&] { return !receiver->empty(); }, 60'000);
    const auto pids = pidsIn(readFile(dir.file("pid")));
    const bool ended = !timedOut || (!pids.empty() && waitUntilGone(pids[0]));
    caller.cancel();
    worker.join();
    QVERIFY(begun);
    QVERIFY(ended);
    QVERIFY(error->kind() == ErrorKind::Cancelled);
}

void AgentProcTest::inputMayFollowWhileTheProgramRuns()
{
    const auto receiver = must(rpc::Receiver::create(m_caller.router()));
    rpc::Sender sender(m_caller.router(), receiver->toSender(m_caller.router().id()));
    std::optional<Dict> result;
    std::thread worker([&] {
        result = must(run(m_caller, {"cat"},
                          {.input = Bytes(std::string_view("zero ")),
                           .timeout = 60.0,
                           .output = std::move(sender),
                           .interactive = true}));
    });
    const auto first = receiver->getValue(AnswerPatience);
    if (first) {
        rpc::Sender input(m_caller.router(), at<SenderRef>(*first, "sender"));
        must(input.send(Value(Bytes(std::string_view("one ")))));
        must(input.send(Value(Bytes(std::string_view("two")))));
        input.close();
    }
    const std::string echoed = contentOf(*receiver, "stdout");
    worker.join();
    QVERIFY(first.has_value());
    QCOMPARE(echoed, "zero one two");
    QCOMPARE(status(*result), std::int64_t{0});
}

void AgentProcTest::noDescriptorIsInherited()
{
    const UniqueFd open(::dup(STDOUT_FILENO));  // without close-on-exec
    // The last one is that of the directory it reads.
    QCOMPARE(out(must(run(m_caller, {"ls", "/proc/self/fd"}))), "0\n1\n2\n3\n");
}

QTEST_GUILESS_MAIN(AgentProcTest)
#include "agent_proc_test.moc"
