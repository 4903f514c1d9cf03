// The example log_tail: what it shows of a log that grows, is rotated and emptied, and when it ends.

#include "core/base/str.h"
#include "tests/integration/example_fixture.h"
#include "tests/integration/tail.h"
#include "tests/support/processes.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <QByteArray>
#include <QDir>
#include <QTest>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

using namespace rz;
using namespace rz::test;

namespace {

// How many files and directories a process and its children have inotify look at.
std::size_t watchesOf(pid_t pid)
{
    std::vector<pid_t> processes = descendantsOf(pid);
    processes.push_back(pid);
    std::size_t watches = 0;
    for (const pid_t process : processes) {
        const QDir descriptors(QStringLiteral("/proc/%1/fdinfo").arg(process));
        for (const QString& name : descriptors.entryList(QDir::Files)) {
            std::istringstream lines(readFile(descriptors.filePath(name).toStdString()));
            for (std::string line; std::getline(lines, line);)
                watches += line.starts_with("inotify wd:") ? 1 : 0;
        }
    }
    return watches;
}

}  // namespace

class LogTailTest : public QObject {
    Q_OBJECT

private slots:
    void aTailShowsWhatIsAdded_data() { addWays(); }
    void aTailShowsWhatIsAdded()
    {
        QFETCH(const bool, bySsh);
        if (const std::string reason = whyNot(bySsh); !reason.empty())
            QSKIP(reason.c_str());
        std::string chain = "local|local";
        std::optional<SshTarget> ssh;
        if (bySsh)
            chain = ssh.emplace().chain();
        Tail tail(example("log_tail"), chain);
        QVERIFY(tail.begins());
        QVERIFY(!tail.shown().contains("before"));
        tail.add("tw");
        QVERIFY(tail.shows("tw"));
        tail.add("o\nthree\n");
        QVERIFY(tail.shows("two\nthree\n"));
        const QByteArray noText("\xff\xfe\0\n", 4);
        tail.add(noText.toStdString());
        QVERIFY(tail.shows(noText.toStdString()));
        const std::string line(100'000, 'x');
        tail.add(line);
        QVERIFY(tail.shows(line));
    }

    void aTailGoesOnWhenTheLogIsRotated()
    {
        Tail tail(example("log_tail"), "local");
        QVERIFY(tail.begins());
        for (const char* const round : {"one", "two"}) {
            tail.add(str("last of ", round, '\n'));
            QCOMPARE(::rename(tail.file().c_str(), (tail.file() + '.' + round).c_str()), 0);
            writeFile(tail.file(), str("first after ", round, '\n'), 0644);
            QVERIFY(tail.shows(str("last of ", round, "\nfirst after ", round, '\n')));
            tail.add("and more\n");
            QVERIFY(tail.shows(str("first after ", round, "\nand more\n")));
            QCOMPARE(watchesOf(tail.pid()), std::size_t{2});  // of the file that is read now, and of its directory
        }
    }

    void aTailWaitsUntilTheNewLogIsItsToRead()
    {
        if (const std::string reason = whyNot(true); !reason.empty())
            QSKIP(reason.c_str());
        const SshTarget ssh;
        Tail tail(example("log_tail"), ssh.chain());
        QVERIFY(tail.begins());
        const std::string old = tail.file() + ".1";
        QCOMPARE(::rename(tail.file().c_str(), old.c_str()), 0);
        writeFile(tail.file(), "first after\n", 0600);
        std::ofstream(old, std::ios::app) << "last of old\n";
        QVERIFY(tail.shows("last of old\n"));
        QCOMPARE(::chmod(tail.file().c_str(), 0644), 0);
        QVERIFY(tail.shows("last of old\nfirst after\n"));
        tail.add("and more\n");
        QVERIFY(tail.shows("first after\nand more\n"));
    }

    void aTailSaysWhyTheNewLogCannotBeRead_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<std::string>("why");
        QTest::newRow("directory") << int{S_IFDIR} << std::string("read: Is a directory");
        QTest::newRow("socket") << int{S_IFSOCK} << std::string("/log: No such device or address");
    }
    void aTailSaysWhyTheNewLogCannotBeRead()
    {
        QFETCH(const int, kind);
        QFETCH(const std::string, why);
        Tail tail(example("log_tail"), "local");
        QVERIFY(tail.begins());
        QCOMPARE(::rename(tail.file().c_str(), (tail.file() + ".1").c_str()), 0);
        if (kind == S_IFDIR)
            QCOMPARE(::mkdir(tail.file().c_str(), 0755), 0);
        else
            QCOMPARE(::mknod(tail.file().c_str(), S_IFSOCK | 0755, 0), 0);
        QVERIFY(tail.ends());
        QVERIFY2(tail.shown().contains(why), tail.shown().c_str());
    }

    void aTailGoesOnWhenTheLogIsEmptied()
    {
        Tail tail(example("log_tail"), "local");
        QVERIFY(tail.begins());
        tail.add("a line of some length\n");
        QVERIFY(tail.shows("a line of some length\n"));
        QCOMPARE(::truncate(tail.file().c_str(), 0), 0);
        tail.add("short\n");
        QVERIFY(tail.shows("length\nshort\n"));
    }

    void aTailEndsWithItsHost()
    {
        Tail tail(example("log_tail"), "local");
        QVERIFY(tail.begins());
        const auto children = childrenOf(tail.pid());
        QCOMPARE(children.size(), std::size_t{1});
        ::kill(children.front(), SIGKILL);
        QVERIFY(tail.ends());
    }

    void aTailEndsWithItsReader()
    {
        const TempDir directory(0755);
        const std::string log = directory.file("log");
        writeFile(log, "before\n", 0644);
        const Ran ran = run({"sh", "-c",
                             str("while sleep 0.1; do echo line >>", log, "; done & ", example("log_tail"), " local ",
                                 log, " | head -n 1; kill $!")});
        QVERIFY2(ran.ok(), ran.output.c_str());
        QCOMPARE(ran.output, std::string("line\n"));
    }

    void aTailOfNothingSaysWhy()
    {
        const Ran ran = run({example("log_tail"), "local", "/nonexistent/log"});
        QCOMPARE(ran.status, 1);
        QVERIFY2(ran.output.find("/nonexistent/log: No such file or directory") != std::string::npos,
                 ran.output.c_str());
    }
};

QTEST_GUILESS_MAIN(LogTailTest)
#include "log_tail_test.moc"
