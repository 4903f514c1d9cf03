// Contexts in working containers of buildah.

#include "tests/integration/container_fixture.h"
#include "tests/support/leak_check.h"
#include "tests/support/podman_storage.h"

#include <optional>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

class BuildahTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = PodmanStorage::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        m_storage.emplace();
        m_storage->makeWorkingContainer("box");
        m_storage->buildah({"from", "--name", "empty", "scratch"});
    }

    void cleanupTestCase() { m_storage.reset(); }

    void aContextInAWorkingContainer()
    {
        TestMaster master;
        const LeakCheck leaks;
        const Outcome outcome = master.connect(hopTo("buildah", {{"container", "box"}}));
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        const ContextId id = outcome.result()->id;
        QCOMPARE(outcome.result()->name, std::string("buildah.box"));
        QCOMPARE(call(master, id, "os.getuid"), Value(0));
        QVERIFY(*call(master, id, "os.getpid").as<std::int64_t>() > 0);
        QVERIFY(lists(master, id, "/bin", "sleeper"));
        end(master, id);
        QVERIFY2(master.until([&] { return leaks.leaks(Duration::zero()).empty(); }), leaks.leaks().c_str());
    }

    void aUserOfTheContainerViaAnotherContext()
    {
        TestMaster master;
        const ContextId local = master.local();
        const Outcome outcome =
            master.connect(hopTo("buildah", {{"container", "box"}, {"username", ContainerUser}}), local);
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        QCOMPARE(call(master, outcome.result()->id, "os.getuid"), Value(ContainerUserId));
    }

    void whatThereIsToConnectToIsFound()
    {
        TestMaster master;
        const std::vector<std::string> names = found(master, hopTo("buildah", {}));
        QVERIFY2(contains(names, "box"), names.empty() ? "none" : names.front().c_str());
    }

    void failuresTellTheirCause_data()
    {
        QTest::addColumn<Failure>("failure");
        const auto add = [](const char* name, Failure failure) { QTest::newRow(name) << std::move(failure); };
        add("missing", {hopTo("buildah", {{"container", "none"}}), "There is no working container of that name",
                        "container not known"});
        add("no shell",
            {hopTo("buildah", {{"container", "empty"}}), "The container has no shell.", "executable file not found"});
        add("no such user", {hopTo("buildah", {{"container", "box"}, {"username", "nobody2"}}), "There is no such user",
                             "unknown user"});
        add("no program", {hopTo("buildah", {{"container", "box"}, {"buildah_path", "/nonexistent/buildah"}}),
                           "The program /nonexistent/buildah is not installed", ""});
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
    std::optional<PodmanStorage> m_storage;
};

QTEST_GUILESS_MAIN(BuildahTest)
#include "buildah_test.moc"
