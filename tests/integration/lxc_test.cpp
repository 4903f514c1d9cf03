// Contexts in containers of the classic LXC.

#include "tests/integration/container_fixture.h"
#include "tests/support/leak_check.h"
#include "tests/support/lxc_container.h"

#include <optional>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

class LxcTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = LxcContainer::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        m_box.emplace();
        m_box->start();
        m_bare.emplace(LxcContainer::Root::Bare);
        m_bare->start();
        m_stopped.emplace();
        m_frozen.emplace();
        m_frozen->start();
        m_frozen->freeze();
    }

    void cleanupTestCase()
    {
        m_box.reset();
        m_bare.reset();
        m_stopped.reset();
        m_frozen.reset();
    }

    void aContextInAContainer()
    {
        TestMaster master;
        const Outcome outcome = master.connect(hopTo("lxc", {{"container", m_box->name()}}));
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        const ContextId id = outcome.result()->id;
        QCOMPARE(outcome.result()->name, "lxc." + m_box->name());
        QCOMPARE(call(master, id, "os.getuid"), Value(0));
        QVERIFY(*call(master, id, "os.getpid").as<std::int64_t>() < 1000);
        QVERIFY(lists(master, id, "/bin", "sleeper"));
        end(master, id);
        QVERIFY(isUntouched(master, m_box->pid()));
    }

    void viaAnotherContext()
    {
        TestMaster master;
        const ContextId local = master.local();
        const Outcome outcome = master.connect(hopTo("lxc", {{"container", m_box->name()}}), local);
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        QVERIFY(lists(master, outcome.result()->id, "/bin", "sleeper"));
        end(master, local);
        QVERIFY(isUntouched(master, m_box->pid()));
    }

    void whatThereIsToConnectToIsFound()
    {
        TestMaster master;
        const std::vector<std::string> names = found(master, hopTo("lxc", {}));
        QVERIFY2(contains(names, m_box->name()) && contains(names, m_stopped->name()),
                 names.empty() ? "none" : names.front().c_str());
    }

    void failuresTellTheirCause_data()
    {
        QTest::addColumn<Failure>("failure");
        const auto add = [](const char* name, Failure failure) { QTest::newRow(name) << std::move(failure); };
        const std::string box = m_box->name();
        add("stopped", {hopTo("lxc", {{"container", m_stopped->name()}}), "The container is stopped, or there is none",
                        "Failed to get init pid"});
        add("missing", {hopTo("lxc", {{"container", "rznone"}}), "The container is stopped, or there is none",
                        "Failed to get init pid"});
        add("no shell",
            {hopTo("lxc", {{"container", m_bare->name()}}), "The container has no shell.", "Failed to exec"});
        add("frozen", {hopTo("lxc", {{"container", m_frozen->name()}}), "The container is frozen.", ""});
        add("no program", {hopTo("lxc", {{"container", box}, {"lxc_attach_path", "/nonexistent/lxc-attach"}}),
                           "The program /nonexistent/lxc-attach is not installed", ""});
        add("not allowed",
            {hopTo("lxc", {{"container", box},
                           {"lxc_attach_path", m_directory.write("lxc-attach",
                                                                 "#!/bin/sh\nexec setpriv --reuid=65534 --regid=65534 "
                                                                 "--clear-groups env HOME=/ lxc-attach \"$@\"\n",
                                                                 0755)}}),
             "This user has no containers", "lack access"});
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
    TempDir m_directory{0755};
    std::optional<LxcContainer> m_box;
    std::optional<LxcContainer> m_bare;
    std::optional<LxcContainer> m_stopped;
    std::optional<LxcContainer> m_frozen;
};

QTEST_GUILESS_MAIN(LxcTest)
#include "lxc_test.moc"
