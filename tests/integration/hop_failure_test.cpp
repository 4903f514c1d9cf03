// Every way a hop that a program starts can fail: what is told of it names hop, step, what was seen, cause and fix. The
// program is a script in docker's place, which fails as the real ones do or lets the shell in under some restriction.
#include "tests/support/temp_dir.h"
#include "tests/support/test_master.h"

#include <QTest>

#include <fstream>
#include <sys/stat.h>

using namespace rz;
using namespace rz::test;

namespace {

QByteArray says(const char* text, int status = 1)
{
    return QByteArray("echo '") + text + "' >&2; exit " + QByteArray::number(status);
}

// Runs what docker would run in the container, after `restriction`.
QByteArray runs(const char* restriction)
{
    return QByteArray(restriction) + "\nshift 3; exec \"$@\"";
}

connect::Hop hopBy(const TempDir& directory, const QByteArray& script)
{
    const std::string path = directory.file("docker");
    std::ofstream(path) << "#!/bin/sh\n" << script.toStdString() << '\n';
    ::chmod(path.c_str(), 0755);
    connect::Hop hop{.method = "docker", .options = {}};
    hop.options.set("container", "web");
    hop.options.set("docker_path", path);
    return hop;
}

QByteArray text(const std::string& from)
{
    return QByteArray::fromStdString(from);
}

}  // namespace

class HopFailureTest : public QObject {
    Q_OBJECT

private slots:
    void the_program_works_when_nothing_is_in_its_way()
    {
        const TempDir directory;
        TestMaster master;
        const Outcome outcome = master.connect(hopBy(directory, runs("")));
        QVERIFY2(outcome.result(), outcome.error().c_str());
    }

    void a_failure_says_where_why_and_what_to_do_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QByteArray>("step");
        QTest::addColumn<QByteArray>("cause");  // a part of it
        const auto row = [](const char* name, const QByteArray& script, const char* step, const char* cause,
                            ErrorKind kind = ErrorKind::Stream) {
            QTest::newRow(name) << script << kind << QByteArray(step) << QByteArray(cause);
        };
        row("container stopped", says("Error response from daemon: Container 1f2e is not running"), "start program",
            "The container is stopped");
        row("container missing", says("Error: No such container: web"), "start program", "no container of that name");
        row("daemon down", says("Cannot connect to the Docker daemon at unix:///var/run/docker.sock."), "start program",
            "daemon does not run");
        row("no rights", says("permission denied while trying to connect to the Docker daemon socket"), "start program",
            "may not use docker");
        // Then the agent is put there without one, which fails in the same way here.
        row("no shell", says("exec: \"sh\": executable file not found in $PATH: unknown", 127), "put agent there",
            "no shell");
        row("no login shell", says("This account is currently not available."), "start program", "no login shell",
            ErrorKind::Eof);
        row("expired account", says("Your account has expired; please contact your system administrator."),
            "start program", "account has expired", ErrorKind::Eof);
        row("expired password", says("Your password has expired."), "start program", "password has expired",
            ErrorKind::Eof);
        row("a shell that is none", QByteArray("echo Welcome; exit 0"), "first stage",
            "did not lead to a working POSIX shell", ErrorKind::Eof);
        row("another architecture", QByteArray("printf '\\nRZI0 Linux sparc64 gzip \\n'; read line"), "first stage",
            "sparc64");
        row("another system", QByteArray("printf '\\nRZI0 Plan9 amd64 \\n'; read line"), "first stage",
            "Agents run on Linux only");
        row("no place to execute",
            QByteArray("shift 3; exec unshare --mount sh -c 'for d in /dev/shm /tmp /var/tmp /root; do "
                       "mount -t tmpfs -o noexec none $d; done; HOME=/root XDG_RUNTIME_DIR= PATH=/nowhere; "
                       "export HOME PATH; exec /bin/busybox sh \"$@\"' sh \"$2\" \"$3\""),
            "agent upload", "noexec");
        row("a limit on memory", runs("ulimit -v 6000"), "agent upload", "memory left", ErrorKind::Eof);
    }

    void a_failure_says_where_why_and_what_to_do()
    {
        QFETCH(QByteArray, script);
        QFETCH(ErrorKind, kind);
        QFETCH(QByteArray, step);
        QFETCH(QByteArray, cause);
        const TempDir directory;
        TestMaster master;
        const ContextId bystander = master.local();
        const Outcome outcome = master.connect(hopBy(directory, script));
        QVERIFY(!outcome.result());
        const ErrorDetails& details = outcome.result().error().details();
        const QByteArray all = text(outcome.error()) + "\nseen: " + text(details.seen) +
                               "\ncause: " + text(details.cause) + "\nfix: " + text(details.fix) +
                               "\nstep: " + text(details.step);
        QVERIFY2(outcome.result().error().kind() == kind, all.constData());
        QCOMPARE(text(details.hop), QByteArray("docker web"));
        QVERIFY2(text(details.step) == step, all.constData());
        QVERIFY2(text(details.cause).contains(cause) || text(outcome.error()).contains(cause), all.constData());
        QVERIFY2(cause.isEmpty() || !details.fix.empty(), all.constData());
        // Nothing else is disturbed.
        QVERIFY(master.context(bystander).call("os.getpid").is<std::int64_t>());
    }

    void the_same_failure_is_told_through_another_context()
    {
        const TempDir directory;
        TestMaster master;
        const ContextId via = master.local();
        const Outcome outcome = master.connect(hopBy(directory, says("Error: No such container: web")), via);
        QVERIFY(!outcome.result());
        const ErrorDetails& details = outcome.result().error().details();
        QCOMPARE(text(details.seen), QByteArray("Error: No such container: web"));
        QVERIFY(text(details.cause).contains("no container of that name"));
        QCOMPARE(outcome.story().output, (std::vector<std::string>{"Error: No such container: web"}));
    }

    void the_exit_of_the_program_is_told()
    {
        const TempDir directory;
        TestMaster master;
        const Outcome outcome = master.connect(hopBy(directory, "kill -9 $$"));
        QVERIFY2(text(outcome.error()).contains("killed by signal 9"), outcome.error().c_str());
    }
};

QTEST_GUILESS_MAIN(HopFailureTest)
#include "hop_failure_test.moc"
