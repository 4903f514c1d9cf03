// The two shell stages against real shells and file systems: each case runs the first stage in a mount namespace of its own.
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_master.h"

#include "core/base/str.h"
#include "core/connect/bootstrap/first_stage.h"

#include <QStandardPaths>
#include <QTest>

#include <unistd.h>

using namespace rz;

namespace {

class NoOpening final : public connect::Opening {};

// Answers for the method "local" with a program that ends in a shell.
class ShellOpener final : public connect::Opener {
public:
    explicit ShellOpener(std::vector<std::string> argv) : m_argv(std::move(argv)) {}

    std::string_view method() const override { return "local"; }
    std::unique_ptr<connect::Opening> open(const connect::Hop&, io::Broker& broker, connect::OpenHost& host) override
    {
        host.beginStep("spawn");
        auto ends = io::makeSocketPair();
        auto diagnostics = io::makePipe();
        connect::Transport transport;
        const io::SpawnOptions options{
            .argv = m_argv,
            .descriptors = {{0, ends->second.get()}, {1, ends->second.get()}, {2, diagnostics->second.get()}},
        };
        auto process = io::Process::spawn(broker, options, [](io::ExitStatus) {});
        if (!process) {
            host.failed(process.error());
            return std::make_unique<NoOpening>();
        }
        transport.process = std::move(*process);
        transport.receiveSide = std::move(ends->first);
        transport.diagnostics = std::move(diagnostics->first);
        host.opened(std::move(transport));
        return std::make_unique<NoOpening>();
    }

private:
    std::vector<std::string> m_argv;
};

// A root file system with nothing but busybox.
class BusyboxRoot {
public:
    BusyboxRoot()
    {
        for (const char* name : {"bin", "proc", "dev", "dev/shm", "tmp", "var", "var/tmp", "root"})
            m_directory.makeDirectory(name, 0755);
        test::mustRun({"cp", "/bin/busybox", m_directory.file("bin/busybox")});
        test::mustRun({"mknod", m_directory.file("dev/null"), "c", "1", "3"});
        for (const char* tool : {"sh", "head", "gzip", "uname", "chmod", "rm", "printf", "ls", "cat"})
            test::mustRun({"ln", "-s", "busybox", m_directory.file(str("bin/", tool))});
    }
    const std::string& path() const { return m_directory.path(); }
    void removeTool(const char* tool) { test::mustRun({"rm", m_directory.file(str("bin/", tool))}); }

private:
    test::TempDir m_directory{0755};
};

// The first stage inside `root`, after `mounts` were made there, in a mount namespace of its own.
std::vector<std::string> inRoot(const BusyboxRoot& root, const std::string& mounts, const std::string& before = {})
{
    const std::string script =
        str("set -e; mount --bind ", root.path(), " ", root.path(), "; cd ", root.path(), "; mount -t proc proc proc; ",
            mounts, " exec chroot . /bin/busybox env -i PATH=/bin HOME=/root /bin/sh -c '", before,
            connect::firstStage(), "'");
    return {"unshare", "--mount", "--propagation", "private", "sh", "-c", script};
}

constexpr const char* Shm = "mount -t tmpfs tmpfs dev/shm; ";
constexpr const char* ShmNoexec = "mount -t tmpfs -o noexec tmpfs dev/shm; ";
constexpr const char* Tmp = "mount -t tmpfs tmpfs tmp; ";
constexpr const char* TmpNoexec = "mount -t tmpfs -o noexec tmpfs tmp; ";
constexpr const char* RootReadOnly = "mount -o remount,bind,ro .; ";

}  // namespace

class FirstStageTest : public QObject {
    Q_OBJECT

private:
    test::Outcome start(const std::vector<std::string>& argv)
    {
        m_master.emplace();
        m_master->connector().addOpener(std::make_unique<ShellOpener>(argv));
        return m_master->connect({.method = "local", .options = {}});
    }

    std::optional<test::TestMaster> m_master;

private slots:
    void initTestCase()
    {
        if (::geteuid() != 0)
            QSKIP("mount namespaces need root");
    }

    void cleanup() { m_master.reset(); }

    void the_agent_starts_wherever_something_can_execute_data()
    {
        QTest::addColumn<QString>("mounts");
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("executable");
        QTest::newRow("busybox, /dev/shm") << Shm << "" << "/dev/shm/.rhizome-";
        QTest::newRow("noexec /dev/shm") << QString(ShmNoexec) + Tmp << "" << "/tmp/.rhizome-";
        QTest::newRow("noexec /dev/shm and /tmp") << QString(ShmNoexec) + TmpNoexec << "" << "/root/.rhizome-";
        QTest::newRow("read-only root") << QString(Shm) + RootReadOnly << "" << "/dev/shm/.rhizome-";
        QTest::newRow("full /dev/shm") << QString("mount -t tmpfs -o size=64k tmpfs dev/shm; ") + Tmp << ""
                                       << "/tmp/.rhizome-";
        QTest::newRow("noisy start-up files")
            << Shm << "echo Welcome; printf \"no newline \"; echo RZ; echo oops >&2;" << "/dev/shm/.rhizome-";
    }

