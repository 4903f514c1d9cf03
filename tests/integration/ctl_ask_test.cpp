// rhizomectl asks on its terminal: host keys, passwords, passphrases.

#include "core/base/str.h"
#include "tests/integration/ctl_run.h"
#include "tests/support/ssh_server.h"

#include <QTest>

using namespace rz;
using namespace rz::test;

namespace {

struct AskFixture {
    QString chain() const
    {
        return QString::fromStdString(str("ssh:", user.name(), '@', SshServer::host(), ':', server.port()));
    }
    QStringList options() const { return {"--known-hosts", QString::fromStdString(knownHosts)}; }
    void trust() const { writeFile(knownHosts, server.knownHosts()); }

    TempDir directory;
    std::string knownHosts = directory.file("known_hosts");
    TestUser user;
    SshServer server;
};

// Types an answer as a person would: once the question is there.
QString answer(QProcess& process, const QString& question, const QString& line)
{
    QString seen = CtlRun::readUntil(process, question);
    process.write(line.toUtf8() + '\n');
    process.waitForBytesWritten(30'000);
    return seen;
}

}  // namespace

class CtlAskTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = SshServer::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        if (!CtlRun::available())
            QFAIL("rhizomectl or the agent is not built");
    }

    void anUnknownKeyAndAWrongPasswordAreAskedAbout()
    {
        const AskFixture fixture;
        const CtlRun ctl(fixture.options());
        const auto process = ctl.beginOnTerminal({"run", fixture.chain(), "--", "id", "-un"});

        QString seen = answer(*process, "[no]: ", "yes");
        QVERIFY2(seen.contains(QString::fromStdString(fixture.server.hostKeys().front().fingerprint)),
                 qPrintable(seen));
        seen = answer(*process, "password of ", "wrong password");
        seen += answer(*process, "password of ", QString::fromStdString(fixture.user.password()));
        QVERIFY2(seen.contains(u"attempt 2 of 3"), qPrintable(seen));
        const auto ended = CtlRun::end(*process);

        QCOMPARE(ended.status, 0);
        QVERIFY2(ended.out.contains(QString::fromStdString(fixture.user.name()) + "\r\n"), qPrintable(ended.out));
        // What is typed is not shown.
        seen += ended.out;
        QVERIFY2(!seen.contains(u"wrong password"), qPrintable(seen));
        QVERIFY(!seen.contains(QString::fromStdString(fixture.user.password())));
        QCOMPARE(readFile(fixture.knownHosts), fixture.server.knownHosts());
    }

    void refusingAKeyEndsItWithFour()
    {
        const AskFixture fixture;
        const CtlRun ctl(fixture.options());
        const auto process = ctl.beginOnTerminal({"call", fixture.chain(), "os.getuid"});
        answer(*process, "[no]: ", "");
        const auto ended = CtlRun::end(*process);
        QVERIFY2(ended.out.contains(u"you refused it"), qPrintable(ended.out));
        QCOMPARE(ended.status, 4);
        QCOMPARE(readFile(fixture.knownHosts), std::string());
    }

    void aChangedKeyIsWarnedOf()
    {
        AskFixture fixture;
        fixture.trust();
        fixture.server.changeHostKeys();
        fixture.server.restart();
        const CtlRun ctl(fixture.options());
        const auto process = ctl.beginOnTerminal({"call", fixture.chain(), "os.getuid"});
        const QString seen = answer(*process, "[no]: ", "no");
        QVERIFY2(seen.contains(u"WARNING: the host key of") && seen.contains(u"has changed"), qPrintable(seen));
        QCOMPARE(CtlRun::end(*process).status, 4);
    }

    void aKeyIsUnlocked()
    {
        AskFixture fixture;
        fixture.trust();
        const SshKey key = makeSshKey(fixture.directory, "key", "ed25519", "open sesame");
        fixture.server.authorize(fixture.user, key.publicLine);
        const CtlRun ctl(QStringList{"--identity", QString::fromStdString(key.path)} + fixture.options());
        const auto process = ctl.beginOnTerminal({"run", fixture.chain(), "--", "id", "-un"});
        const QString seen = answer(*process, "passphrase of the key ", "open sesame");
        const auto ended = CtlRun::end(*process);
        QCOMPARE(ended.status, 0);
        QVERIFY(!(seen + ended.out).contains(u"open sesame"));
    }

    void theEndOfInputIsARefusal()
    {
        const AskFixture fixture;
        fixture.trust();
        const CtlRun ctl(fixture.options());
        const auto process = ctl.beginOnTerminal({"call", fixture.chain(), "os.getuid"});
        CtlRun::readUntil(*process, "password of ");
        process->write("\x04");
        const auto ended = CtlRun::end(*process);
        QVERIFY2(ended.out.contains(u"you did not give the password of"), qPrintable(ended.out));
        QCOMPARE(ended.status, 4);
    }

    void anInterruptAtAQuestionEndsItWithSix()
    {
        const AskFixture fixture;
        fixture.trust();
        const CtlRun ctl(fixture.options());
        const auto process = ctl.beginOnTerminal({"call", fixture.chain(), "os.getuid"});
        CtlRun::readUntil(*process, "password of ");
        process->write("\x03");
        QCOMPARE(CtlRun::end(*process).status, 6);
    }
};

QTEST_GUILESS_MAIN(CtlAskTest)
#include "ctl_ask_test.moc"
