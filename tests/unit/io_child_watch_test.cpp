#include "core/io/child_watch.h"

#include <QTest>

#include <csignal>
#include <optional>
#include <sys/wait.h>
#include <unistd.h>

using namespace rz;

namespace {

// A child of ours that nobody else has heard of: it ends with `status`, or waits to be killed.
pid_t forkChild(std::optional<int> status)
{
    const pid_t pid = ::fork();
    if (pid == 0) {
        if (status)
            ::_exit(*status);
        ::pause();
        ::_exit(99);
    }
    return pid;
}

}  // namespace

// Waiting for children that something other than Process started.
class IoChildWatchTest : public QObject {
    Q_OBJECT

private slots:
    void init() { m_broker = io::Broker::create(io::Broker::Drive::Caller).value(); }

    void itTellsHowAChildEnded()
    {
        std::optional<io::ExitStatus> status;
        const io::ChildWatch watch(*m_broker, forkChild(7), [&](io::ExitStatus ended) { status = ended; });
        QVERIFY(m_broker->runUntil([&] { return status.has_value(); }));
        QCOMPARE(status->code, 7);
        QCOMPARE(::waitpid(watch.pid(), nullptr, WNOHANG), -1);  // reaped
    }

    void manyAreWatchedAtOnce()
    {
        std::vector<std::unique_ptr<io::ChildWatch>> watches;
        int exited = 0;
        int killed = 0;
        for (int i = 0; i < 20; ++i) {
            const pid_t pid = forkChild(i % 2 == 0 ? std::optional(i) : std::nullopt);
            watches.push_back(std::make_unique<io::ChildWatch>(
                *m_broker, pid, [&](io::ExitStatus ended) { ++(ended.signal == SIGKILL ? killed : exited); }));
        }
        for (const auto& watch : watches)
            ::kill(watch->pid(), SIGKILL);
        QVERIFY(m_broker->runUntil([&] { return exited + killed == 20; }));
        QVERIFY(killed >= 10);  // one that was killed before it ended by itself counts here, too
    }

    void itMayBeDroppedByItsOwnCallback()
    {
        std::unique_ptr<io::ChildWatch> watch;
        watch = std::make_unique<io::ChildWatch>(*m_broker, forkChild(0), [&](io::ExitStatus) { watch.reset(); });
        QVERIFY(m_broker->runUntil([&] { return watch == nullptr; }));
    }

    void aProcessThatWasLetGoLivesOnAndIsReaped()
    {
        auto process = io::Process::spawn(*m_broker, {.argv = {"sleep", "1000"}}, [](io::ExitStatus) {}).value();
        const pid_t pid = process->pid();
        process->release();
        QVERIFY(!process->running());
        process.reset();
        m_broker->runOnce(Duration::zero());
        QCOMPARE(::kill(pid, 0), 0);
        ::kill(pid, SIGTERM);
        QVERIFY(m_broker->runUntil([&] { return ::kill(pid, 0) != 0; }, Clock::now() + std::chrono::seconds(20)));
    }

    void aProcessThatWasLetGoHoldsUpNoShutdown()
    {
        auto process = io::Process::spawn(*m_broker, {.argv = {"sleep", "1000"}}, [](io::ExitStatus) {}).value();
        const pid_t pid = process->pid();
        process->release();
        process.reset();
        m_broker->shutdown();
        m_broker->runOnce(Duration::zero());
        QVERIFY(m_broker->ended());
        QCOMPARE(::kill(pid, SIGKILL), 0);
        QCOMPARE(::waitpid(pid, nullptr, 0), pid);
    }

private:
    std::unique_ptr<io::Broker> m_broker;
};

QTEST_GUILESS_MAIN(IoChildWatchTest)
#include "io_child_watch_test.moc"
