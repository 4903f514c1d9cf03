// How the desktop's own ssh proves who we are, against a real sshd.

#include "core/base/str.h"
#include "core/io/profile.h"
#include "core/io/unix_socket.h"
#include "tests/integration/auth_fixture.h"
#include "tests/integration/pam_services.h"
#include "tests/support/traces.h"

#include <QTest>

#include <cstdlib>
#include <future>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

namespace {

using Decision = PromptAnswer::Decision;
using Fixture = AuthFixture;

// Listens, has no room for one more connection, and never takes one.
class StoppedAgent {
public:
    explicit StoppedAgent(std::string path) : m_path(std::move(path))
    {
        ::bind(m_listener.get(), address().get(), io::UnixAddress::length());
        ::listen(m_listener.get(), 0);
        for (;;) {
            UniqueFd client(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
            if (::connect(client.get(), address().get(), io::UnixAddress::length()) != 0)
                return;
            m_clients.push_back(std::move(client));
        }
    }
    const std::string& path() const { return m_path; }
    void end() { m_listener.reset(); }

private:
    io::UnixAddress address() const { return *io::unixAddress(m_path); }

    std::string m_path;
    UniqueFd m_listener{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    std::vector<UniqueFd> m_clients;
};

}  // namespace

class SshAuthTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = SshServer::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
    }

    void aPublicKeyLetsIn_data()
    {
        QTest::addColumn<QString>("type");
        for (const char* type : {"ed25519", "ecdsa", "rsa"})
            QTest::newRow(type) << type;
    }

    void aPublicKeyLetsIn()
    {
        QFETCH(const QString, type);
        Fixture fixture;
        const SshKey key = makeSshKey(fixture.directory, "key", type.toStdString());
        fixture.server.authorize(fixture.user, key.publicLine);

        QCOMPARE(fixture.fails(fixture.hop(fixture.server, key)), std::string());

        QVERIFY(fixture.prompts.asked().empty());
        QCOMPARE(fixture.opened->steps(), (std::vector<std::string>{"resolve", "connect", "key exchange", "host key",
                                                                    "authentication", "open session"}));
        QVERIFY(fixture.opened->notes().find("publickey (key)") != std::string::npos);
    }

    // Each refusal costs a round trip and OpenSSH's delay.
    void aKeyAtHandIsOfferedBeforeTheServerIsAskedForItsMethods()
    {
        Fixture fixture(SshServer::Options{.logLevel = "DEBUG1"});
        const SshKey key = makeSshKey(fixture.directory, "key");
        fixture.server.authorize(fixture.user, key.publicLine);
        QCOMPARE(fixture.fails(fixture.hop(fixture.server, key)), std::string());
        QCOMPARE(count(fixture.server.log(), "method none"), std::size_t{0});
        QCOMPARE(count(fixture.server.log(), "method publickey"), std::size_t{1});
        // What could be anything is asked for.
        fixture.prompts.answer(PromptKind::Password, {fixture.user.password()});
        QCOMPARE(fixture.fails(fixture.here()), std::string());
        QCOMPARE(count(fixture.server.log(), "method none"), std::size_t{1});
    }

    void aPasswordIsAskedFor()
    {
        Fixture fixture;
        fixture.prompts.answer(PromptKind::Password, {fixture.user.password()});

        QCOMPARE(fixture.fails(fixture.here()), std::string());

        const auto asked = fixture.prompts.asked();
        QCOMPARE(asked.size(), std::size_t{1});
        const Prompt& prompt = asked.front().prompt;
        QCOMPARE(prompt.subject, str(fixture.user.name(), "@127.0.0.1:", fixture.server.port()));
        QCOMPARE(prompt.path, std::vector<std::string>{fixture.here().label()});
        QCOMPARE(prompt.program, std::string("ssh"));
        QVERIFY(prompt.maySave && prompt.fields.size() == 1 && !prompt.fields.front().echo);
        QCOMPARE(asked.front().accepted, std::optional(true));
    }