    void the_agent_starts_wherever_something_can_execute()
    {
        QFETCH(QString, mounts);
        QFETCH(QString, before);
        QFETCH(QString, executable);
        const BusyboxRoot root;
        const test::Outcome outcome = start(inRoot(root, mounts.toStdString(), before.toStdString()));
        QVERIFY2(outcome.error().empty(), outcome.error().c_str());
        const auto context = m_master->context(outcome.result()->id);
        const Value path = context.call("fs.readlink", {Value("/proc/self/exe")});
        const std::string& link = *path.as<std::string>();
        QVERIFY2(link.starts_with(executable.toStdString()), link.c_str());
        QVERIFY2(link.ends_with(" (deleted)"), link.c_str());
        for (const char* directory : {"/dev/shm", "/tmp", "/root", "/var/tmp"}) {
            const Value listing = context.call("fs.list", {Value(directory)});
            QVERIFY2(repr(listing, 4000).find(".rhizome-") == std::string::npos, directory);
        }
    }

    void without_gzip_the_agent_travels_as_it_is()
    {
        BusyboxRoot root;
        root.removeTool("gzip");
        const test::Outcome outcome = start(inRoot(root, Shm));
        QVERIFY2(outcome.error().empty(), outcome.error().c_str());
    }

    void interpreters_hold_the_agent_in_memory_data()
    {
        QTest::addColumn<QString>("hide");
        QTest::newRow("perl") << "";
        QTest::newRow("python3") << "mount --bind /dev/null /usr/bin/perl;";
    }

    void interpreters_hold_the_agent_in_memory()
    {
        QFETCH(QString, hide);
        const std::string hidePerl = hide.isEmpty() ? "" : "mount --bind /dev/null /usr/bin/perl; ";
        const std::string script =
            str(hidePerl, "mount -t tmpfs -o ro tmpfs /dev/shm; exec sh -c '", connect::firstStage(), "'");
        const test::Outcome outcome = start({"unshare", "--mount", "--propagation", "private", "sh", "-c", script});
        QVERIFY2(outcome.error().empty(), outcome.error().c_str());
        const Value path = m_master->context(outcome.result()->id).call("fs.readlink", {Value("/proc/self/exe")});
        QVERIFY2(path.as<std::string>()->starts_with("/memfd:"), path.as<std::string>()->c_str());
    }

    void every_shell_runs_the_first_stage_data()
    {
        QTest::addColumn<QStringList>("shell");
        QTest::newRow("dash") << QStringList{"dash", "-c"};
        QTest::newRow("bash") << QStringList{"bash", "-c"};
        QTest::newRow("bash, traced") << QStringList{"bash", "-xc"};
        QTest::newRow("busybox") << QStringList{"busybox", "sh", "-c"};
        for (const char* shell : {"csh", "fish", "ksh", "zsh"}) {
            if (!QStandardPaths::findExecutable(shell).isEmpty())
                QTest::newRow(shell) << QStringList{shell, "-c"};
        }
    }

    void every_shell_runs_the_first_stage()
    {
        QFETCH(QStringList, shell);
        std::vector<std::string> argv;
        for (const QString& word : shell)
            argv.push_back(word.toStdString());
        argv.push_back(connect::firstStageCommand());
        const test::Outcome outcome = start(argv);
        QVERIFY2(outcome.error().empty(), outcome.error().c_str());
    }

    void nowhere_to_execute_is_said_with_every_place_that_was_tried_data()
    {
        QTest::addColumn<QString>("mounts");
        QTest::addColumn<QStringList>("seen");
        QTest::newRow("noexec and read-only") << QString(ShmNoexec) + TmpNoexec + RootReadOnly
                                              << QStringList{"/dev/shm: cannot execute", "/tmp: cannot execute",
                                                             "/root: cannot write", "/var/tmp: cannot write"};
        QTest::newRow("a full disk") << QString("mount -t tmpfs -o size=64k tmpfs dev/shm; ") + RootReadOnly
                                     << QStringList{"/dev/shm: no space", "/tmp: cannot write"};
    }

    void nowhere_to_execute_is_said_with_every_place_that_was_tried()
    {
        QFETCH(QString, mounts);
        QFETCH(QStringList, seen);
        const BusyboxRoot root;
        const test::Outcome outcome = start(inRoot(root, mounts.toStdString()));
        QCOMPARE(outcome.error(), std::string("StreamError: no place to run the agent from"));
        const ErrorDetails& details = outcome.result().error().details();
        QCOMPARE(details.hop, std::string("local"));
        QCOMPARE(details.step, std::string("agent upload"));
        for (const QString& place : seen)
            QVERIFY2(details.seen.find(place.toStdString()) != std::string::npos, details.seen.c_str());
        QVERIFY(!details.cause.empty() && !details.fix.empty());
    }

    void a_command_that_is_no_shell_is_said_with_its_last_words()
    {
        const test::Outcome outcome = start({"sh", "-c", "echo This account is currently not available.; exit 1"});
        QVERIFY2(outcome.error().starts_with("EofError: "), outcome.error().c_str());
        const ErrorDetails& details = outcome.result().error().details();
        QCOMPARE(details.step, std::string("first stage"));
        QCOMPARE(details.seen, std::string("This account is currently not available."));
        QVERIFY(details.cause.find("nologin") != std::string::npos);
    }

    void the_first_stage_is_short_and_quotes_safely()
    {
        const std::string stage = connect::firstStageCommand();
        QVERIFY2(stage.size() <= 700, str(stage.size()).c_str());
        QCOMPARE(connect::firstStage().find_first_of("'!\n"), std::string::npos);
    }
};

QTEST_GUILESS_MAIN(FirstStageTest)
#include "first_stage_test.moc"
