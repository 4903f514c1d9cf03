// Contexts that are copies of a template instead of programs executed anew.
#include "tests/support/processes.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_master.h"

#include "core/base/str.h"

#include <QTest>

#include <csignal>
#include <dirent.h>
#include <set>
#include <unistd.h>

using namespace rz;

namespace {

const connect::Hop ForkHop{.method = "fork", .options = {}};
const connect::Hop LocalHop{.method = "local", .options = {}};

// "pipe", "socket", "/dev/null" …, each as often as it is open.
std::multiset<std::string> descriptorsOf(pid_t pid)
{
    std::multiset<std::string> found;
    const std::string path = str("/proc/", pid, "/fd");
    DIR* const directory = ::opendir(path.c_str());
    while (const dirent* const entry = directory != nullptr ? ::readdir(directory) : nullptr) {
        char target[256] = {};
        if (::readlink(str(path, '/', entry->d_name).c_str(), target, sizeof target - 1) > 0)
            found.insert(std::string(target).substr(0, std::string(target).find(':')));
    }
    if (directory != nullptr)
        ::closedir(directory);
    return found;
}

// The lines of its status that tell of signals, session and rights.
std::string ruledBy(pid_t pid)
{
    std::string kept;
    for (const QByteArray& line :
         QByteArray::fromStdString(test::readFile(str("/proc/", pid, "/status"))).split('\n')) {
        if (line.startsWith("SigBlk") || line.startsWith("SigIgn") || line.startsWith("SigCgt") ||
            line.startsWith("Cap"))
            kept += line.toStdString() + '\n';
    }
    return kept;
}

}  // namespace

class ForkTest : public QObject {
    Q_OBJECT

private:
    ContextId start(const connect::Hop& hop, std::optional<ContextId> via = {})
    {
        const test::Outcome outcome = m_master->connect(hop, via);
        if (!outcome.error().empty())
            throw std::runtime_error(outcome.error());
        return outcome.result()->id;
    }
    pid_t number(ContextId id, const char* function)
    {
        return static_cast<pid_t>(*m_master->context(id).call(function).as<std::int64_t>());
    }
    pid_t pidOf(ContextId id) { return number(id, "os.getpid"); }
    pid_t templateOf(ContextId id) { return number(id, "os.getppid"); }

    std::optional<test::TestMaster> m_master;

private slots:
    void init() { m_master.emplace(); }
    void cleanup() { m_master.reset(); }

    void a_forked_context_is_a_process_of_its_own()
    {
        const test::Outcome outcome = m_master->connect(ForkHop);
        QVERIFY2(outcome.error().empty(), outcome.error().c_str());
        const ContextId id = outcome.result()->id;
        QCOMPARE(outcome.stepNames().front(), std::string("fork"));
        QCOMPARE(outcome.result()->name, str("fork.", pidOf(id)));
        QVERIFY(pidOf(id) != ::getpid());
        const Value listing = m_master->context(id).call("fs.list", {Value("/")});
        QVERIFY(listing.is<List>());
        const ContextId child = start(LocalHop, id);
        QCOMPARE(number(child, "os.getppid"), pidOf(id));
    }

    void it_has_the_descriptors_and_signals_of_an_agent_that_was_executed()
    {
        const pid_t executed = pidOf(start(LocalHop));
        start(ForkHop);
        const pid_t forked = pidOf(start(ForkHop));
        QCOMPARE(descriptorsOf(forked), descriptorsOf(executed));
        QCOMPARE(ruledBy(forked), ruledBy(executed));
        QCOMPARE(::getsid(forked), forked);
    }

    void one_template_serves_all()
    {
        const ContextId one = start(ForkHop);
        QCOMPARE(templateOf(one), templateOf(start(ForkHop)));
    }

    void a_template_that_was_killed_is_replaced()
    {
        const ContextId one = start(ForkHop);
        const pid_t first = templateOf(one);
        ::kill(first, SIGKILL);
        QVERIFY(m_master->until([first] { return !test::processExists(first); }));
        const ContextId other = start(ForkHop);
        QVERIFY(templateOf(other) != first);
        QVERIFY(pidOf(one) > 0);
    }

    void agents_fork_as_well()
    {
        const ContextId parent = start(LocalHop);
        const ContextId child = start(ForkHop, parent);
        QVERIFY(pidOf(child) != pidOf(parent));
        const pid_t keeper = templateOf(child);
        m_master->connector().disconnect(parent);
        QVERIFY(m_master->until([keeper] { return !test::processExists(keeper); }));
    }