    void aWrongPasswordIsAskedForAgain()
    {
        Fixture fixture;
        fixture.prompts.answer(PromptKind::Password, {"wrong", fixture.user.password()});

        QCOMPARE(fixture.fails(fixture.here()), std::string());

        const auto asked = fixture.prompts.asked();
        QCOMPARE(asked.size(), std::size_t{2});
        QCOMPARE(asked[0].accepted, std::optional(false));
        QCOMPARE(asked[1].accepted, std::optional(true));
        QCOMPARE(asked[1].prompt.attempt, 2);
        QCOMPARE(asked[1].prompt.lastFailure,
                 str("127.0.0.1 refused the password for ", fixture.user.name(), " (attempt 1 of 3)"));
    }

    void afterThreeWrongPasswordsItIsOver()
    {
        Fixture fixture;
        fixture.prompts.answer(PromptKind::Password, {"wrong 1", "wrong 2", "wrong 3"});

        QCOMPARE(fixture.fails(fixture.here()),
                 str("PasswordError: 127.0.0.1 did not let ", fixture.user.name(), " in"));

        QCOMPARE(fixture.prompts.asked().size(), std::size_t{3});
        const ErrorDetails& details = fixture.opened->error()->details();
        QVERIFY2(details.seen.find("password (attempt 3 of 3)") != std::string::npos, details.seen.c_str());
        QVERIFY(!details.cause.empty() && !details.fix.empty());
    }

    void aWrongPasswordIsNeverSentTwice()
    {
        Fixture fixture;
        fixture.prompts.answer(PromptKind::Password, {"wrong"});

        QVERIFY(!fixture.fails(fixture.here()).empty());

        QCOMPARE(fixture.prompts.asked().size(), std::size_t{3});
        QCOMPARE(fixture.refusedByServer(), std::size_t{1});
        QVERIFY(fixture.prompts.asked()[2].prompt.lastFailure.find("not sent again") != std::string::npos);
    }

    void aGivenPasswordIsUsedWithoutAQuestion()
    {
        Fixture fixture;
        QCOMPARE(fixture.fails(fixture.withPassword(fixture.user.password())), std::string());
        QVERIFY(fixture.prompts.asked().empty());
    }

    void aWrongGivenPasswordIsUsedOnce()
    {
        Fixture fixture;
        fixture.prompts.answer(PromptKind::Password, {fixture.user.password()});

        QCOMPARE(fixture.fails(fixture.withPassword("wrong")), std::string());

        QCOMPARE(fixture.refusedByServer(), std::size_t{1});
        QCOMPARE(fixture.prompts.asked().size(), std::size_t{1});
        QCOMPARE(fixture.prompts.asked().front().prompt.attempt, 2);
    }

    void aGivenPasswordThatFailedByKeyboardIsNotTriedAsPassword()
    {
        Fixture fixture({.keyboardInteractive = true, .pamService = std::string(PlainPam)});

        QVERIFY(!fixture.fails(fixture.withPassword("wrong")).empty());

        QCOMPARE(count(fixture.server.log(), "Failed "), std::size_t{1});
    }

    void refusingToAnswerIsAPasswordError()
    {
        Fixture fixture;
        fixture.prompts.addRule([](const Prompt&) { return decisionAnswer(Decision::Refused); });
        QVERIFY(fixture.fails(fixture.here()).starts_with("PasswordError: you did not give the password of "));
    }

    void nobodyToAnswerIsAPasswordError()
    {
        Fixture fixture;
        const std::string error = fixture.fails(fixture.here());
        QVERIFY2(error.starts_with("PasswordError: ") && error.find("nobody could be asked") != std::string::npos,
                 error.c_str());
    }

    void anEncryptedKeyIsUnlocked()
    {
        Fixture fixture({.passwords = false});
        const SshKey key = makeSshKey(fixture.directory, "key", "ed25519", "open sesame");
        fixture.server.authorize(fixture.user, key.publicLine);
        fixture.prompts.answer(PromptKind::Passphrase, {"wrong", "open sesame"});

        QCOMPARE(fixture.fails(fixture.hop(fixture.server, key)), std::string());

        const auto asked = fixture.prompts.asked();
        QCOMPARE(asked.size(), std::size_t{2});
        QCOMPARE(asked[0].prompt.subject, key.path);
        QCOMPARE(asked[0].accepted, std::optional(false));
        QCOMPARE(asked[1].prompt.lastFailure, std::string("That passphrase does not open key (1 of 3)"));
        QCOMPARE(asked[1].accepted, std::optional(true));
    }

