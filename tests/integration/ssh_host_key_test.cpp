// Whom the desktop's own ssh believes, against a real sshd.

#include "core/base/str.h"
#include "tests/integration/transport_fixture.h"

#include <QTest>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

namespace {

using Decision = PromptAnswer::Decision;

struct HostKeyFixture : TransportFixture {
    explicit HostKeyFixture(SshServer::Options options = {}) : server(std::move(options)) {}

    Hop here(std::string_view policy = "ask") const
    {
        Hop made = hop(server);
        made.options.set("password", Secret(user.password()));
        made.options.set("check_host_keys", std::string(policy));
        return made;
    }
    // Empty when it opened.
    std::string fails(const Hop& to)
    {
        opened = open(to);
        if (!opened->wait())
            return "it neither opened nor failed";
        return opened->error() ? str(toString(opened->error()->kind()), ": ", opened->errorText()) : std::string();
    }
    const ErrorDetails& details() const { return opened->error()->details(); }
    const SshKey& hostKey() const { return server.hostKeys().front(); }

    SshServer server;
    std::unique_ptr<Opened> opened;
};

}  // namespace

class SshHostKeyTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = SshServer::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
    }

    void anUnknownKeyIsShown()
    {
        HostKeyFixture fixture;
        fixture.prompts.answerHostKeys(Decision::AcceptOnce);

        QCOMPARE(fixture.fails(fixture.here()), std::string());

        const auto asked = fixture.prompts.asked();
        QCOMPARE(asked.size(), std::size_t{1});
        const Prompt& prompt = asked.front().prompt;
        QVERIFY(prompt.kind == PromptKind::HostKeyUnknown);
        QCOMPARE(prompt.subject, str("127.0.0.1:", fixture.server.port()));
        QCOMPARE(prompt.hostKey->host, fixture.server.knownName());
        QCOMPARE(prompt.hostKey->type, std::string("ssh-ed25519"));
        QCOMPARE(prompt.hostKey->fingerprint, fixture.hostKey().fingerprint);
        QVERIFY(prompt.hostKey->randomart.starts_with("+--[ED25519 256]--+\n"));
        QVERIFY(prompt.hostKey->oldFingerprint.empty());
    }

    void acceptedOnceIsNotStored()
    {
        HostKeyFixture fixture;
        fixture.prompts.answerHostKeys(Decision::AcceptOnce);
        QCOMPARE(fixture.fails(fixture.here()), std::string());
        QCOMPARE(readFile(fixture.knownHosts), std::string());
        QCOMPARE(fixture.fails(fixture.here()), std::string());
        QCOMPARE(fixture.prompts.asked().size(), std::size_t{2});
    }

    void acceptedForGoodIsStoredForOpenSshToo()
    {
        HostKeyFixture fixture;
        fixture.prompts.answerHostKeys(Decision::AcceptAndRemember);
        QCOMPARE(fixture.fails(fixture.here()), std::string());
        QCOMPARE(readFile(fixture.knownHosts), fixture.server.knownHosts());
        QCOMPARE(fixture.fails(fixture.here()), std::string());
        QCOMPARE(fixture.prompts.asked().size(), std::size_t{1});
        QVERIFY(run({"ssh-keygen", "-F", fixture.server.knownName(), "-f", fixture.knownHosts}).ok());
    }

    void namesAreHashedWhereOpenSshWould()
    {
        HostKeyFixture fixture;
        fixture.settings.configFile = fixture.directory.write("config", "Host *\n  HashKnownHosts yes\n");
        fixture.prompts.answerHostKeys(Decision::AcceptAndRemember);
        QCOMPARE(fixture.fails(fixture.here()), std::string());
        QVERIFY(readFile(fixture.knownHosts).starts_with("|1|"));
        QVERIFY(run({"ssh-keygen", "-F", fixture.server.knownName(), "-f", fixture.knownHosts}).ok());
    }

    void anUnknownKeyThatIsRefusedEndsIt()
    {
        HostKeyFixture fixture;
        fixture.prompts.answerHostKeys(Decision::Refused);
        const std::string error = fixture.fails(fixture.here());
        QCOMPARE(error, std::string("HostKeyError: 127.0.0.1 is not known by its ssh-ed25519 key, and you refused it"));
        QVERIFY(fixture.details().seen.find(fixture.hostKey().fingerprint) != std::string::npos);
        QVERIFY(fixture.server.log().find("Accepted") == std::string::npos);
    }

    void anUnknownKeyWithoutAnybodyToAskEndsIt()
    {
        HostKeyFixture fixture;
        QVERIFY(fixture.fails(fixture.here()).starts_with("HostKeyError: "));
    }

    void enforcedMeansKnown()
    {
        HostKeyFixture fixture;
        QCOMPARE(fixture.fails(fixture.here("enforce")),
                 std::string("HostKeyError: no ssh-ed25519 key of 127.0.0.1 is known"));
        fixture.trust(fixture.server);
        QCOMPARE(fixture.fails(fixture.here("enforce")), std::string());
        QVERIFY(fixture.prompts.asked().empty());
    }

    void acceptStoresWithoutAQuestion()
    {
        HostKeyFixture fixture;
        QCOMPARE(fixture.fails(fixture.here("accept")), std::string());
        QCOMPARE(readFile(fixture.knownHosts), fixture.server.knownHosts());
    }

    void ignoreLooksAtNothing()
    {
        HostKeyFixture fixture;
        QCOMPARE(fixture.fails(fixture.here("ignore")), std::string());
        QCOMPARE(readFile(fixture.knownHosts), std::string());
    }

    void aChangedKeyIsExplained()
    {
        HostKeyFixture fixture;
        fixture.trust(fixture.server);
        const SshKey before = fixture.hostKey();
        fixture.server.changeHostKeys();
        fixture.server.restart();
        fixture.prompts.answerHostKeys(Decision::Refused);

        const std::string error = fixture.fails(fixture.here());

        QCOMPARE(error, std::string("HostKeyError: the key of 127.0.0.1 has changed, and you refused it"));
        const Prompt prompt = fixture.prompts.asked().front().prompt;
        QVERIFY(prompt.kind == PromptKind::HostKeyChanged);
        const HostKeyFacts& facts = *prompt.hostKey;
        QCOMPARE(facts.fingerprint, fixture.hostKey().fingerprint);
        QCOMPARE(facts.oldFingerprint, before.fingerprint);
        QCOMPARE(facts.oldType, std::string("ssh-ed25519"));
        QCOMPARE(facts.knownHostsFile, fixture.knownHosts);
        QCOMPARE(facts.knownHostsLine, 1);
        QVERIFY(fixture.details().seen.find(before.fingerprint) != std::string::npos);
        QVERIFY(fixture.details().fix.find("ssh-keygen -R") != std::string::npos);
    }

    void aChangedKeyIsOnlyTakenWhenSaidSo_data()
    {
        QTest::addColumn<QString>("policy");
        for (const char* policy : {"ask", "enforce", "accept"})
            QTest::newRow(policy) << policy;
    }

    void aChangedKeyIsOnlyTakenWhenSaidSo()
    {
        QFETCH(const QString, policy);
        HostKeyFixture fixture;
        fixture.trust(fixture.server);
        const std::string before = readFile(fixture.knownHosts);
        fixture.server.changeHostKeys();
        fixture.server.restart();
        QVERIFY(fixture.fails(fixture.here(policy.toStdString())).starts_with("HostKeyError: "));
        QCOMPARE(readFile(fixture.knownHosts), before);
    }

    void aChangedKeyThatIsRememberedReplacesTheOldOne()
    {
        HostKeyFixture fixture;
        writeFile(fixture.knownHosts,
                  "other ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMUMaL8DtSI2Bk7n4zTmp1/PVwYYH0FRO2DMNmPqYLEP\n");
        const std::string others = readFile(fixture.knownHosts);
        fixture.trust(fixture.server);
        fixture.server.changeHostKeys();
        fixture.server.restart();
        fixture.prompts.answerHostKeys(Decision::AcceptAndRemember);

        QCOMPARE(fixture.fails(fixture.here()), std::string());

        QCOMPARE(readFile(fixture.knownHosts), others + fixture.server.knownHosts());
        QCOMPARE(fixture.fails(fixture.here("enforce")), std::string());
    }

    void aKeyOfAnotherTypeIsNoChange()
    {
        HostKeyFixture fixture({.hostKeyTypes = {"ed25519"}});
        const SshKey rsa = makeSshKey(fixture.directory, "old", "rsa");
        writeFile(fixture.knownHosts, str(fixture.server.knownName(), ' ', rsa.typeAndBlob(), '\n'));
        fixture.prompts.answerHostKeys(Decision::AcceptOnce);

        QCOMPARE(fixture.fails(fixture.here()), std::string());

        const Prompt prompt = fixture.prompts.asked().front().prompt;
        QVERIFY(prompt.kind == PromptKind::HostKeyUnknown);
        QCOMPARE(prompt.hostKey->oldType, std::string("ssh-rsa"));
        QCOMPARE(prompt.hostKey->oldFingerprint, rsa.fingerprint);
    }

    void theKeyThatIsKnownIsTheOneAskedFor_data()
    {
        QTest::addColumn<int>("known");
        QTest::newRow("ed25519") << 0;
        QTest::newRow("rsa") << 1;
        QTest::newRow("ecdsa") << 2;
    }

    void theKeyThatIsKnownIsTheOneAskedFor()
    {
        QFETCH(const int, known);
        HostKeyFixture fixture({.hostKeyTypes = {"ed25519", "rsa", "ecdsa"}});
        const SshKey& key = fixture.server.hostKeys()[static_cast<std::size_t>(known)];
        writeFile(fixture.knownHosts, str(fixture.server.knownName(), ' ', key.typeAndBlob(), '\n'));
        QCOMPARE(fixture.fails(fixture.here("enforce")), std::string());
    }

    void aRevokedKeyIsNeverTaken()
    {
        HostKeyFixture fixture;
        writeFile(fixture.knownHosts, str("@revoked * ", fixture.hostKey().typeAndBlob(), '\n'));
        fixture.prompts.answerHostKeys(Decision::AcceptOnce);
        QCOMPARE(fixture.fails(fixture.here()), std::string("HostKeyError: the key that 127.0.0.1 shows is revoked"));
        QVERIFY(fixture.prompts.asked().empty());
    }

    void aKeyThatAFileRevokesIsNeverTaken_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("policy");
        QTest::addColumn<QString>("error");
        const QString revoked = QStringLiteral("HostKeyError: the key that 127.0.0.1 shows is revoked");
        const QString unsure =
            QStringLiteral("HostKeyError: whether the key that 127.0.0.1 shows is revoked cannot be found out");
        for (const char* policy : {"ask", "enforce", "accept"})
            QTest::addRow("text, %s", policy) << "text" << policy << revoked;
        QTest::newRow("text, ignored") << "text" << "ignore" << "";
        QTest::newRow("krl") << "krl" << "ask" << revoked;
        QTest::newRow("text of others") << "text of others" << "ask" << "";
        QTest::newRow("krl of others") << "krl of others" << "ask" << "";
        QTest::newRow("no list of keys") << "known hosts" << "ask" << unsure;
        QTest::newRow("broken krl") << "broken krl" << "ask" << unsure;
        QTest::newRow("missing") << "missing" << "ask" << unsure;
    }

    void aKeyThatAFileRevokesIsNeverTaken()
    {
        QFETCH(const QString, kind);
        QFETCH(const QString, policy);
        QFETCH(const QString, error);
        HostKeyFixture fixture;
        fixture.trust(fixture.server);
        const SshKey other = makeSshKey(fixture.directory, "other");
        const std::string file = fixture.directory.file("revoked");
        const SshKey& key = kind.contains(QStringLiteral("others")) ? other : fixture.hostKey();
        if (kind.startsWith(QStringLiteral("text")))
            writeFile(file, str("# withdrawn\n\n", other.publicLine, "\n ", key.publicLine, '\n'));
        else if (kind.startsWith(QStringLiteral("krl")))
            mustRun({"ssh-keygen", "-q", "-k", "-f", file, key.publicPath()});
        else if (kind == QStringLiteral("known hosts"))
            writeFile(file, fixture.server.knownHosts());
        else if (kind == QStringLiteral("broken krl"))
            writeFile(file, std::string("SSHKRL\n\0\0\0", 10));
        fixture.settings.configFile = fixture.directory.write("config", str("Host *\n  RevokedHostKeys ", file, '\n'));
        fixture.prompts.answerHostKeys(Decision::AcceptOnce);

        QCOMPARE(fixture.fails(fixture.here(policy.toStdString())), error.toStdString());

        if (!error.isEmpty())
            QVERIFY2(fixture.details().seen.find(file) != std::string::npos, fixture.details().seen.c_str());
        QVERIFY(fixture.prompts.asked().empty());
    }

    void anAliasNamesTheKey()
    {
        HostKeyFixture fixture;
        fixture.settings.configFile = fixture.directory.write("config", "Host *\n  HostKeyAlias cluster\n");
        writeFile(fixture.knownHosts, str("cluster ", fixture.hostKey().typeAndBlob(), '\n'));
        QCOMPARE(fixture.fails(fixture.here("enforce")), std::string());
    }

    void aKeyKnownOnTheUsualPortWillDo()
    {
        HostKeyFixture fixture;
        writeFile(fixture.knownHosts, str("127.0.0.1 ", fixture.hostKey().typeAndBlob(), '\n'));
        QCOMPARE(fixture.fails(fixture.here("enforce")), std::string());
    }

    void aFileThatCannotBeWrittenIsNoObstacle_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("no such directory") << "/proc/no/known_hosts";
        QTest::newRow("no file") << "/dev/null";
        QTest::newRow("none") << "none";
    }

    void aFileThatCannotBeWrittenIsNoObstacle()
    {
        QFETCH(const QString, file);
        HostKeyFixture fixture;
        fixture.settings.knownHostsFile.clear();
        fixture.settings.configFile =
            fixture.directory.write("config", str("Host *\n  UserKnownHostsFile ", file.toStdString(), '\n'));
        fixture.prompts.answerHostKeys(Decision::AcceptAndRemember);
        QCOMPARE(fixture.fails(fixture.here()), std::string());
        QVERIFY2(fixture.opened->notes().find("could not be stored") != std::string::npos,
                 fixture.opened->notes().c_str());
    }
};

QTEST_GUILESS_MAIN(SshHostKeyTest)
#include "ssh_host_key_test.moc"