    void options_reach_the_copy()
    {
        connect::Hop hop = ForkHop;
        hop.options.set("remote_name", "somebody");
        const pid_t pid = pidOf(start(hop));
        QVERIFY(test::readFile(str("/proc/", pid, "/cmdline")).starts_with("rhizome:somebody"));
    }

    void functions_of_the_agent_may_be_called_at_the_beginning()
    {
        connect::Hop hop = ForkHop;
        hop.options.set("on_start", "posix.getpid");
        QVERIFY(pidOf(start(hop)) > 0);
        QVERIFY(pidOf(start(hop, start(LocalHop))) > 0);
    }

    // Before anything else there is only what a program brings (program_test).
    void functions_of_the_agent_may_not_be_called_before_anything_else()
    {
        connect::Hop hop = ForkHop;
        hop.options.set("on_fork", "os.getpid");
        const test::Outcome outcome = m_master->connect(hop, std::nullopt);
        QVERIFY(!outcome.result());
        const std::string& seen = outcome.result().error().details().seen;
        QVERIFY2(seen.find("on_fork: os.getpid() asks about its call, answers later, or is one of the agent") !=
                     std::string::npos,
                 seen.c_str());
    }

    void a_function_that_is_not_there_is_named_with_cause_and_fix_data()
    {
        QTest::addColumn<bool>("below");
        QTest::newRow("from here") << false;
        QTest::newRow("from another context") << true;
    }
    void a_function_that_is_not_there_is_named_with_cause_and_fix()
    {
        QFETCH(const bool, below);
        const std::optional<ContextId> via = below ? std::optional(start(LocalHop)) : std::nullopt;
        for (const char* const option : {"on_fork", "on_start"}) {
            connect::Hop hop = ForkHop;
            hop.options.set(option, "os.getpet");
            const test::Outcome outcome = m_master->connect(hop, via);
            QVERIFY(!outcome.result());
            const ErrorDetails& details = outcome.result().error().details();
            QVERIFY2(
                details.seen.find(str(option, ": builtins.AttributeError: module 'os' has no attribute 'getpet'")) !=
                    std::string::npos,
                details.seen.c_str());
            QVERIFY2(details.cause.find(option) != std::string::npos, details.cause.c_str());
            QVERIFY(!details.fix.empty());
        }
        // The template lives on.
        QVERIFY(pidOf(start(ForkHop, via)) > 0);
    }

    void each_copy_ends_with_its_connection_and_none_is_left_a_zombie()
    {
        const ContextId one = start(ForkHop);
        const ContextId other = start(ForkHop);
        const pid_t pid = pidOf(one);
        m_master->connector().disconnect(one);
        QVERIFY(m_master->until([pid] { return !test::processExists(pid); }));
        QVERIFY(pidOf(other) > 0);
        const pid_t keeper = templateOf(other);
        const pid_t last = pidOf(other);
        m_master.reset();
        QVERIFY(test::waitUntil([&] { return !test::processExists(keeper) && !test::processExists(last); }));
    }

    void forking_is_measured_beside_executing()
    {
        start(ForkHop);
        for (const connect::Hop* hop : {&LocalHop, &ForkHop}) {
            constexpr int Times = 50;
            const TimePoint begin = Clock::now();
            for (int i = 0; i < Times; ++i)
                pidOf(start(*hop));
            const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin);
            qInfo("%s: %lld us to the first result", hop->method.c_str(), static_cast<long long>(took.count() / Times));
        }
    }

    void many_are_forked_at_once()
    {
        constexpr std::size_t Count = 100;
        std::vector<test::Outcome> outcomes(Count);
        std::vector<connect::Connector::Handle> handles;
        for (test::Outcome& outcome : outcomes)
            handles.push_back(m_master->connector().connect(ForkHop, {}, outcome));
        QVERIFY(m_master->until([&outcomes] {
            return std::ranges::all_of(outcomes, [](const test::Outcome& outcome) { return outcome.done(); });
        }));
        for (const test::Outcome& outcome : outcomes)
            QVERIFY2(outcome.error().empty(), outcome.error().c_str());
    }
};

QTEST_GUILESS_MAIN(ForkTest)
#include "fork_test.moc"
