// The method ssh by the OpenSSH program, from an agent and from the desktop, against a real sshd.

#include "core/base/str.h"
#include "core/connect/libssh/ssh_opener.h"
#include "core/connect/openers/openssh_opener.h"
#include "tests/support/fixed_prompts.h"
#include "tests/support/leak_check.h"
#include "tests/support/ssh_server.h"
#include "tests/support/test_master.h"

#include <QTest>

#include <algorithm>
#include <unistd.h>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

namespace {

constexpr std::string_view PlainPam =
    "auth required pam_unix.so nodelay\naccount required pam_permit.so\nsession required pam_permit.so\n";
constexpr std::string_view OldSsh = "#!/bin/sh\ncase \"$*\" in *KnownHostsCommand*)\n"
                                    "echo 'command-line: line 0: Bad configuration option: knownhostscommand' >&2\n"
                                    "exit 255;; esac\nexec ssh \"$@\"\n";

class Fixture {
public:
    explicit Fixture(SshServer::Options options = {}) : server(std::move(options))
    {
        ::unsetenv("SSH_AUTH_SOCK");
        server.authorize(user, key.publicLine);
    }

    // Nothing of this machine's configuration of ssh.
    Hop hop(std::vector<std::string> more = {}) const
    {
        Hop made{.method = "ssh", .options = {}};
        made.options.set("hostname", SshServer::host());
        made.options.set("port", server.port());
        made.options.set("username", user.name());
        List arguments;
        for (std::string text : {std::string("-F"), std::string("none"), str("-oUserKnownHostsFile=", knownHosts),
                                 std::string("-oGlobalKnownHostsFile=none"), std::string("-oIdentityAgent=none")})
            arguments.items.emplace_back(std::move(text));
        for (std::string& text : more)
            arguments.items.emplace_back(std::move(text));
        made.options.set("ssh_args", std::move(arguments));
        return made;
    }
    Hop withKey(std::vector<std::string> more = {}) const
    {
        Hop made = hop(std::move(more));
        made.options.set("identity_file", key.path);
        return made;
    }
    void knowServer() const { writeFile(knownHosts, server.knownHosts()); }

    // From a local context.
    Outcome connect(const Hop& to)
    {
        if (!m_via)
            m_via = master.local();
        return master.connect(to, m_via);
    }
    std::string subject() const { return str(user.name(), "@127.0.0.1:", server.port()); }

    TempDir directory;
    TestUser user;
    SshServer server;
    SshKey key = makeSshKey(directory, "key");
    std::string knownHosts = directory.file("ssh/known_hosts");
    FixedPrompts prompts;
    TestMaster master{&prompts};

private:
    const std::string m_made = directory.makeDirectory("ssh");
    std::optional<ContextId> m_via;
};

std::string details(const Outcome& outcome)
{
    if (outcome.error().empty())
        return {};
    const ErrorDetails& known = outcome.result().error().details();
    return str(outcome.error(), "\nstep ", known.step, "\nseen ", known.seen, "\ncause ", known.cause, "\nfix ",
               known.fix);
}

}  // namespace

class OpensshTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = SshServer::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
    }

    void a_context_is_made_from_another_with_a_key()
    {
        Fixture fixture;
        fixture.knowServer();
        const Outcome outcome = fixture.connect(fixture.withKey());
        QVERIFY2(outcome.error().empty(), details(outcome).c_str());
        const Connected& connected = *outcome.result();
        QCOMPARE(connected.name, str("ssh.127.0.0.1:", fixture.server.port()));
        QCOMPARE(fixture.master.context(connected.id).call("os.getuid"), Value(fixture.user.uid()));
        QVERIFY(fixture.prompts.asked().empty());
    }

    void nothing_is_left_when_it_ends()
    {
        Fixture fixture;
        fixture.knowServer();
        const LeakCheck check({fixture.user.home()}, {fixture.user.uid()});
        {
            const Outcome outcome = fixture.connect(fixture.withKey());
            QVERIFY2(outcome.error().empty(), details(outcome).c_str());
            fixture.master.connector().disconnect(outcome.result()->id);
            QVERIFY(fixture.master.until([&fixture] { return fixture.user.processes().empty(); }));
        }
    }

    void a_password_is_asked_with_where_it_is_for()
    {
        Fixture fixture;
        fixture.knowServer();
        fixture.prompts.answer(PromptKind::Password, {"wrong", fixture.user.password()});
        const Outcome outcome = fixture.connect(fixture.hop());
        QVERIFY2(outcome.error().empty(), details(outcome).c_str());
        const auto asked = fixture.prompts.asked();
        QCOMPARE(asked.size(), std::size_t{2});
        for (std::size_t i = 0; i < 2; ++i) {
            const Prompt& prompt = asked[i].prompt;
            QCOMPARE(prompt.subject, fixture.subject());
            QCOMPARE(prompt.program, std::string("ssh"));
            QCOMPARE(prompt.path.size(), std::size_t{2});
            QCOMPARE(prompt.attempt, static_cast<int>(i) + 1);
            QCOMPARE(prompt.lastFailure.empty(), i == 0);
        }
        QCOMPARE(asked[0].accepted, std::optional(false));
        QCOMPARE(asked[1].accepted, std::optional(true));
    }

    void three_wrong_passwords_are_enough()
    {
        Fixture fixture;
        fixture.knowServer();
        fixture.prompts.answer(PromptKind::Password, {"wrong", "bad", "no"});
        const Outcome outcome = fixture.connect(fixture.hop());
        QVERIFY2(outcome.error().starts_with("PasswordError: "), details(outcome).c_str());
        QCOMPARE(fixture.prompts.count(PromptKind::Password), std::size_t{3});
        for (const auto& asked : fixture.prompts.asked())
            QCOMPARE(asked.accepted, std::optional(false));
    }

    void a_given_password_is_used_without_asking()
    {
        Fixture fixture;
        fixture.knowServer();
        Hop hop = fixture.hop();
        hop.options.set("password", Secret(fixture.user.password()));
        const Outcome outcome = fixture.connect(hop);
        QVERIFY2(outcome.error().empty(), details(outcome).c_str());
        QVERIFY(fixture.prompts.asked().empty());
    }

    void what_pam_asks_is_asked()
    {
        Fixture fixture({.passwords = false, .keyboardInteractive = true, .pamService = std::string(PlainPam)});
        fixture.knowServer();
        fixture.prompts.answer(PromptKind::Password, {fixture.user.password()});
        const Outcome outcome = fixture.connect(fixture.hop());
        QVERIFY2(outcome.error().empty(), details(outcome).c_str());
        QCOMPARE(fixture.prompts.asked().front().prompt.subject, fixture.subject());
    }

    void a_passphrase_is_asked_for_its_key()
    {
        Fixture fixture({.passwords = false});
        fixture.knowServer();
        const SshKey locked = makeSshKey(fixture.directory, "locked", "ed25519", "open sesame");
        fixture.server.authorize(fixture.user, locked.publicLine);
        fixture.prompts.answer(PromptKind::Passphrase, {"wrong", "open sesame"});
        Hop hop = fixture.hop();
        hop.options.set("identity_file", locked.path);
        const Outcome outcome = fixture.connect(hop);
        QVERIFY2(outcome.error().empty(), details(outcome).c_str());
        const auto asked = fixture.prompts.asked();
        QCOMPARE(asked.size(), std::size_t{2});
        QCOMPARE(asked[0].prompt.subject, locked.path);
        QCOMPARE(asked[0].accepted, std::optional(false));
        QCOMPARE(asked[1].accepted, std::optional(true));
    }

    void an_unknown_host_key_is_shown_in_facts_data()
    {
        QTest::addColumn<int>("decision");
        QTest::addColumn<QString>("hashed");
        QTest::addColumn<bool>("stored");
        using Decision = PromptAnswer::Decision;
        QTest::newRow("once") << static_cast<int>(Decision::AcceptOnce) << "no" << false;
        QTest::newRow("remembered") << static_cast<int>(Decision::AcceptAndRemember) << "no" << true;
        QTest::newRow("remembered, hashed") << static_cast<int>(Decision::AcceptAndRemember) << "yes" << true;
    }

    void an_unknown_host_key_is_shown_in_facts()
    {
        QFETCH(int, decision);
        QFETCH(QString, hashed);
        QFETCH(bool, stored);
        Fixture fixture;
        fixture.prompts.answerHostKeys(static_cast<PromptAnswer::Decision>(decision));
        const Hop hop = fixture.withKey({str("-oHashKnownHosts=", hashed.toStdString())});
        const Outcome outcome = fixture.connect(hop);
        QVERIFY2(outcome.error().empty(), details(outcome).c_str());
        const auto asked = fixture.prompts.asked();
        QCOMPARE(asked.size(), std::size_t{1});
        const Prompt& prompt = asked.front().prompt;
        QCOMPARE(prompt.kind, PromptKind::HostKeyUnknown);
        QCOMPARE(prompt.subject, str("127.0.0.1:", fixture.server.port()));
        QCOMPARE(prompt.hostKey->host, fixture.server.knownName());
        QCOMPARE(prompt.hostKey->type, std::string("ssh-ed25519"));
        QCOMPARE(prompt.hostKey->fingerprint, fixture.server.hostKeys().front().fingerprint);
        const std::string kept = readFile(fixture.knownHosts);
        QCOMPARE(kept.find(fixture.server.hostKeys().front().typeAndBlob()) != std::string::npos, stored);
        QCOMPARE(kept.starts_with("|1|"), stored && hashed == QStringLiteral("yes"));
        QVERIFY(::access((fixture.knownHosts + ".old").c_str(), F_OK) != 0);

        const Outcome again = fixture.connect(hop);
        QVERIFY2(again.error().empty(), details(again).c_str());
        QCOMPARE(fixture.prompts.asked().size(), std::size_t{stored ? 1U : 2U});
    }

    void an_unknown_key_that_is_refused_ends_the_connection()
    {
        Fixture fixture;
        fixture.prompts.answerHostKeys(PromptAnswer::Decision::Refused);
        const Outcome outcome = fixture.connect(fixture.withKey());
        QCOMPARE(outcome.error(),
                 std::string("HostKeyError: 127.0.0.1 is not known by its ssh-ed25519 key, and you refused it"));
        QVERIFY(details(outcome).find(fixture.server.hostKeys().front().fingerprint) != std::string::npos);
        QVERIFY(fixture.server.log().find("Accepted") == std::string::npos);
        QVERIFY(readFile(fixture.knownHosts).empty());
    }

    void a_changed_key_is_explained_and_refused()
    {
        Fixture fixture;
        writeFile(fixture.knownHosts, "# comment\n" + fixture.server.knownHosts());
        const std::string old = fixture.server.hostKeys().front().fingerprint;
        fixture.server.changeHostKeys();
        fixture.server.restart();
        fixture.prompts.answerHostKeys(PromptAnswer::Decision::Refused);
        const Outcome outcome = fixture.connect(fixture.withKey());
        QCOMPARE(outcome.error(), std::string("HostKeyError: the key of 127.0.0.1 has changed, and you refused it"));
        const Prompt prompt = fixture.prompts.asked().front().prompt;
        QCOMPARE(prompt.kind, PromptKind::HostKeyChanged);
        QCOMPARE(prompt.hostKey->fingerprint, fixture.server.hostKeys().front().fingerprint);
        QCOMPARE(prompt.hostKey->oldFingerprint, old);
        QCOMPARE(prompt.hostKey->knownHostsFile, fixture.knownHosts);
        QCOMPARE(prompt.hostKey->knownHostsLine, 2);
        QVERIFY(details(outcome).find("intercepting") != std::string::npos);
    }

    void a_changed_key_that_is_remembered_takes_the_place_of_the_old_one()
    {
        Fixture fixture;
        fixture.knowServer();
        fixture.server.changeHostKeys();
        fixture.server.restart();
        fixture.prompts.answerHostKeys(PromptAnswer::Decision::AcceptAndRemember);
        const Hop hop = fixture.withKey({"-oHashKnownHosts=no"});
        for (int i = 0; i < 2; ++i) {
            const Outcome outcome = fixture.connect(hop);
            QVERIFY2(outcome.error().empty(), details(outcome).c_str());
        }
        QCOMPARE(fixture.prompts.asked().size(), std::size_t{1});
        QCOMPARE(readFile(fixture.knownHosts), fixture.server.knownHosts());
    }

    // A key that could not be looked for is not an unknown one.
    void nobody_is_asked_about_a_key_when_the_known_ones_cannot_be_read()
    {
        Fixture fixture;
        fixture.knowServer();
        fixture.server.changeHostKeys();
        fixture.server.restart();
        fixture.directory.write("ssh-keygen", "#!/bin/sh\nkill -9 $$\n", 0755);
        const QByteArray path = qgetenv("PATH");
        qputenv("PATH", QByteArray::fromStdString(fixture.directory.path()) + ':' + path);
        const Outcome outcome = fixture.connect(fixture.withKey());
        qputenv("PATH", path);
        QCOMPARE(outcome.error(), std::string("StreamError: ssh-keygen killed by signal 9 (Killed)"));
        QVERIFY(fixture.prompts.asked().empty());
    }

    void host_keys_may_be_enforced_accepted_or_ignored()
    {
        Fixture fixture;
        Hop hop = fixture.withKey();
        hop.options.set("check_host_keys", "enforce");
        const Outcome enforced = fixture.connect(hop);
        QVERIFY2(enforced.error().starts_with("HostKeyError: "), details(enforced).c_str());
        QVERIFY(details(enforced).find("no known_hosts file") != std::string::npos);
        hop.options.set("check_host_keys", "ignore");
        const Outcome ignored = fixture.connect(hop);
        QVERIFY2(ignored.error().empty(), details(ignored).c_str());
        QVERIFY(readFile(fixture.knownHosts).empty());
        hop.options.set("check_host_keys", "accept");
        const Outcome accepted = fixture.connect(hop);
        QVERIFY2(accepted.error().empty(), details(accepted).c_str());
        QVERIFY(!readFile(fixture.knownHosts).empty());
        hop.options.set("check_host_keys", "enforce");
        const Outcome known = fixture.connect(hop);
        QVERIFY2(known.error().empty(), details(known).c_str());
        QVERIFY(fixture.prompts.asked().empty());
    }

    void an_old_ssh_asks_about_host_keys_in_its_own_words()
    {
        Fixture fixture;
        const std::string program = fixture.directory.write("old-ssh", OldSsh, 0755);
        fixture.prompts.answer(PromptKind::KeyboardInteractive, {"yes"});
        Hop hop = fixture.withKey();
        hop.options.set("ssh_path", program);
        const Outcome outcome = fixture.connect(hop);
        QVERIFY2(outcome.error().empty(), details(outcome).c_str());
        const Prompt prompt = fixture.prompts.asked().front().prompt;
        const std::string& text = prompt.fields.front().label;
        QVERIFY2(text.find(fixture.server.hostKeys().front().fingerprint) != std::string::npos, text.c_str());
    }

    // The ssh that goes on from there is started by ours, which gives it none of its options.
    void a_host_on_the_way_shows_its_key_in_facts_data()
    {
        QTest::addColumn<QString>("policy");
        QTest::addColumn<int>("asked");
        QTest::newRow("asked") << "" << 3;
        QTest::newRow("configured not to be") << " StrictHostKeyChecking accept-new\n" << 1;
    }

    void a_host_on_the_way_shows_its_key_in_facts()
    {
        QFETCH(QString, policy);
        QFETCH(int, asked);
        Fixture fixture;
        SshServer near;
        SshServer far;
        near.authorize(fixture.user, fixture.key.publicLine);
        far.authorize(fixture.user, fixture.key.publicLine);
        const auto entry = [&](std::string_view name, const SshServer& server) {
            return str("Host ", name, "\n HostName 127.0.0.1\n Port ", server.port(), '\n', policy.toStdString());
        };
        const std::string config = fixture.directory.write(
            "config", str("IdentityAgent none\nGlobalKnownHostsFile none\nHashKnownHosts no\nUserKnownHostsFile ",
                          fixture.knownHosts, "\nIdentityFile ", fixture.key.path, "\nUser ", fixture.user.name(), '\n',
                          entry("near", near), entry("far", far), " ProxyJump near\n"));
        fixture.prompts.answerHostKeys(PromptAnswer::Decision::AcceptAndRemember);
        Hop hop{.method = "ssh", .options = {}};
        hop.options.set("hostname", SshServer::host());
        hop.options.set("port", fixture.server.port());
        hop.options.set("ssh_args", List{{"-F", config, "-J", "far"}});
        const Outcome outcome = fixture.connect(hop);
        QVERIFY2(outcome.error().empty(), details(outcome).c_str());
        const auto prompts = fixture.prompts.asked();
        QCOMPARE(static_cast<int>(prompts.size()), asked);
        const std::vector<const SshServer*> servers{&near, &far, &fixture.server};
        for (std::size_t i = 0; i < prompts.size(); ++i) {
            const SshServer& server = *servers[i + servers.size() - prompts.size()];
            const Prompt& prompt = prompts[i].prompt;
            QCOMPARE(prompt.kind, PromptKind::HostKeyUnknown);
            QCOMPARE(prompt.subject, str("127.0.0.1:", server.port()));
            QCOMPARE(prompt.hostKey->host, server.knownName());
            QCOMPARE(prompt.hostKey->fingerprint, server.hostKeys().front().fingerprint);
        }
        const std::string kept = readFile(fixture.knownHosts);
        for (const SshServer* server : servers)
            QVERIFY(kept.find(server->hostKeys().front().typeAndBlob()) != std::string::npos);
        const Outcome again = fixture.connect(hop);
        QVERIFY2(again.error().empty(), details(again).c_str());
        QCOMPARE(fixture.prompts.asked().size(), prompts.size());
    }

    void what_only_is_to_be_read_is_noted_and_not_asked()
    {
        Fixture fixture;
        fixture.knowServer();
        const std::string program = fixture.directory.write(
            "touching-ssh",
            "#!/bin/sh\n[ \"$2\" = -G ] || [ \"$1\" = -G ] || "
            "SSH_ASKPASS_PROMPT=none \"$SSH_ASKPASS\" 'Confirm user presence'\nexec ssh \"$@\"\n",
            0755);
        Hop hop = fixture.withKey();
        hop.options.set("ssh_path", program);
        const Outcome outcome = fixture.connect(hop);
        QVERIFY2(outcome.error().empty(), details(outcome).c_str());
        QVERIFY(fixture.prompts.asked().empty());
        QVERIFY(std::ranges::any_of(outcome.story().steps,
                                    [](const StoryStep& step) { return step.note.contains("Confirm user presence"); }));
    }

    void the_desktop_uses_it_when_arguments_are_given()
    {
        Fixture fixture;
        fixture.knowServer();
        fixture.master.connector().addOpener(
            makeLibsshOpener({.configFile = "none", .knownHostsFile = fixture.knownHosts}, fixture.master.log("ssh"),
                             makeOpensshOpener(fixture.master.agents())));
        Hop hop = fixture.withKey();
        const Outcome program = fixture.master.connect(hop);
        QVERIFY2(program.error().empty(), details(program).c_str());
        QCOMPARE(program.stepNames().front(), std::string("read configuration"));
        hop.options.set("ssh_args", List{});
        const Outcome own = fixture.master.connect(hop);
        QVERIFY2(own.error().empty(), details(own).c_str());
        QCOMPARE(own.stepNames().front(), std::string("resolve"));
    }

    void what_hinders_is_said_with_cause_and_fix_data()
    {
        QTest::addColumn<QString>("option");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("cause");
        QTest::newRow("refused") << "port" << "1" << "No ssh server listens";
        QTest::newRow("no such host") << "hostname" << "no-such-host.invalid" << "no host of that name";
        QTest::newRow("no ssh") << "ssh_path" << "/no/such/ssh" << "not installed";
        QTest::newRow("no common algorithm") << "ssh_args" << "-oKexAlgorithms=diffie-hellman-group14-sha256"
                                             << "no algorithm of some kind in common";
        QTest::newRow("bad option") << "ssh_args" << "-oNoSuchOption=1" << "does not know an option";
        QTest::newRow("wrong user") << "username" << "nobody-like-this" << "none of the keys";
    }

    void what_hinders_is_said_with_cause_and_fix()
    {
        QFETCH(QString, option);
        QFETCH(QString, value);
        QFETCH(QString, cause);
        Fixture fixture({.passwords = false, .lines = {"KexAlgorithms curve25519-sha256"}});
        fixture.knowServer();
        Hop hop = fixture.withKey(option == QStringLiteral("ssh_args") ? std::vector{value.toStdString()}
                                                                       : std::vector<std::string>{});
        if (option == QStringLiteral("port"))
            hop.options.set("port", value.toInt());
        else if (option != QStringLiteral("ssh_args"))
            hop.options.set(option.toStdString(), value.toStdString());
        const Outcome outcome = fixture.connect(hop);
        QVERIFY(!outcome.error().empty());
        QVERIFY2(details(outcome).find(cause.toStdString()) != std::string::npos, details(outcome).c_str());
        QVERIFY(!outcome.result().error().details().fix.empty());
    }
};

QTEST_GUILESS_MAIN(OpensshTest)
#include "openssh_test.moc"
