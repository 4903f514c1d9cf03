// Contexts in containers of LXD, with and without a shell.

#include "tests/integration/container_fixture.h"
#include "tests/support/leak_check.h"
#include "tests/support/lxd_daemon.h"

#include <optional>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

class LxdTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = LxdDaemon::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        m_daemon.emplace();
        m_daemon->launch("box", "rzbox");
        m_daemon->launch("bare", "rzbare");
        m_daemon->create("stopped", "rzbox");
        m_box = m_daemon->pidOf("box");
        m_bare = m_daemon->pidOf("bare");
    }

    void cleanupTestCase() { m_daemon.reset(); }

    void aContextInAContainer()
    {
        TestMaster master;
        const Outcome outcome = master.connect(hopTo("lxd", {{"container", "box"}}));
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        const ContextId id = outcome.result()->id;
        QCOMPARE(outcome.result()->name, std::string("lxd.box"));
        QCOMPARE(call(master, id, "os.getuid"), Value(0));
        QVERIFY(*call(master, id, "os.getpid").as<std::int64_t>() < 1000);
        QVERIFY(lists(master, id, "/bin", "sleeper"));
        end(master, id);
        QVERIFY(isUntouched(master, m_box));
    }

    void viaAnotherContext()
    {
        TestMaster master;
        const ContextId local = master.local();
        const Outcome outcome = master.connect(hopTo("lxd", {{"container", "box"}}), local);
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        QVERIFY(lists(master, outcome.result()->id, "/bin", "sleeper"));
        end(master, local);
        QVERIFY(isUntouched(master, m_box));
    }

    void aContainerWithoutAShell()
    {
        TestMaster master;
        const Outcome outcome = master.connect(hopTo("lxd", {{"container", "bare"}}));
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        QVERIFY(hasStep(outcome, "put agent there"));
        QCOMPARE(call(master, outcome.result()->id, "os.getuid"), Value(0));
        QVERIFY(agentFilesIn(m_bare).empty());
        end(master, outcome.result()->id);
        QVERIFY(isUntouched(master, m_bare));
    }

    void whatThereIsToConnectToIsFound()
    {
        TestMaster master;
        const std::vector<std::string> names = found(master, hopTo("lxd", {}));
        QVERIFY2(contains(names, "box RUNNING") && contains(names, "stopped STOPPED"),
                 names.empty() ? "none" : names.front().c_str());
    }

    void failuresTellTheirCause_data()
    {
        QTest::addColumn<Failure>("failure");
        const auto add = [](const char* name, Failure failure) { QTest::newRow(name) << std::move(failure); };
        add("stopped", {hopTo("lxd", {{"container", "stopped"}}), "The container is stopped.", "not running"});
        add("missing", {hopTo("lxd", {{"container", "none"}}), "There is no container of that name.", "not found"});
        add("paused", {hopTo("lxd", {{"container", "paused"}}), "The container is paused.", "frozen"});
        add("no program", {hopTo("lxd", {{"container", "box"}, {"lxc_path", "/nonexistent/lxc"}}),
                           "The program /nonexistent/lxc is not installed", ""});
        add("no daemon",
            {hopTo("lxd", {{"container", "box"}, {"lxc_path", wrapper("no-daemon", "env LXD_DIR=/nonexistent")}}),
             "LXD does not run there.", "unix.socket"});
        add("not allowed",
            {hopTo("lxd",
                   {{"container", "box"},
                    {"lxc_path",
                     wrapper("not-allowed", "setpriv --reuid=65534 --regid=65534 --clear-groups env LXD_CONF=/tmp")}}),
             "This user may not use LXD.", "permission denied"});
        m_daemon->launch("paused", "rzbox");
        m_daemon->lxc({"pause", "paused"});
    }

    void failuresTellTheirCause()
    {
        QFETCH(Failure, failure);
        TestMaster master;
        const LeakCheck leaks;
        checkFailure(master, failure);
        QVERIFY2(master.until([&] { return leaks.leaks(Duration::zero()).empty(); }), leaks.leaks().c_str());
    }

private:
    std::string wrapper(std::string_view name, std::string_view before) const
    {
        return m_directory.write(name, str("#!/bin/sh\nexec ", before, " /usr/bin/lxc \"$@\"\n"), 0755);
    }

    TempDir m_directory{0755};
    std::optional<LxdDaemon> m_daemon;
    pid_t m_box = -1;
    pid_t m_bare = -1;
};

QTEST_GUILESS_MAIN(LxdTest)
#include "lxd_test.moc"
