// What a method could connect to, as its program prints it, and what becomes of a program that does not.
#include "core/connect/discovery.h"

#include "core/base/exceptions.h"
#include "tests/support/spin.h"
#include "tests/support/temp_dir.h"

#include <QTest>

#include <fstream>
#include <sys/stat.h>

using namespace rz;
using namespace rz::connect;
using rz::test::TempDir;

namespace {

constexpr std::string_view Passwd = "daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n"
                                    "alice:x:1000:1000:Alice Liddell,Room 1,,:/home/alice:/bin/bash\n"
                                    "broken:x:1001\n"
                                    "sync:x:4:65534:sync:/bin:/bin/sync\n"
                                    "root:x:0:0:root:/root:/bin/sh\n";

class Search {
public:
    explicit Search(const Hop& hop)
        : m_discovery(Discovery::start(*m_broker, hop, [this](auto found) { m_found = std::move(found); }))
    {
    }
    Result<std::vector<Candidate>> result()
    {
        test::spinUntil(*m_broker, [this] { return m_found.has_value(); });
        return *m_found;
    }
    bool done() const { return m_found.has_value(); }
    void cancel() { m_discovery.reset(); }
    io::Broker& broker() { return *m_broker; }

private:
    std::unique_ptr<io::Broker> m_broker = valueOrThrow(io::Broker::create(io::Broker::Drive::Caller));
    std::optional<Result<std::vector<Candidate>>> m_found;
    std::unique_ptr<Discovery> m_discovery;
};

// Plays docker.
Hop dockerHop(const TempDir& directory, const std::string& body)
{
    const std::string path = directory.file("docker");
    std::ofstream(path) << "#!/bin/sh\n" << body << '\n';
    ::chmod(path.c_str(), 0755);
    Hop hop{.method = "docker", .options = {}};
    hop.options.set("docker_path", path);
    return hop;
}

}  // namespace

class ConnectDiscoveryTest : public QObject {
    Q_OBJECT

private slots:
    void fields_stand_where_the_layout_says()
    {
        const auto found =
            candidatesIn("c1  RUNNING\n\nc2  STOPPED\n", {.separator = ' ', .name = 0, .state = 1, .note = -1});
        QCOMPARE(found, (std::vector<Candidate>{{"c1", "RUNNING", ""}, {"c2", "STOPPED", ""}}));
    }

    void only_users_who_can_log_in_are_shown_root_first()
    {
        QCOMPARE(usersIn(Passwd), (std::vector<Candidate>{{"root", "", "root"}, {"alice", "", "Alice Liddell"}}));
    }

    void the_program_is_asked_and_its_lines_are_read()
    {
        const TempDir directory;
        Search search(dockerHop(directory, R"(printf '%s\t%s\t%s\n' web running nginx db exited postgres)"));
        QCOMPARE(*search.result(), (std::vector<Candidate>{{"web", "running", "nginx"}, {"db", "exited", "postgres"}}));
    }

    void what_the_program_says_is_the_error()
    {
        const TempDir directory;
        Search search(dockerHop(directory, "echo 'Cannot connect to the Docker daemon' >&2; exit 1"));
        const auto found = search.result();
        QVERIFY(found.error().text().ends_with("docker exited with status 1"));
        QCOMPARE(found.error().details().seen, std::string("Cannot connect to the Docker daemon"));
    }

    void a_missing_program_is_named()
    {
        Hop hop{.method = "docker", .options = {}};
        hop.options.set("docker_path", "/nowhere/docker");
        const auto found = Search(hop).result();
        QVERIFY(found.error().details().cause.find("/nowhere/docker is not installed") != std::string::npos);
    }

    void a_cancelled_search_ends_its_program()
    {
        const TempDir directory;
        const std::string pid = directory.file("pid");
        Search search(
            dockerHop(directory, "echo $$ >'" + pid + ".new'; mv '" + pid + ".new' '" + pid + "'; exec sleep 1000"));
        long number = 0;
        QVERIFY(test::spinUntil(search.broker(), [&] { return std::ifstream(pid) >> number && number > 0; }));
        search.cancel();
        const std::string process = "/proc/" + std::to_string(number);
        QVERIFY(test::spinUntil(search.broker(), [&] { return ::access(process.c_str(), F_OK) != 0; }));
        QVERIFY(!search.done());
    }

    void a_method_with_nothing_to_look_for_says_so()
    {
        const auto found = Search(Hop{.method = "local", .options = {}}).result();
        QVERIFY(found.error().kind() == ErrorKind::Argument);
    }

    void what_was_found_travels()
    {
        const std::vector<Candidate> found{{"web", "running", "nginx"}, {"db", "", ""}};
        QCOMPARE(candidatesFrom(toValue(found)), found);
        QVERIFY(candidatesFrom(Value("no list")).empty());
    }
};

QTEST_GUILESS_MAIN(ConnectDiscoveryTest)
#include "connect_discovery_test.moc"
