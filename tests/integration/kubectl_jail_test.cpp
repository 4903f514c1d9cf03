// Contexts in pods and jails: checked stand-ins for kubectl and jexec that enter real processes, and the words that the real
// programs have for what can go wrong.

#include "tests/integration/container_fixture.h"
#include "tests/support/isolated_process.h"
#include "tests/support/leak_check.h"

#include <optional>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

class KubectlJailTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = IsolatedProcess::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        m_box.emplace();
        m_other.emplace();
        m_bare.emplace(IsolatedProcess::Root::Bare);
        m_programs.emplace();
        m_programs->addPod("web", *m_box);
        m_programs->addPod("pair", *m_box, "first");
        m_programs->addPod("pair", *m_other, "second");
        m_programs->addPod("bare", *m_bare);
        m_programs->addEndedPod("job");
        m_programs->addJail("web", *m_box);
        m_programs->addJail("bare", *m_bare);
    }

    void cleanupTestCase()
    {
        m_programs.reset();
        m_box.reset();
        m_other.reset();
        m_bare.reset();
    }

    void aContextInAPod()
    {
        TestMaster master;
        const Outcome outcome = master.connect(pod({{"pod", "web"}}));
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        const ContextId id = outcome.result()->id;
        QCOMPARE(outcome.result()->name, std::string("kubectl.web"));
        QVERIFY(lists(master, id, "/bin", "sleeper"));
        QVERIFY(processesInNamespaceOf(m_box->pid()).size() > 1);
        end(master, id);
        QVERIFY(isUntouched(master, m_box->pid()));
    }

    void aContainerOfAPodWithFurtherArguments()
    {
        TestMaster master;
        const Outcome outcome =
            master.connect(pod({{"pod", "pair"},
                                {"container", "second"},
                                {"kubectl_args", List{{"--namespace=default", "--context=test"}}}}));
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        QVERIFY(processesInNamespaceOf(m_other->pid()).size() > 1);
        QCOMPARE(processesInNamespaceOf(m_box->pid()).size(), std::size_t{1});
        QVERIFY2(m_programs->log().find("kubectl [exec] [--stdin] [pair] [--container=second] [--namespace=default] "
                                        "[--context=test] [--] [sh] [-c]") != std::string::npos,
                 m_programs->log().c_str());
        end(master, outcome.result()->id);
        QVERIFY(isUntouched(master, m_other->pid()));
    }

    void aPodViaAnotherContext()
    {
        TestMaster master;
        const ContextId local = master.local();
        const Outcome outcome = master.connect(pod({{"pod", "web"}}), local);
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        end(master, local);
        QVERIFY(isUntouched(master, m_box->pid()));
    }

    void aContextInAJail()
    {
        TestMaster master;
        const Outcome outcome = master.connect(jail({{"container", "web"}}));
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        QCOMPARE(outcome.result()->name, std::string("jail.web"));
        QCOMPARE(call(master, outcome.result()->id, "os.getuid"), Value(0));
        end(master, outcome.result()->id);
        QVERIFY(isUntouched(master, m_box->pid()));
    }

    void aUserOfAJailViaAnotherContext()
    {
        TestMaster master;
        const ContextId local = master.local();
        const Outcome outcome = master.connect(jail({{"container", "web"}, {"username", ContainerUser}}), local);
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        QCOMPARE(call(master, outcome.result()->id, "os.getuid"), Value(ContainerUserId));
        end(master, local);
        QVERIFY(isUntouched(master, m_box->pid()));
    }

    void whatThereIsToConnectToIsFound()
    {
        TestMaster master;
        QVERIFY(contains(found(master, pod({})), "web Running"));
        QVERIFY(contains(found(master, pod({})), "job Succeeded"));
        QVERIFY(contains(found(master, jail({})), "web"));
    }

    void failuresTellTheirCause_data()
    {
        QTest::addColumn<Failure>("failure");
        const auto add = [](const char* name, Failure failure) { QTest::newRow(name) << std::move(failure); };
        add("no such pod", {pod({{"pod", "none"}}), "There is no pod of that name", "NotFound"});
        add("another namespace", {pod({{"pod", "web"}, {"kubectl_args", List{{"--namespace=shop"}}}}),
                                  "There is no pod of that name", "NotFound"});
        add("no such container", {pod({{"pod", "web"}, {"container", "none"}}),
                                  "The pod has no container of that name.", "is not valid for pod"});
        add("pod ended", {pod({{"pod", "job"}}), "The pod has ended.", "completed pod"});
        add("pod without a shell",
            {pod({{"pod", "bare"}}), "The container has no shell.", "executable file not found"});
        add("no such jail", {jail({{"container", "none"}}), "There is no running jail", "not found"});
        add("no such user",
            {jail({{"container", "web"}, {"username", "nobody2"}}), "There is no such user", "no such user"});
        add("jail without a shell", {jail({{"container", "bare"}}), "The jail has no shell.", "execvp: sh"});
        add("no kubectl", {hopTo("kubectl", {{"pod", "web"}, {"kubectl_path", "/nonexistent/kubectl"}}),
                           "The program /nonexistent/kubectl is not installed", ""});
        add("no jexec", {hopTo("jail", {{"container", "web"}}), "The program /usr/sbin/jexec is not installed", ""});
    }

    void failuresTellTheirCause()
    {
        QFETCH(Failure, failure);
        TestMaster master;
        const LeakCheck leaks;
        checkFailure(master, failure);
        QVERIFY2(master.until([&] { return leaks.leaks(Duration::zero()).empty(); }), leaks.leaks().c_str());
    }

    void wordsOfTheRealProgramsAreKnown_data()
    {
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("cause");
        QTest::newRow("no cluster")
            << "The connection to the server localhost:8080 was refused - did you specify the right "
               "host or port?"
            << "The cluster is not reached.";
        QTest::newRow("no name") << "Unable to connect to the server: dial tcp: lookup k8s.invalid: no such host"
                                 << "The cluster is not reached.";
        QTest::newRow("forbidden") << "Error from server (Forbidden): pods \"web\" is forbidden: User \"jo\" cannot "
                                      "create resource \"pods/exec\" in "
                                      "API group \"\" in the namespace \"shop\""
                                   << "This user of the cluster may not execute programs";
        QTest::newRow("logged out") << "error: You must be logged in to the server (Unauthorized)"
                                    << "The cluster does not know this user";
        QTest::newRow("crashed") << "error: unable to upgrade connection: container not found (\"main\")"
                                 << "The container does not run";
        QTest::newRow("gone") << "error: unable to upgrade connection: pod does not exist"
                              << "There is no pod of that name";
        QTest::newRow("foreign") << "exec /bin/sh: exec format error" << "The container is made for another processor.";
    }

    void wordsOfTheRealProgramsAreKnown()
    {
        QFETCH(QString, message);
        QFETCH(QString, cause);
        StandIns programs;
        programs.failWith(message.toStdString());
        TestMaster master;
        checkFailure(master, {hopTo("kubectl", {{"pod", "web"}, {"kubectl_path", programs.kubectl()}}),
                              cause.toStdString(), message.toStdString()});
    }

private:
    Hop pod(std::initializer_list<std::pair<const char*, Value>> options) const
    {
        Hop hop = hopTo("kubectl", options);
        hop.options.set("kubectl_path", m_programs->kubectl());
        return hop;
    }
    Hop jail(std::initializer_list<std::pair<const char*, Value>> options) const
    {
        Hop hop = hopTo("jail", options);
        hop.options.set("jexec_path", m_programs->jexec());
        return hop;
    }

    std::optional<IsolatedProcess> m_box;
    std::optional<IsolatedProcess> m_other;
    std::optional<IsolatedProcess> m_bare;
    std::optional<StandIns> m_programs;
};

QTEST_GUILESS_MAIN(KubectlJailTest)
#include "kubectl_jail_test.moc"
