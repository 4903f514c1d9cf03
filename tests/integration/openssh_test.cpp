// The method ssh by the OpenSSH program, from an agent and from the desktop, against a real sshd.

#include "core/connect/libssh/ssh_opener.h"
#include "core/connect/openers/openssh_opener.h"
#include "tests/integration/openssh_fixture.h"
#include "tests/integration/pam_services.h"
#include "tests/support/leak_check.h"
#include "tests/support/run.h"

#include <QTest>

#include <algorithm>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

using OpensshFixture = OpensshFixture;

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
        OpensshFixture fixture;
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
        OpensshFixture fixture;
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
        OpensshFixture fixture;
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
        OpensshFixture fixture;
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
        OpensshFixture fixture;
        fixture.knowServer();
        Hop hop = fixture.hop();
        hop.options.set("password", Secret(fixture.user.password()));
        const Outcome outcome = fixture.connect(hop);
        QVERIFY2(outcome.error().empty(), details(outcome).c_str());
        QVERIFY(fixture.prompts.asked().empty());
    }

    void what_pam_asks_is_asked()
    {
        OpensshFixture fixture({.passwords = false, .keyboardInteractive = true, .pamService = std::string(PlainPam)});
        fixture.knowServer();
        fixture.prompts.answer(PromptKind::Password, {fixture.user.password()});
        const Outcome outcome = fixture.connect(fixture.hop());
        QVERIFY2(outcome.error().empty(), details(outcome).c_str());
        QCOMPARE(fixture.prompts.asked().front().prompt.subject, fixture.subject());
    }

    void a_passphrase_is_asked_for_its_key()
    {
        OpensshFixture fixture({.passwords = false});
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

    // What is remembered waits for that.
    void each_of_several_answers_is_told_its_outcome_data()
    {
        QTest::addColumn<bool>("isTaken");
        QTest::newRow("the key is not enough") << true;
        QTest::newRow("the key is refused") << false;
    }

    void each_of_several_answers_is_told_its_outcome()
    {
        QFETCH(bool, isTaken);
        SshServer::Options options;
        if (isTaken)
            options.lines = {"AuthenticationMethods publickey,password"};
        OpensshFixture fixture(options);
        fixture.knowServer();
        const SshKey locked = makeSshKey(fixture.directory, "locked", "rsa", "open sesame");
        if (isTaken) {
            fixture.server.authorize(fixture.user, locked.publicLine);
        } else {
            // In this form the public half is locked as well, and the server cannot be asked before.
            mustRun(
                {"ssh-keygen", "-q", "-p", "-m", "PEM", "-P", "open sesame", "-N", "open sesame", "-f", locked.path});
            ::unlink(locked.publicPath().c_str());
        }
        fixture.prompts.answer(PromptKind::Passphrase, {"wrong", "open sesame"});
        fixture.prompts.answer(PromptKind::Password, {fixture.user.password()});
        Hop hop = fixture.hop();
        hop.options.set("identity_file", locked.path);
        const Outcome outcome = fixture.connect(hop);
        QVERIFY2(outcome.error().empty(), details(outcome).c_str());
        const auto asked = fixture.prompts.asked();
        QCOMPARE(asked.size(), std::size_t{3});
        QCOMPARE(asked[0].accepted, std::optional(false));
        QCOMPARE(asked[1].accepted, std::optional(true));
        QCOMPARE(asked[2].accepted, std::optional(true));
    }

    // It goes on without the key, and does not say which of both it was.
    void whether_the_last_passphrase_was_right_is_not_known()
    {
        OpensshFixture fixture;
        fixture.knowServer();
        const SshKey locked = makeSshKey(fixture.directory, "locked", "ed25519", "open sesame");
        fixture.server.authorize(fixture.user, locked.publicLine);
        fixture.prompts.answer(PromptKind::Passphrase, {"wrong", "bad", "no"});
        fixture.prompts.answer(PromptKind::Password, {fixture.user.password()});
        Hop hop = fixture.hop();
        hop.options.set("identity_file", locked.path);
        const Outcome outcome = fixture.connect(hop);
        QVERIFY2(outcome.error().empty(), details(outcome).c_str());
        const auto asked = fixture.prompts.asked();
        QCOMPARE(asked.size(), std::size_t{4});
        QCOMPARE(asked[1].accepted, std::optional(false));
        QCOMPARE(asked[2].accepted, std::optional<bool>());
        QCOMPARE(asked[3].accepted, std::optional(true));
    }

    void a_code_does_not_take_the_outcome_of_the_password()
    {
        const TempDir codes(0755);
        const std::string users = codes.file("users.oath");
        OpensshFixture fixture({.passwords = false, .keyboardInteractive = true, .pamService = pamWithCodes(users)});
        fixture.knowServer();
        writeFile(users, str("HOTP ", fixture.user.name(), " - ", CodeSecret, '\n'));
        fixture.prompts.answer(PromptKind::Password, {fixture.user.password()});
        fixture.prompts.answer(PromptKind::KeyboardInteractive, {std::string(FirstCode)});
        const Outcome outcome = fixture.connect(fixture.hop());
        QVERIFY2(outcome.error().empty(), details(outcome).c_str());
        const auto asked = fixture.prompts.asked();
        QCOMPARE(asked.size(), std::size_t{2});
        QCOMPARE(asked[0].prompt.kind, PromptKind::Password);
        QCOMPARE(asked[0].accepted, std::optional(true));
        QCOMPARE(asked[1].accepted, std::optional<bool>());
    }

    // Which of both was wrong the server does not say: the password may be given again, and what is remembered stays.
    void a_wrong_code_is_not_the_fault_of_the_password()
    {
        const TempDir codes(0755);
        const std::string users = codes.file("users.oath");
        OpensshFixture fixture({.passwords = false, .keyboardInteractive = true, .pamService = pamWithCodes(users)});
        fixture.knowServer();
        writeFile(users, str("HOTP ", fixture.user.name(), " - ", CodeSecret, '\n'));
        fixture.prompts.answer(PromptKind::Password, {fixture.user.password(), fixture.user.password()});
        fixture.prompts.answer(PromptKind::KeyboardInteractive, {"000000", std::string(FirstCode)});
        const Outcome outcome = fixture.connect(fixture.hop());
        QVERIFY2(outcome.error().empty(), details(outcome).c_str());
        const auto asked = fixture.prompts.asked();
        QCOMPARE(asked.size(), std::size_t{4});
        QCOMPARE(asked[0].accepted, std::optional<bool>());
        QCOMPARE(asked[2].prompt.kind, PromptKind::Password);
        QCOMPARE(asked[2].prompt.attempt, 2);
        QCOMPARE(asked[2].accepted, std::optional(true));
    }

    // It is another ssh that wants it there.
    void a_locked_key_opens_the_host_on_the_way_and_the_one_behind_it()
    {
        OpensshFixture fixture({.passwords = false});
        SshServer near({.passwords = false});
        const SshKey locked = makeSshKey(fixture.directory, "locked", "ed25519", "open sesame");
        near.authorize(fixture.user, locked.publicLine);
        fixture.server.authorize(fixture.user, locked.publicLine);
        writeFile(fixture.knownHosts, str(fixture.server.knownHosts(), near.knownHosts()));
        const std::string config = fixture.directory.write(
            "config", str("IdentityAgent none\nGlobalKnownHostsFile none\nUserKnownHostsFile ", fixture.knownHosts,
                          "\nIdentityFile ", locked.path, "\nUser ", fixture.user.name(),
                          "\nHost near\n HostName 127.0.0.1\n Port ", near.port(), '\n'));
        fixture.prompts.answer(PromptKind::Passphrase, {"open sesame", "open sesame"});
        const Outcome outcome = fixture.connect(fixture.jumping(config, "near"));
        QVERIFY2(outcome.error().empty(), details(outcome).c_str());
        const auto asked = fixture.prompts.asked();
        QCOMPARE(asked.size(), std::size_t{2});
        for (const auto& each : asked) {
            QCOMPARE(each.prompt.attempt, 1);
            QCOMPARE(each.accepted, std::optional(true));
        }
    }

    void what_only_is_to_be_read_is_noted_and_not_asked()
    {
        OpensshFixture fixture;
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
        OpensshFixture fixture;
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
        OpensshFixture fixture({.passwords = false, .lines = {"KexAlgorithms curve25519-sha256"}});
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
