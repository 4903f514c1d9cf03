// Contexts in podman's containers, with and without a shell.

#include "tests/integration/container_fixture.h"
#include "tests/support/leak_check.h"
#include "tests/support/podman_storage.h"

#include <optional>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

class PodmanTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = PodmanStorage::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        m_storage.emplace();
        m_storage->importImages();
        m_storage->run("box", "rzbox");
        m_storage->run("bare", "rzbare");
        m_storage->podman({"create", "--name", "stopped", "rzbox"});
        m_box = m_storage->pidOf("box");
        m_bare = m_storage->pidOf("bare");
    }

    void cleanupTestCase() { m_storage.reset(); }

    void aContextInAContainer()
    {
        TestMaster master;
        const Outcome outcome = master.connect(hopTo("podman", {{"container", "box"}}));
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        const ContextId id = outcome.result()->id;
        QCOMPARE(outcome.result()->name, std::string("podman.box"));
        QCOMPARE(call(master, id, "os.getuid"), Value(0));
        QVERIFY(lists(master, id, "/bin", "sleeper"));
        end(master, id);
        QVERIFY(isUntouched(master, m_box));
    }

    void aUserOfTheContainerViaAnotherContext()
    {
        TestMaster master;
        const ContextId local = master.local();
        const Outcome outcome =
            master.connect(hopTo("podman", {{"container", "box"}, {"username", ContainerUser}}), local);
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        QCOMPARE(call(master, outcome.result()->id, "os.getuid"), Value(ContainerUserId));
        end(master, local);
        QVERIFY(isUntouched(master, m_box));
    }

    void aContainerWithoutAShell()
    {
        TestMaster master;
        for (const char* user : {"", ContainerUser}) {
            const Outcome outcome = master.connect(hopTo("podman", {{"container", "bare"}, {"username", user}}));
            QVERIFY2(outcome.error().empty(), described(outcome).c_str());
            QVERIFY(hasStep(outcome, "put agent there"));
            QCOMPARE(call(master, outcome.result()->id, "os.getuid"), Value(*user == '\0' ? 0 : ContainerUserId));
            end(master, outcome.result()->id);
            QVERIFY(isUntouched(master, m_bare));
        }
    }

    void whatThereIsToConnectToIsFound()
    {
        TestMaster master;
        const std::vector<std::string> names = found(master, hopTo("podman", {}));
        const auto told = [&names](std::string_view begin) {
            return std::ranges::any_of(names, [begin](const std::string& name) { return name.starts_with(begin); });
        };
        QVERIFY2(told("box Up") && told("stopped Created"), names.empty() ? "none" : names.front().c_str());
    }

    void failuresTellTheirCause_data()
    {
        QTest::addColumn<Failure>("failure");
        const auto add = [](const char* name, Failure failure) { QTest::newRow(name) << std::move(failure); };
        add("stopped",
            {hopTo("podman", {{"container", "stopped"}}), "The container is stopped", "container state improper"});
        add("missing",
            {hopTo("podman", {{"container", "none"}}), "There is no container of that name", "no such container"});
        add("no such user", {hopTo("podman", {{"container", "box"}, {"username", "nobody2"}}), "There is no such user",
                             "unable to find user"});
        add("no program", {hopTo("podman", {{"container", "box"}, {"podman_path", "/nonexistent/podman"}}),
                           "The program /nonexistent/podman is not installed", ""});
        add("another processor", {hopTo("podman", {{"container", "foreign"}}),
                                  "The container is made for another processor.", "exec format error"});
        m_storage->run("foreign", "rzbare");
        m_storage->podman({"cp",
                           m_directory.write("sh",
                                             "\x7f"
                                             "ELF, of another kind",
                                             0755),
                           "foreign:/bin/sh"});
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
    std::optional<PodmanStorage> m_storage;
    pid_t m_box = -1;
    pid_t m_bare = -1;
};

QTEST_GUILESS_MAIN(PodmanTest)
#include "podman_test.moc"
