// What a person may get wrong: the error says what, where and what to do, and nothing else is disturbed.

#include "core/base/str.h"
#include "core/connect/libssh/ssh_opener.h"
#include "tests/support/fixed_prompts.h"
#include "tests/support/paths.h"
#include "tests/support/ssh_server.h"
#include "tests/support/test_master.h"

#include <QTest>

#include <unistd.h>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

namespace {

struct BadInputFixture {
    BadInputFixture()
    {
        ::unsetenv("SSH_AUTH_SOCK");
        writeFile(knownHosts, server.knownHosts());
        prompts.answer(PromptKind::Password, {"wrong 1", "wrong 2", "wrong 3"});
        master.connector().addOpener(makeLibsshOpener({.configFile = "none", .knownHostsFile = knownHosts}, {}));
        bystander = master.local();
    }

    // A wrong way to the server.
    Hop hop(std::string_view mistake)
    {
        Hop made{.method = "ssh"};
        made.options.set("hostname", mistake == "unknown host" ? "no-such-host.invalid" : SshServer::host());
        made.options.set("port", server.port());
        made.options.set("username", user.name());
        if (mistake == "missing key")
            made.options.set("identity_file", "/no/such/key");
        if (mistake == "damaged key")
            made.options.set("identity_file", directory.write("damaged", "no key at all\n"));
        if (mistake == "host is down")
            server.stop();
        if (mistake == "unknown host key")
            writeFile(knownHosts, "");
        return made;
    }

    TempDir directory;
    std::string knownHosts = directory.file("known_hosts");
    TestUser user;
    SshServer server;
    FixedPrompts prompts;
    TestMaster master{&prompts};
    ContextId bystander{};
};

}  // namespace

class BadInputTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = SshServer::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        if (::access(binary("rhizome-agent").c_str(), X_OK) != 0)
            QFAIL("the agent is not built");
    }

    void theErrorSaysWhatWhereAndWhatToDo_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("step");
        QTest::addColumn<QString>("said");  // in the text or in what was seen
        QTest::newRow("unknown host") << "StreamError" << "resolve" << "no-such-host.invalid";
        QTest::newRow("host is down") << "StreamError" << "connect" << "Connection refused";
        QTest::newRow("unknown host key") << "HostKeyError" << "host key" << "nobody could be asked";
        QTest::newRow("missing key") << "PasswordError" << "authentication" << "/no/such/key";
        QTest::newRow("damaged key") << "PasswordError" << "authentication" << "holds no private key";
        QTest::newRow("wrong password") << "PasswordError" << "authentication" << "did not let";
    }

    void theErrorSaysWhatWhereAndWhatToDo()
    {
        QFETCH(const QString, kind);
        QFETCH(const QString, step);
        QFETCH(const QString, said);
        BadInputFixture fixture;
        const Hop hop = fixture.hop(QTest::currentDataTag());

        const Outcome outcome = fixture.master.connect(hop);

        QVERIFY2(outcome.error().starts_with(kind.toStdString() + ": "), outcome.error().c_str());
        const Error& error = outcome.result().error();
        const ErrorDetails& details = error.details();
        QCOMPARE(details.hop, hop.label());
        QCOMPARE(details.step, step.toStdString());
        const std::string told = error.text() + '\n' + details.seen;
        QVERIFY2(told.find(said.toStdString()) != std::string::npos, told.c_str());
        QVERIFY2(!details.cause.empty() && !details.fix.empty(), told.c_str());
        QVERIFY(outcome.story().failure == error);
        QVERIFY(!outcome.story().steps.empty() && outcome.story().steps.back().state == StepState::Failed);

        const Value pid = fixture.master.context(fixture.bystander).call("os.getpid", {}, {}, std::chrono::seconds(30));
        QVERIFY(pid.is<std::int64_t>());
    }
};

QTEST_GUILESS_MAIN(BadInputTest)
#include "bad_input_test.moc"
