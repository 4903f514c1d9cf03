// How the desktop's own ssh finds its way to a host, and what it says when there is none.

#include "core/base/str.h"
#include "tests/integration/transport_fixture.h"
#include "tests/support/leak_check.h"
#include "tests/support/no_threads.h"

#include <QTest>

#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

namespace {

// Something that listens and says what it is told to say, or nothing.
class Listener {
public:
    explicit Listener(std::string greeting) : m_greeting(std::move(greeting))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(m_socket.get(), reinterpret_cast<sockaddr*>(&address), size);
        ::listen(m_socket.get(), 8);
        ::getsockname(m_socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
        m_port = ntohs(address.sin_port);
    }
    std::uint16_t port() const { return m_port; }
    // Takes the connection that has come, and greets it.
    UniqueFd take() const
    {
        UniqueFd connection(::accept4(m_socket.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!m_greeting.empty())
            ::send(connection.get(), m_greeting.data(), m_greeting.size(), MSG_NOSIGNAL);
        return connection;
    }

private:
    std::string m_greeting;
    UniqueFd m_socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    std::uint16_t m_port = 0;
};

Hop toPort(std::uint16_t port)
{
    Hop hop{.method = "ssh"};
    hop.options.set("hostname", "127.0.0.1");
    hop.options.set("port", port);
    hop.options.set("connect_timeout", 20);
    return hop;
}

struct ReachFixture : TransportFixture {
    ReachFixture()
    {
        trust(server);
        key = makeSshKey(directory, "key");
        server.authorize(user, key.publicLine);
    }
    std::string fails(const Hop& to)
    {
        opened = open(to);
        if (!opened->wait())
            return "it neither opened nor failed";
        return opened->error() ? str(toString(opened->error()->kind()), ": ", opened->errorText()) : std::string();
    }
    // A configuration in which "inner" is the server behind `lines`.
    Hop inner(std::string_view lines)
    {
        settings.configFile = directory.write(
            "config", str("Host inner\n  HostName 127.0.0.1\n  Port ", server.port(), "\n  HostKeyAlias inner\n", lines,
                          "\nHost *\n  User ", user.name(), "\n  IdentityFile ", key.path, "\n  IdentitiesOnly yes\n"));
        writeFile(knownHosts, str(readFile(knownHosts), "inner ", server.hostKeys().front().typeAndBlob(), '\n'));
        Hop made{.method = "ssh"};
        made.options.set("hostname", "inner");
        return made;
    }