    void aPassphraseIsNotAskedForAKeyTheServerDoesNotTake()
    {
        Fixture fixture;
        const SshKey key = makeSshKey(fixture.directory, "key", "ed25519", "open sesame");
        fixture.prompts.answer(PromptKind::Password, {fixture.user.password()});

        QCOMPARE(fixture.fails(fixture.hop(fixture.server, key)), std::string());

        QCOMPARE(fixture.prompts.count(PromptKind::Passphrase), std::size_t{0});
    }

    void anEmptyPassphraseGoesOnWithoutTheKey()
    {
        Fixture fixture;
        const SshKey key = makeSshKey(fixture.directory, "key", "ed25519", "open sesame");
        fixture.server.authorize(fixture.user, key.publicLine);
        fixture.prompts.answer(PromptKind::Passphrase, {""});
        fixture.prompts.answer(PromptKind::Password, {fixture.user.password()});

        QCOMPARE(fixture.fails(fixture.hop(fixture.server, key)), std::string());

        QCOMPARE(fixture.prompts.asked().size(), std::size_t{2});
    }

    void aKeyThatCannotBeUsedIsSaidSoAndPassedOver_data()
    {
        QTest::addColumn<QString>("how");
        QTest::addColumn<QString>("said");
        QTest::newRow("missing") << "missing" << "No such file";
        QTest::newRow("open to others") << "open" << "others may read";
        QTest::newRow("damaged") << "damaged" << "holds no private key";
        QTest::newRow("a directory") << "directory" << "cannot read the key";
    }

    void aKeyThatCannotBeUsedIsSaidSoAndPassedOver()
    {
        QFETCH(const QString, how);
        QFETCH(const QString, said);
        Fixture fixture;
        SshKey key{.path = fixture.directory.file("key")};
        if (how == u"open")
            key = makeSshKey(fixture.directory, "key");
        if (how == u"open")
            ::chmod(key.path.c_str(), 0644);
        if (how == u"damaged")
            writeFile(key.path, "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n");
        if (how == u"directory")
            ::mkdir(key.path.c_str(), 0700);
        fixture.prompts.answer(PromptKind::Password, {"wrong 1", "wrong 2", "wrong 3"});

        QVERIFY(!fixture.fails(fixture.hop(fixture.server, key)).empty());

        QVERIFY2(fixture.opened->notes().find(said.toStdString()) != std::string::npos,
                 fixture.opened->notes().c_str());
        const ErrorDetails& details = fixture.opened->error()->details();
        QVERIFY2(details.seen.find(said.toStdString()) != std::string::npos, details.seen.c_str());
        QCOMPARE(fixture.prompts.count(PromptKind::Password), std::size_t{3});
    }

    void aServerThatTakesKeysOnlyIsExplained()
    {
        Fixture fixture({.passwords = false});
        QVERIFY(fixture.fails(fixture.here()).starts_with("PasswordError: "));
        QVERIFY(fixture.opened->error()->details().cause.find("public keys only") != std::string::npos);
    }

    void anAgentsKeyLetsIn()
    {
        Fixture fixture({.passwords = false});
        SshAgent agent(fixture.directory);
        const SshKey other = makeSshKey(fixture.directory, "other");
        const SshKey key = makeSshKey(fixture.directory, "key", "rsa");
        agent.add(other);
        agent.add(key);
        fixture.server.authorize(fixture.user, key.publicLine);
        ::setenv("SSH_AUTH_SOCK", agent.socket().c_str(), 1);

        QCOMPARE(fixture.fails(fixture.here()), std::string());

        QVERIFY2(fixture.opened->notes().find("publickey (key, of the agent)") != std::string::npos,
                 fixture.opened->notes().c_str());
        ::unsetenv("SSH_AUTH_SOCK");
    }

