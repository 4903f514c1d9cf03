// Whom the OpenSSH program believes when it is started from an agent or from the desktop, against a real sshd.

#include "core/connect/openers/openssh_opener.h"
#include "tests/integration/openssh_fixture.h"

#include <QTest>

#include <algorithm>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

namespace {

using OpensshHostKeyFixture = OpensshFixture;

constexpr std::string_view OldSsh = "#!/bin/sh\ncase \"$*\" in *KnownHostsCommand*)\n"
                                    "echo 'command-line: line 0: Bad configuration option: knownhostscommand' >&2\n"
                                    "exit 255;; esac\nexec ssh \"$@\"\n";

}  // namespace

class OpensshHostKeyTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = SshServer::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
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
        OpensshHostKeyFixture fixture;
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
        OpensshHostKeyFixture fixture;
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
        OpensshHostKeyFixture fixture;
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
        OpensshHostKeyFixture fixture;
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
        OpensshHostKeyFixture fixture;
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
        OpensshHostKeyFixture fixture;
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
        OpensshHostKeyFixture fixture;
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

    void an_authority_vouches_for_a_host_data()
    {
        QTest::addColumn<bool>("known");
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("asked");
        for (const bool known : {true, false}) {
            const char* const which = known ? "known" : "another";
            QTest::addRow("%s, ed25519", which) << known << "ed25519" << "ssh-ed25519";
            QTest::addRow("%s, ecdsa", which) << known << "ecdsa" << "ecdsa-sha2-nistp256";
            QTest::addRow("%s, rsa", which) << known << "rsa" << "ssh-rsa";
        }
    }

    void an_authority_vouches_for_a_host()
    {
        QFETCH(bool, known);
        QFETCH(QString, type);
        QFETCH(QString, asked);
        OpensshHostKeyFixture fixture({.hostKeyTypes = {type.toStdString()}});
        const SshKey authority = makeSshKey(fixture.directory, "authority");
        const SshKey other = makeSshKey(fixture.directory, "other");
        fixture.server.certifyHostKeys(authority);
        fixture.server.restart();
        const std::string line = str("@cert-authority * ", (known ? authority : other).typeAndBlob(), '\n');
        writeFile(fixture.knownHosts, line);
        fixture.prompts.answerHostKeys(PromptAnswer::Decision::AcceptAndRemember);
        for (int i = 0; i < 2; ++i) {
            const Outcome outcome = fixture.connect(fixture.withKey({"-oHashKnownHosts=no"}));
            QVERIFY2(outcome.error().empty(), details(outcome).c_str());
        }
        const auto prompts = fixture.prompts.asked();
        QCOMPARE(prompts.size(), std::size_t{known ? 0U : 1U});
        if (!known) {
            QCOMPARE(prompts.front().prompt.kind, PromptKind::HostKeyUnknown);
            QCOMPARE(prompts.front().prompt.hostKey->type, asked.toStdString());
            QCOMPARE(prompts.front().prompt.hostKey->fingerprint, fixture.server.hostKeys().front().fingerprint);
        }
        QCOMPARE(readFile(fixture.knownHosts), known ? line : line + fixture.server.knownHosts());
    }

    void a_key_that_cannot_be_stored_is_accepted_all_the_same_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("hashed");
        QTest::newRow("no file") << "/dev/null" << "no";
        QTest::newRow("no file, hashed") << "/dev/null" << "yes";
        QTest::newRow("none") << "none" << "no";
        QTest::newRow("no such directory") << "/proc/no/known_hosts" << "no";
        QTest::newRow("no such directory, hashed") << "/proc/no/known_hosts" << "yes";
    }

    void a_key_that_cannot_be_stored_is_accepted_all_the_same()
    {
        QFETCH(QString, file);
        QFETCH(QString, hashed);
        OpensshHostKeyFixture fixture;
        fixture.knownHosts = file.toStdString();
        fixture.prompts.answerHostKeys(PromptAnswer::Decision::AcceptAndRemember);
        const Outcome outcome = fixture.connect(fixture.withKey({str("-oHashKnownHosts=", hashed.toStdString())}));
        QVERIFY2(outcome.error().empty(), details(outcome).c_str());
        const auto& steps = outcome.story().steps;
        const auto notes = [&steps](const char* text) {
            return std::ranges::count_if(steps, [text](const StoryStep& step) { return step.note.contains(text); });
        };
        QCOMPARE(notes("could not be stored: "), std::ptrdiff_t{1});
        QCOMPARE(notes("accepted by you"), std::ptrdiff_t{1});
    }

    void keys_that_are_accepted_at_once_are_all_remembered()
    {
        OpensshHostKeyFixture fixture;
        SshServer other;
        other.authorize(fixture.user, fixture.key.publicLine);
        fixture.master.connector().addOpener(makeOpensshOpener(fixture.master.agents()));
        fixture.prompts.holdUnanswered();
        std::vector<Outcome> outcomes(2);
        std::vector<Connector::Handle> handles;
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
            Hop hop = fixture.withKey({"-oHashKnownHosts=yes"});
            if (i == 1)
                hop.options.set("port", other.port());
            handles.push_back(fixture.master.connector().connect(hop, {}, outcomes[i]));
        }
        QVERIFY(fixture.master.until([&fixture] { return fixture.prompts.waiting().size() == 2; }));
        for (const Prompt& prompt : fixture.prompts.waiting())
            fixture.prompts.answerWaiting(prompt.id, decisionAnswer(PromptAnswer::Decision::AcceptAndRemember));
        for (const Outcome& outcome : outcomes) {
            QVERIFY(fixture.master.until([&outcome] { return outcome.done(); }));
            QVERIFY2(outcome.error().empty(), details(outcome).c_str());
        }
        for (const SshServer* server : {&fixture.server, &other}) {
            const Ran found = run({"ssh-keygen", "-F", server->knownName(), "-f", fixture.knownHosts});
            QVERIFY(found.output.find(server->hostKeys().front().typeAndBlob()) != std::string::npos);
        }
        QCOMPARE(run({"ls", "-A", fixture.directory.file("ssh")}).output, std::string("known_hosts\n"));
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
        OpensshHostKeyFixture fixture;
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
        const Hop hop = fixture.jumping(config, "far");
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
};

QTEST_GUILESS_MAIN(OpensshHostKeyTest)
#include "openssh_host_key_test.moc"