    SshServer server;
    SshKey key;
    std::unique_ptr<Opened> opened;
};

}  // namespace

class SshReachTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = SshServer::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
    }

    void aMachineWithoutThreadsIsSaidSo()
    {
        TransportFixture fixture;
        const NoThreads none;
        const auto opened = fixture.open(toPort(1));
        QVERIFY(opened->wait());
        QVERIFY2(opened->errorText().starts_with("cannot start a thread: "), opened->errorText().c_str());
        QVERIFY(!opened->error()->details().cause.empty() && !opened->error()->details().fix.empty());
    }

    void aHostThatIsDownIsSaidSo()
    {
        ReachFixture fixture;
        fixture.server.stop();
        const std::string error = fixture.fails(fixture.hop(fixture.server, fixture.key));
        QCOMPARE(error,
                 str("StreamError: cannot connect to 127.0.0.1 port ", fixture.server.port(), ": Connection refused"));
        const ErrorDetails& details = fixture.opened->error()->details();
        QCOMPARE(details.cause,
                 str("Nothing listens on port ", fixture.server.port(), " of 127.0.0.1, or a firewall refuses it."));
        QVERIFY(!details.fix.empty());
        QCOMPARE(fixture.opened->steps().back(), std::string("connect"));
    }

    void anUnknownHostIsSaidSo()
    {
        ReachFixture fixture;
        Hop to{.method = "ssh"};
        to.options.set("hostname", "no-such-host.invalid");
        const std::string error = fixture.fails(to);
        QVERIFY2(error.starts_with("StreamError: cannot find the address of no-such-host.invalid"), error.c_str());
        QCOMPARE(fixture.opened->steps(), std::vector<std::string>{"resolve"});
        QVERIFY(!fixture.opened->error()->details().fix.empty());
    }

    void aNameIsResolved()
    {
        ReachFixture fixture;
        Hop to = fixture.hop(fixture.server, fixture.key);
        to.options.set("hostname", "localhost");
        to.options.set("check_host_keys", "ignore");
        QCOMPARE(fixture.fails(to), std::string());
    }

    void whatIsNoSshServerIsSaidSo_data()
    {
        QTest::addColumn<QByteArray>("greeting");
        QTest::addColumn<QString>("said");
        QTest::newRow("closes") << QByteArray("x") << "closed the connection before";
        QTest::newRow("long line") << QByteArray(400, 'x') << "is no ssh server";
        QTest::newRow("old protocol") << QByteArray("SSH-1.5-old\r\n") << "does not speak version 2";
    }

    void whatIsNoSshServerIsSaidSo()
    {
        QFETCH(const QByteArray, greeting);
        QFETCH(const QString, said);
        TransportFixture fixture;
        const Listener listener(greeting.toStdString());
        std::thread server([&listener] {
            const UniqueFd connection = listener.take();
            ::shutdown(connection.get(), SHUT_WR);
            char byte = 0;
            while (::recv(connection.get(), &byte, 1, 0) > 0) {
            }
        });
        const auto opened = fixture.open(toPort(listener.port()));
        QVERIFY(opened->wait());
        server.join();
        QVERIFY2(opened->errorText().find(said.toStdString()) != std::string::npos, opened->errorText().c_str());
        QVERIFY(!opened->error()->details().cause.empty());
    }

    void aServerThatSaysNothingIsGivenUp()
    {
        TransportFixture fixture;
        const Listener listener("");
        Hop to = toPort(listener.port());
        to.options.set("connect_timeout", 1);
        const auto opened = fixture.open(to);
        QVERIFY(opened->wait());
        QVERIFY(opened->error()->kind() == ErrorKind::Timeout);
        QVERIFY2(opened->errorText().find("did not complete the key exchange") != std::string::npos,
                 opened->errorText().c_str());
    }

    void noCommonAlgorithmIsSaidSo()
    {
        ReachFixture fixture;
        fixture.settings.configFile =
            fixture.directory.write("config", "Host *\n  KexAlgorithms diffie-hellman-group14-sha1\n");
        const std::string error = fixture.fails(fixture.hop(fixture.server, fixture.key));
        QVERIFY2(error.find("no algorithm in common") != std::string::npos, error.c_str());
        QVERIFY(fixture.opened->error()->details().seen.find("diffie-hellman-group14-sha1") != std::string::npos);
    }

    void anAlgorithmThatIsNotKnownHereIsSaidSo()
    {
        ReachFixture fixture;
        fixture.settings.configFile = fixture.directory.write("config", "Host *\n  MACs umac-64@openssh.com\n");
        const std::string error = fixture.fails(fixture.hop(fixture.server, fixture.key));
        QCOMPARE(error, std::string("ArgumentError: nothing that MACs allows is known here"));
    }

    void aConfiguredHostIsReached()
    {
        ReachFixture fixture;
        QCOMPARE(fixture.fails(fixture.inner("")), std::string());
        QVERIFY(fixture.prompts.asked().empty());
    }

    void aJumpIsPassed()
    {
        ReachFixture fixture;
        SshServer bastion;
        fixture.trust(bastion);
        bastion.authorize(fixture.user, fixture.key.publicLine);
        const Hop to = fixture.inner(str("  ProxyJump ", fixture.user.name(), "@127.0.0.1:", bastion.port()));

        QCOMPARE(fixture.fails(to), std::string());

        FarShell far(*fixture.broker, fixture.opened->takeTransport());
        far.send("echo through; set -- $SSH_CONNECTION; echo port $4.\n");
        const std::string answer = far.readUntil(".\n");
        QCOMPARE(answer, str("through\nport ", fixture.server.port(), ".\n"));
        const auto& steps = fixture.opened->steps();
        QVERIFY(std::ranges::find(steps, "127.0.0.1: authentication") != steps.end());
        QVERIFY(std::ranges::find(steps, "authentication") != steps.end());
        QVERIFY(bastion.log().find("Accepted publickey") != std::string::npos);
    }

    void questionsNameTheWholePath()
    {
        ReachFixture fixture;
        SshServer bastion;
        fixture.trust(bastion);
        fixture.server.forgetAuthorizedKeys(fixture.user);
        fixture.prompts.answer(PromptKind::Password, {fixture.user.password()});
        const std::string jump = str(fixture.user.name(), "@127.0.0.1:", bastion.port());

        QCOMPARE(fixture.fails(fixture.inner("  ProxyJump " + jump)), std::string());

        const auto asked = fixture.prompts.asked();
        QCOMPARE(asked.size(), std::size_t{2});
        QCOMPARE(asked[0].prompt.path, std::vector<std::string>{"ssh " + jump});
        QCOMPARE(asked[0].prompt.subject, jump);
        QCOMPARE(asked[1].prompt.path, (std::vector<std::string>{"ssh " + jump, "ssh inner"}));
        QCOMPARE(asked[1].prompt.subject, str(fixture.user.name(), "@inner:", fixture.server.port()));
    }

    void aJumpThatCannotReachTheHostIsSaidSo()
    {
        ReachFixture fixture;
        SshServer bastion;
        fixture.trust(bastion);
        bastion.authorize(fixture.user, fixture.key.publicLine);
        const Hop to = fixture.inner(str("  ProxyJump 127.0.0.1:", bastion.port()));
        fixture.server.stop();
        const std::string error = fixture.fails(to);
        QCOMPARE(error, str("StreamError: 127.0.0.1 could not reach 127.0.0.1 port ", fixture.server.port()));
        QCOMPARE(fixture.opened->error()->details().hop, std::string("ssh inner"));
    }

    void aJumpThatRefusesUsIsNamed()
    {
        ReachFixture fixture;
        SshServer bastion({.passwords = false});
        fixture.trust(bastion);
        const std::string error = fixture.fails(fixture.inner(str("  ProxyJump 127.0.0.1:", bastion.port())));
        QVERIFY(error.starts_with("PasswordError: 127.0.0.1 did not let "));
        QCOMPARE(fixture.opened->error()->details().hop, str("ssh 127.0.0.1:", bastion.port()));
    }

    void aProxyCommandIsRun()
    {
        ReachFixture fixture;
        const Hop to = fixture.inner("");
        // A relay in a file of its own, since the command is one line.
        const std::string relay = fixture.directory.write("relay.py", R"(import os, socket, sys, threading
peer = socket.create_connection((sys.argv[1], int(sys.argv[2])))
print('relaying', file=sys.stderr, flush=True)
def up():
    while data := os.read(0, 65536):
        peer.sendall(data)
    peer.shutdown(socket.SHUT_WR)
threading.Thread(target=up, daemon=True).start()
while data := peer.recv(65536):
    os.write(1, data)
)");
        writeFile(fixture.settings.configFile,
                  str("Host inner\n  ProxyCommand python3 ", relay, " %h %p\n  HostName 127.0.0.1\n  Port ",
                      fixture.server.port(), "\n  HostKeyAlias inner\n  User ", fixture.user.name(),
                      "\n  IdentityFile ", fixture.key.path, '\n'));

        QCOMPARE(fixture.fails(to), std::string());

        FarShell far(*fixture.broker, fixture.opened->takeTransport());
        far.send("echo through\n");
        QCOMPARE(far.readUntil("\n"), std::string("through\n"));
        QCOMPARE(fixture.opened->output(), std::string("relaying\n"));
    }

    void aProxyCommandThatFailsTellsWhatItPrinted()
    {
        ReachFixture fixture;
        const std::string error = fixture.fails(fixture.inner("  ProxyCommand sh -c 'echo no way >&2; exit 1'"));
        QVERIFY2(error.find("closed the connection before the key exchange") != std::string::npos, error.c_str());
        QVERIFY(spinUntil(*fixture.broker, [&] { return fixture.opened->output() == "no way\n"; }));
    }

    void cancellingEndsEveryWait_data()
    {
        QTest::addColumn<QString>("where");
        for (const char* where : {"match exec", "silent server", "question", "silent jump", "name server"})
            QTest::newRow(where) << where;
    }

    void cancellingEndsEveryWait()
    {
        QFETCH(const QString, where);
        ReachFixture fixture;
        const Listener silent("");
        Hop to = fixture.hop(fixture.server);
        fixture.prompts.holdUnanswered();
        if (where == u"silent server")
            to = toPort(silent.port());
        if (where == u"match exec")
            fixture.settings.configFile = fixture.directory.write("config", "Match exec \"sleep 1000\"\n  Port 1\n");
        if (where == u"silent jump")
            to = fixture.inner(str("  ProxyJump 127.0.0.1:", silent.port()));
        if (where == u"name server")
            to.options.set("hostname", "no-such-host.invalid");
        fixture.opener = makeLibsshOpener(fixture.settings, {});
        const LeakCheck leaks({}, {fixture.user.uid()});

        auto opened = fixture.open(to);
        if (where == u"question")
            QVERIFY(spinUntil(*fixture.broker, [&] { return fixture.prompts.waiting().size() == 1; }));
        else
            QVERIFY(spinUntil(*fixture.broker, [&] { return !opened->steps().empty(); }));
        opened.reset();
        fixture.opener.reset();  // waits for the worker

        // A query that a name server still holds is left to itself; its descriptors go with it. That is why this is the last.
        if (where == u"name server")
            return;
        spinUntil(*fixture.broker, [&] { return leaks.leaks(Duration::zero()).empty(); });
        QVERIFY2(leaks.leaks(Duration::zero()).empty(), leaks.leaks(Duration::zero()).c_str());
    }

    void manyAtOnce()
    {
        ReachFixture fixture;
        const LeakCheck leaks({}, {fixture.user.uid()});
        constexpr std::size_t Many = 30;
        std::vector<std::unique_ptr<Opened>> all;
        for (std::size_t i = 0; i < Many; ++i)
            all.push_back(fixture.open(fixture.hop(fixture.server, fixture.key)));
        QVERIFY(spinUntil(
            *fixture.broker, [&] { return std::ranges::all_of(all, &Opened::done); }, std::chrono::seconds(100)));
        for (const auto& one : all)
            QCOMPARE(one->errorText(), std::string());
        all.clear();
        fixture.opener.reset();
        spinUntil(*fixture.broker, [&] { return leaks.leaks(Duration::zero()).empty(); });
        QVERIFY2(leaks.leaks(Duration::zero()).empty(), leaks.leaks(Duration::zero()).c_str());
    }
};

QTEST_GUILESS_MAIN(SshReachTest)
#include "ssh_reach_test.moc"