    void onlyTheNamedKeyOfTheAgentIsOffered()
    {
        Fixture fixture({.passwords = false, .lines = {"MaxAuthTries 2"}});
        SshAgent agent(fixture.directory);
        for (int i = 0; i < 6; ++i)
            agent.add(makeSshKey(fixture.directory, str("other", i)));
        const SshKey key = makeSshKey(fixture.directory, "key", "ed25519");
        agent.add(key);
        ::unlink(key.path.c_str());
        fixture.server.authorize(fixture.user, key.publicLine);
        ::setenv("SSH_AUTH_SOCK", agent.socket().c_str(), 1);

        const std::string toAll = fixture.fails(fixture.here());
        Hop named = fixture.here();
        named.options.set("identity_file", key.publicPath());
        const std::string toOne = fixture.fails(named);

        ::unsetenv("SSH_AUTH_SOCK");
        QVERIFY2(toAll.find("after too many attempts") != std::string::npos, toAll.c_str());
        QCOMPARE(toOne, std::string());
    }

    void anEncryptedKeyInTheAgentNeedsNoPassphrase()
    {
        Fixture fixture({.passwords = false});
        SshAgent agent(fixture.directory);
        SshKey key = makeSshKey(fixture.directory, "key");
        agent.add(key);
        mustRun({"ssh-keygen", "-q", "-p", "-N", "open sesame", "-f", key.path});
        fixture.server.authorize(fixture.user, key.publicLine);
        ::setenv("SSH_AUTH_SOCK", agent.socket().c_str(), 1);
        const std::string result = fixture.fails(fixture.hop(fixture.server, key));
        ::unsetenv("SSH_AUTH_SOCK");
        QCOMPARE(result, std::string());
        QVERIFY(fixture.prompts.asked().empty());
    }

    void anAgentThatIsGoneIsNoObstacle()
    {
        Fixture fixture;
        ::setenv("SSH_AUTH_SOCK", "/no/such/agent", 1);
        const std::string result = fixture.fails(fixture.withPassword(fixture.user.password()));
        ::unsetenv("SSH_AUTH_SOCK");
        QCOMPARE(result, std::string());
    }

    // One that is stopped takes no connection once its queue is full.
    void anAgentThatTakesNoConnectionCanBeGivenUp()
    {
        Fixture fixture;
        StoppedAgent agent(fixture.directory.file("agent"));
        ::setenv("SSH_AUTH_SOCK", agent.path().c_str(), 1);
        auto opened = fixture.open(fixture.here());
        ::unsetenv("SSH_AUTH_SOCK");
        const auto authenticates = [&] {
            return !opened->steps().empty() && opened->steps().back() == "authentication";
        };
        QVERIFY(spinUntil(*fixture.broker, authenticates));
        opened.reset();
        // Its thread is waited for.
        std::future<void> gone =
            std::async(std::launch::async, [opener = std::move(fixture.opener)]() mutable { opener.reset(); });
        const bool inTime = gone.wait_for(Patience) == std::future_status::ready;
        agent.end();
        QVERIFY(inTime);
    }

    void aCertificateLetsIn()
    {
        const TempDir keys;
        const SshKey authority = makeSshKey(keys, "ca");
        Fixture fixture({.passwords = false, .lines = {str("TrustedUserCAKeys ", authority.publicPath())}});
        const SshKey key = makeSshKey(fixture.directory, "key");
        mustRun({"ssh-keygen", "-q", "-s", authority.path, "-I", "test", "-n", fixture.user.name(), key.publicPath()});
        QCOMPARE(fixture.fails(fixture.hop(fixture.server, key)), std::string());
    }

    void severalMethodsInARow()
    {
        Fixture fixture({.lines = {"AuthenticationMethods publickey,password"}});
        const SshKey key = makeSshKey(fixture.directory, "key");
        fixture.server.authorize(fixture.user, key.publicLine);
        fixture.prompts.answer(PromptKind::Password, {fixture.user.password()});
        QCOMPARE(fixture.fails(fixture.hop(fixture.server, key)), std::string());
        QCOMPARE(fixture.prompts.asked().size(), std::size_t{1});
    }

