// What goes through an open transport: bytes, ends, pressure, silence. Against a real sshd.

#include "core/base/str.h"
#include "tests/integration/transport_fixture.h"
#include "tests/support/leak_check.h"

#include <QTest>

#include <csignal>
#include <sys/socket.h>
#include <unistd.h>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

namespace {

constexpr std::size_t Megabyte = 1024 * 1024;

struct StreamFixture : TransportFixture {
    explicit StreamFixture(SshServer::Options options = {}, std::string_view loginShell = "/bin/sh")
        : server(std::move(options)), key(makeSshKey(directory, "key"))
    {
        trust(server);
        server.authorize(user, key.publicLine);
        mustRun({"usermod", "--shell", std::string(loginShell), user.name()});
    }
    Hop here() const { return hop(server, key); }
    FarShell shell() { return TransportFixture::shell(here()); }

    SshServer server;
    SshKey key;
};

std::string pattern(std::size_t size)
{
    std::string bytes(size, '\0');
    std::uint32_t state = 12345;
    for (char& byte : bytes) {
        state = state * 1664525 + 1013904223;
        byte = static_cast<char>(state >> 24);
    }
    return bytes;
}

// Sends `data` through "cat" at the far end while reading what comes back; the whole must come back.
bool echoes(FarShell& far, std::string_view data)
{
    far.send("stty raw 2>/dev/null; echo ready; exec cat\n");
    far.readUntil("ready\n");
    far.forget();
    std::string_view rest = data;
    const bool all = spinUntil(
        far.broker(),
        [&] {
            while (!rest.empty()) {
                const ssize_t sent = ::send(far.fd(), rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
                if (sent <= 0)
                    break;
                rest.remove_prefix(static_cast<std::size_t>(sent));
            }
            while (far.readSome()) {
            }
            return far.ended() || far.received().size() >= data.size();
        },
        std::chrono::seconds(100));
    return all && far.received() == data;
}

}  // namespace

class SshStreamTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = SshServer::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
    }

    void aShellAnswers()
    {
        StreamFixture fixture;
        FarShell far = fixture.shell();
        far.send("echo $((6 * 7))\n");
        QCOMPARE(far.readUntil("\n"), std::string("42\n"));
    }

    void everyByteComesThroughBothWays()
    {
        StreamFixture fixture;
        FarShell far = fixture.shell();
        QVERIFY(echoes(far, pattern(16 * Megabyte)));
    }

    void newKeysInTheMiddleAreNotNoticed()
    {
        StreamFixture fixture({.lines = {"RekeyLimit 1M"}});
        FarShell far = fixture.shell();
        QVERIFY(echoes(far, pattern(8 * Megabyte)));
    }

    void ourOwnNewKeysAreNotNoticedEither()
    {
        StreamFixture fixture;
        fixture.settings.configFile = fixture.directory.write("config", "Host *\n  RekeyLimit 1M\n");
        FarShell far = fixture.shell();
        QVERIFY(echoes(far, pattern(8 * Megabyte)));
    }

    void compressedToo()
    {
        StreamFixture fixture;
        Hop to = fixture.here();
        to.options.set("compression", true);
        FarShell far = fixture.TransportFixture::shell(to);
        QVERIFY(echoes(far, pattern(2 * Megabyte)));
    }

    void whatIsNotReadHereIsNotSentThere()
    {
        StreamFixture fixture;
        FarShell far = fixture.shell();
        const TempDir directory(0777);
        const std::string progress = directory.file("progress");
        // Writes without end and notes how far it came; what is in flight has an end.
        far.send(str("i=0; while dd if=/dev/zero bs=65536 count=16 2>/dev/null; do i=$((i + 1)); echo $i >", progress,
                     "; done\n"));
        std::string before;
        int still = 0;
        QVERIFY(spinUntil(*fixture.broker, [&] {
            const std::string now = readFile(progress);
            still = now == before && !now.empty() ? still + 1 : 0;
            before = now;
            return still == 100;
        }));
        QVERIFY2(std::stoi(before) < 32, before.c_str());
        // Nothing was lost meanwhile: it goes on once it is read.
        QVERIFY(spinUntil(*fixture.broker, [&] {
            while (far.readSome()) {
            }
            return far.received().size() > 64 * Megabyte;
        }));
        QCOMPARE(far.received().find_first_not_of('\0'), std::string::npos);
    }

    void whatIsNotReadThereIsNotTakenHere()
    {
        StreamFixture fixture;
        FarShell far = fixture.shell();
        far.send("echo ready; exec sleep 1000\n");
        far.readUntil("ready\n");
        const std::string block = pattern(Megabyte);
        std::size_t taken = 0;
        int refusals = 0;
        QVERIFY(spinUntil(*fixture.broker, [&] {
            const ssize_t sent = ::send(far.fd(), block.data(), block.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            taken += sent > 0 ? static_cast<std::size_t>(sent) : 0;
            refusals = sent > 0 ? 0 : refusals + 1;
            return refusals == 100;
        }));
        QVERIFY2(taken < 32 * Megabyte, std::to_string(taken).c_str());
    }

    void theFarEndsEndIsOurs()
    {
        StreamFixture fixture;
        FarShell far = fixture.shell();
        far.send("echo last words; exit 0\n");
        QVERIFY(far.readToEnd());
        QCOMPARE(far.received(), std::string("last words\n"));
        QCOMPARE(far.diagnostics(), std::string());
    }

    void aCommandThatFailsSaysHow()
    {
        StreamFixture fixture;
        FarShell far = fixture.shell();
        far.send("exit 3\n");
        QVERIFY(far.readToEnd());
        std::string said;
        const bool told = spinUntil(far.broker(), [&] {
            said += far.diagnostics();
            return said.find("the command ended with status 3") != std::string::npos;
        });
        QVERIFY2(told, said.c_str());
    }

    void ourEndIsTheFarEnds()
    {
        StreamFixture fixture;
        const TempDir directory(0777);
        FarShell far = fixture.shell();
        far.send(str("cat >/dev/null; echo ended >", directory.file("note"), '\n'));
        far.hangUp();
        QVERIFY(spinUntil(*fixture.broker, [&] { return readFile(directory.file("note")) == "ended\n"; }));
    }

    void whatIsPrintedOnStderrIsApart()
    {
        StreamFixture fixture;
        FarShell far = fixture.shell();
        far.send("echo warning >&2; echo result\n");
        QCOMPARE(far.readUntil("\n"), std::string("result\n"));
        std::string apart;
        QVERIFY(spinUntil(*fixture.broker, [&] {
            apart += far.diagnostics();
            return !apart.empty();
        }));
        QCOMPARE(apart, std::string("warning\n"));
    }

    void aLostConnectionIsNoticedAtOnce()
    {
        StreamFixture fixture;
        FarShell far = fixture.shell();
        fixture.server.cutConnections();
        QVERIFY(far.readToEnd());
        QVERIFY2(far.diagnostics().find("the connection was lost") != std::string::npos, "no reason");
    }

    void aServerThatFallsSilentIsNoticed()
    {
        StreamFixture fixture;
        Hop to = fixture.here();
        to.options.set("keepalive_interval", 1);
        FarShell far = fixture.TransportFixture::shell(to);
        for (const pid_t process : fixture.server.connectionProcesses())
            ::kill(process, SIGSTOP);
        const bool noticed = far.readToEnd();
        for (const pid_t process : fixture.server.connectionProcesses())
            ::kill(process, SIGCONT);
        QVERIFY(noticed);
        QVERIFY2(far.diagnostics().find("no answer for 4 s") != std::string::npos, "no reason");
    }

    void aQuietServerIsKept()
    {
        StreamFixture fixture;
        Hop to = fixture.here();
        to.options.set("keepalive_interval", 1);
        FarShell far = fixture.TransportFixture::shell(to);
        QVERIFY(!far.readToEnd(std::chrono::seconds(7)));
        far.send("echo still here\n");
        QCOMPARE(far.readUntil("\n"), std::string("still here\n"));
    }

    void loginShellsAndTheirNoiseDoNotMatter_data()
    {
        QTest::addColumn<QString>("shell");
        for (const char* shell : {"/bin/sh", "/bin/bash", "/bin/csh", "/usr/bin/fish"})
            QTest::newRow(shell) << shell;
    }

    void loginShellsAndTheirNoiseDoNotMatter()
    {
        QFETCH(const QString, shell);
        if (::access(shell.toUtf8().constData(), X_OK) != 0)
            QSKIP("this shell is not installed");
        StreamFixture fixture({}, shell.toStdString());
        for (const char* file : {".bashrc", ".cshrc", ".profile"})
            fixture.user.write(file, "echo noise\n");
        const std::string fish = fixture.user.home() + "/.config/fish";
        mustRun({"install", "-d", "-o", fixture.user.name(), fixture.user.home() + "/.config", fish});
        writeFile(fish + "/config.fish", "echo noise\n", 0644);
        FarShell far = fixture.shell();
        far.send("echo $0\n");
        QCOMPARE(far.readUntil("\n"), std::string("sh\n"));
    }

    void anAccountWithoutCommandsIsExplained()
    {
        StreamFixture fixture({.lines = {"ForceCommand /bin/false"}});
        const auto opened = fixture.open(fixture.here());
        QVERIFY(opened->wait());
        QCOMPARE(opened->errorText(), std::string());
        Transport transport = opened->takeTransport();
        FarShell far(*fixture.broker, std::move(transport));
        QVERIFY(far.ended());
        std::string said;
        QVERIFY2(spinUntil(*fixture.broker,
                           [&] {
                               said += far.diagnostics();
                               return said.find("ended with status 1") != std::string::npos;
                           }),
                 said.c_str());
    }

    void nothingIsLeftOver()
    {
        StreamFixture fixture;
        fixture.opener = makeLibsshOpener(fixture.settings, {});
        const LeakCheck leaks({}, {fixture.user.uid()});
        {
            FarShell one = fixture.shell();
            FarShell two = fixture.shell();
            one.send("exit\n");
            QVERIFY(one.readToEnd());
        }
        fixture.opener.reset();
        QCOMPARE(leaks.leaks(), std::string());
    }
};

QTEST_GUILESS_MAIN(SshStreamTest)
#include "ssh_stream_test.moc"
