// How the programs of containers are started: the exact words.

#include "core/connect/bootstrap/first_stage.h"
#include "core/connect/methods/methods.h"
#include "core/connect/openers/direct_start.h"

#include <QTest>

#include <vector>

using namespace rz;
using namespace rz::connect;

namespace {

struct Row {
    const char* name;
    const ProgramMethod* method;
    std::vector<std::pair<const char*, Value>> options;
    const char* command;  // for sh -c true
};

const std::vector<Row> Rows{
    {"docker", &DockerMethod, {{"container", "web"}}, "docker exec --interactive web sh -c true"},
    {"docker user",
     &DockerMethod,
     {{"container", "web"}, {"username", "jo"}, {"docker_path", "/opt/docker"}},
     "/opt/docker exec --interactive --user jo web sh -c true"},
    {"podman",
     &PodmanMethod,
     {{"container", "web"}, {"username", "jo"}},
     "podman exec --interactive --user jo web sh -c true"},
    {"buildah", &BuildahMethod, {{"container", "web"}}, "buildah run web -- sh -c true"},
    {"buildah user",
     &BuildahMethod,
     {{"container", "web"}, {"username", "jo"}},
     "buildah run --user jo web -- sh -c true"},
    {"lxc", &LxcMethod, {{"container", "web"}}, "lxc-attach --clear-env --name web -- sh -c true"},
    {"lxd", &LxdMethod, {{"container", "far:web"}}, "lxc exec --mode=non-interactive far:web -- sh -c true"},
    {"kubectl", &KubectlMethod, {{"pod", "web"}}, "kubectl exec --stdin web -- sh -c true"},
    {"kubectl all",
     &KubectlMethod,
     {{"pod", "web"}, {"container", "app"}, {"kubectl_args", List{{"--namespace", "a b"}}}, {"kubectl_path", "k"}},
     "k exec --stdin web --container=app --namespace 'a b' -- sh -c true"},
    {"jail", &JailMethod, {{"container", "web"}}, "/usr/sbin/jexec web sh -c true"},
    {"jail user", &JailMethod, {{"container", "web"}, {"username", "jo"}}, "/usr/sbin/jexec -U jo web sh -c true"},
};

Hop hopOf(const Row& row)
{
    Hop hop{.method = std::string(row.method->description.name), .options = {}};
    for (const auto& [name, value] : row.options)
        hop.options.set(name, value);
    return hop;
}

}  // namespace

class ConnectContainerMethodsTest : public QObject {
    Q_OBJECT

private slots:
    void theProgramIsStartedLikeThis_data()
    {
        QTest::addColumn<int>("row");
        for (std::size_t i = 0; i < Rows.size(); ++i)
            QTest::newRow(Rows[i].name) << static_cast<int>(i);
    }

    void theProgramIsStartedLikeThis()
    {
        QFETCH(int, row);
        const Row& expected = Rows[static_cast<std::size_t>(row)];
        const auto start = expected.method->start(hopOf(expected), std::vector<std::string>{"sh", "-c", "true"});
        QVERIFY(start);
        QCOMPARE(shellCommand(start->argv), std::string(expected.command));
    }

    void aTemporaryContainerHasANameOfItsOwnAndIsRemoved()
    {
        Hop hop{.method = "docker", .options = {}};
        hop.options.set("image", "nginx");
        const std::vector<std::string> command{"sh", "-c", "true"};
        const auto start = DockerMethod.start(hop, command);
        QVERIFY(start);
        QCOMPARE(start->destroy.size(), std::size_t{4});
        const std::string name = start->destroy.back();
        QVERIFY(name.starts_with("rhizome-"));
        QCOMPARE(shellCommand(start->destroy), "docker rm --force " + name);
        // An image may have a program of its own that would take sh for its argument.
        QCOMPARE(shellCommand(start->argv),
                 "docker run --interactive --rm --name " + name + " --entrypoint sh nginx -c true");
        QVERIFY(DockerMethod.start(hop, command)->destroy.back() != name);
        QCOMPARE(hop.label(), std::string("docker nginx"));
    }

    void theAgentGoesWhereThereIsNoShell()
    {
        const std::string file = std::string(UnpackedPrefix) + "1";
        Hop hop{.method = "docker", .options = {}};
        hop.options.set("container", "web");
        hop.options.set("username", "jo");
        const auto existing = DockerMethod.direct(hop, file);
        QVERIFY(existing && existing->create.empty() && existing->start.destroy.empty());
        QCOMPARE(shellCommand(existing->copy), std::string("docker cp - web:/"));
        QCOMPARE(shellCommand(existing->start.argv),
                 std::string("docker exec --interactive --user jo web /.rhizome-1"));
        QCOMPARE(shellCommand(existing->tidy), std::string("docker exec --user 0 web /.rhizome-1 --version"));

        hop.options = {};
        hop.options.set("image", "nginx");
        const auto temporary = DockerMethod.direct(hop, file);
        const std::string name = temporary->start.destroy.back();
        QCOMPARE(shellCommand(temporary->create),
                 "docker create --interactive --rm --name " + name + " --entrypoint /.rhizome-1 nginx");
        QCOMPARE(shellCommand(temporary->copy), "docker cp - " + name + ":/");
        QCOMPARE(shellCommand(temporary->start.argv), "docker start --attach --interactive " + name);

        Hop lxd{.method = "lxd", .options = {}};
        lxd.options.set("container", "far:web");
        const auto pushed = LxdMethod.direct(lxd, file);
        QCOMPARE(shellCommand(pushed->copy), std::string("lxc file push --quiet --mode=0755 - far:web/.rhizome-1"));
        QVERIFY(pushed->takes == DirectStart::Takes::File);
    }
};

QTEST_APPLESS_MAIN(ConnectContainerMethodsTest)
#include "connect_container_methods_test.moc"