    void preferredAuthenticationsAreFollowed()
    {
        Fixture fixture;
        const SshKey key = makeSshKey(fixture.directory, "key");
        fixture.server.authorize(fixture.user, key.publicLine);
        fixture.settings.configFile =
            fixture.directory.write("config", "Host *\n  PreferredAuthentications password,publickey\n");
        fixture.prompts.answer(PromptKind::Password, {fixture.user.password()});
        QCOMPARE(fixture.fails(fixture.hop(fixture.server, key)), std::string());
        QCOMPARE(fixture.prompts.asked().size(), std::size_t{1});
    }

    void aBannerIsShown()
    {
        const TempDir files;
        const std::string banner = files.write("banner", "Members only.\nGo away.\n", 0644);
        Fixture fixture({.lines = {str("Banner ", banner)}});
        QCOMPARE(fixture.fails(fixture.withPassword(fixture.user.password())), std::string());
        QCOMPARE(fixture.opened->output(), std::string("Members only.\nGo away.\n"));
    }

    void aServerThatEndsWhileAPersonThinksIsToldOf()
    {
        Fixture fixture;
        fixture.prompts.holdUnanswered();
        fixture.opened = fixture.open(fixture.here());
        QVERIFY(spinUntil(*fixture.broker, [&] { return fixture.prompts.waiting().size() == 1; }));
        fixture.server.cutConnections();
        fixture.prompts.answerWaiting(fixture.prompts.waiting().front().id, secretAnswer({fixture.user.password()}));
        QVERIFY(fixture.opened->wait());
        const std::string error = fixture.opened->errorText();
        QVERIFY2(error.find("closed the connection during the authentication") != std::string::npos, error.c_str());
    }

    void secretsAreNowhereInWhatIsTold()
    {
        Fixture fixture;
        fixture.prompts.answer(PromptKind::Password, {"wrong-7f3a", fixture.user.password()});
        QCOMPARE(fixture.fails(fixture.here()), std::string());
        const std::string told = fixture.opened->notes() + fixture.opened->output();
        QVERIFY(told.find("wrong-7f3a") == std::string::npos);
        QVERIFY(told.find(fixture.user.password()) == std::string::npos);
    }

    // Last: it cannot be switched off.
    void aProfiledHandshakeLeavesTracesOfItsThreads()
    {
        io::enableProfiling();
        {
            Fixture fixture({.passwords = false});
            const SshKey key = makeSshKey(fixture.directory, "key");
            SshAgent agent(fixture.directory);
            agent.add(key);
            fixture.server.authorize(fixture.user, key.publicLine);
            ::setenv("SSH_AUTH_SOCK", agent.socket().c_str(), 1);
            Hop to = fixture.here();
            to.options.set("hostname", "localhost");
            to.options.set("check_host_keys", "ignore");
            const std::string result = fixture.fails(to);
            ::unsetenv("SSH_AUTH_SOCK");
            QCOMPARE(result, std::string());
        }
        // Nobody waits for the thread that looked up the name.
        QVERIFY(QTest::qWaitFor([] { return traceOf(tracesOf(::getpid(), Files::Keep), "name-lookup").whole; }));
        const QList<Trace> traces = tracesOf(::getpid());
        QCOMPARE(traceOf(traces, "name-lookup").spans, QStringList{QStringLiteral("getaddrinfo")});
        const Trace handshake = traceOf(traces, "ssh-handshake");
        QVERIFY(handshake.whole);
        for (const char* const step :
             {"read configuration", "resolve", "connect", "key exchange", "host key", "authentication", "open session"})
            QVERIFY2(handshake.spans.contains(QLatin1String(step)), step);
        const Trace agent = traceOf(traces, "ssh-agent");
        QVERIFY(agent.whole);
        QVERIFY(agent.spans.contains(QStringLiteral("list keys")) && agent.spans.contains(QStringLiteral("sign")));
    }
};

QTEST_GUILESS_MAIN(SshAuthTest)
#include "ssh_auth_test.moc"
