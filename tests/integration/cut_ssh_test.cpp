// Cuts in the middle of each step of ssh, by libssh and by the OpenSSH program, from here and from another context.

#include "tests/integration/cut_check.h"

#include "core/base/str.h"
#include "core/connect/libssh/ssh_opener.h"
#include "tests/support/ssh_server.h"

#include <QTest>

#include <optional>
#include <unistd.h>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

class CutSshTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = SshServer::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        ::unsetenv("SSH_AUTH_SOCK");
        m_user.emplace();
        m_server.emplace();
        writeFile(m_knownHosts, m_server->knownHosts());
    }
    void cleanupTestCase()
    {
        m_server.reset();
        m_user.reset();
    }

    void byLibssh()
    {
        FixedPrompts prompts;
        TestMaster master(&prompts);
        addLibssh(master);
        checkCuts(master, prompts, wayIn());
    }

    void byLibsshThroughAnotherContext()
    {
        FixedPrompts prompts;
        TestMaster master(&prompts);
        addLibssh(master);
        Way way = wayIn();
        way.hop.options.set("tunnel", true);
        way.via = master.local();
        checkCuts(master, prompts, way);
    }

    void byTheProgram() { checkCuts(throughTheProgram()); }

    void byTheProgramOfAnotherContext()
    {
        FixedPrompts prompts;
        TestMaster master(&prompts);
        Way way = throughTheProgram();
        way.via = master.local();
        // Threads and descriptors of its first child stay.
        const ContextId first = master.local(way.via);
        master.connector().disconnect(first);
        QVERIFY(master.until([&] { return !master.router().findRoute(first); }));
        checkCuts(master, prompts, way);
    }

private:
    void addLibssh(TestMaster& master) const
    {
        master.connector().addOpener(
            makeLibsshOpener({.configFile = "none", .knownHostsFile = m_knownHosts}, master.log("ssh")));
    }

    // The server's side of the connection is what dies.
    Way wayIn()
    {
        Way way{.hop = {.method = "ssh", .options = {}}, .password = m_user->password(), .users = {&*m_user}};
        way.hop.options.set("hostname", SshServer::host());
        way.hop.options.set("port", m_server->port());
        way.hop.options.set("username", m_user->name());
        way.die = [this] { m_server->cutConnections(); };
        way.left = [this] {
            std::string text;
            for (const pid_t pid : m_server->connectionProcesses())
                text += str("server process ", pid, '\n');
            return text;
        };
        return way;
    }

    // Of which nothing but its process dies.
    Way throughTheProgram()
    {
        Way way = wayIn();
        way.die = {};
        List arguments;
        for (std::string text : {std::string("-F"), std::string("none"), str("-oUserKnownHostsFile=", m_knownHosts),
                                 std::string("-oGlobalKnownHostsFile=none"), std::string("-oIdentityAgent=none")})
            arguments.items.emplace_back(std::move(text));
        way.hop.options.set("ssh_args", std::move(arguments));
        return way;
    }

    TempDir m_directory;
    std::string m_knownHosts = m_directory.file("known_hosts");
    std::optional<TestUser> m_user;
    std::optional<SshServer> m_server;
};

QTEST_GUILESS_MAIN(CutSshTest)
#include "cut_ssh_test.moc"
