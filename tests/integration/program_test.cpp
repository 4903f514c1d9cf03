// Programs that are their own agents: what is told of them, one that leaves its tree, one that is copied.

#include "core/base/str.h"
#include "tests/integration/example_fixture.h"
#include "tests/support/paths.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QTest>

#include <csignal>
#include <cstddef>
#include <regex>
#include <sstream>
#include <string>
#include <sys/types.h>
#include <unistd.h>
#include <vector>

using namespace rz;
using namespace rz::test;

namespace {

bool alive(pid_t pid)
{
    const std::string stat = readFile(str("/proc/", pid, "/stat"));
    const std::size_t name = stat.rfind(')');
    return name != std::string::npos && stat.size() > name + 2 && stat[name + 2] != 'Z';
}

struct Life {
    pid_t self = 0;
    pid_t below = 0;
    int rounds = -1;
};

Life lifeIn(const TempDir& directory)
{
    Life life;
    std::istringstream(readFile(directory.file("life"))) >> life.self >> life.below >> life.rounds;
    return life;
}

}  // namespace

class ProgramTest : public QObject {
    Q_OBJECT

private slots:
    void aProfiledProgramAndItsContextsWriteTraces()
    {
        const QDir temporary(QStringLiteral("/tmp"));
        const QStringList pattern{QStringLiteral("rhizome.stats.*.json")};
        const QStringList before = temporary.entryList(pattern);
        const Ran ran = run({"/usr/bin/env", "RHIZOME_PROFILING=1", example("pipeline"), "local|local"});
        QVERIFY2(ran.ok(), ran.output.c_str());
        QSet<QString> processes;
        bool saysWhatRan = false;
        // The contexts end a moment after the program.
        const bool all = waitUntil([&] {
            for (const QString& name : temporary.entryList(pattern)) {
                const std::string path = temporary.filePath(name).toStdString();
                QByteArray content = QByteArray::fromStdString(readFile(path));
                // Of one that was killed; viewers do without the end, too.
                if (!content.endsWith("]\n"))
                    content += ']';
                if (before.contains(name) || QJsonDocument::fromJson(content).array().size() < 2)
                    continue;
                processes << name.section(QLatin1Char('.'), 2, 2);
                saysWhatRan = saysWhatRan || content.contains("\"example.divide\"");
                ::unlink(path.c_str());
            }
            return processes.size() == 3 && saysWhatRan;
        });
        QVERIFY2(all, qPrintable(QStringList(processes.values()).join(QLatin1Char(' '))));
    }

    void whatIsWrongIsTold()
    {
        const Ran grammar = run({example("pipeline"), "nowhere:x"});
        QCOMPARE(grammar.status, 1);
        QVERIFY2(grammar.output.find("nowhere") != std::string::npos, grammar.output.c_str());
        const Ran usage = run({example("pipeline")});
        QCOMPARE(usage.status, 2);
        QVERIFY(usage.output.starts_with("usage: "));
        const Ran thrown = run({binary("asker")});
        QCOMPARE(thrown.status, 1);
        QVERIFY2(thrown.output.find("something that is no exception was thrown") != std::string::npos,
                 thrown.output.c_str());
    }

    void aContextThatLeftOutlivesItsProgram()
    {
        const TempDir directory(0755);
        const Ran ran = run({binary("leaver"), directory.path()});
        QVERIFY2(ran.ok(), ran.output.c_str());
        // It works on, and so does what is below it.
        QVERIFY(waitUntil([&] { return lifeIn(directory).rounds >= 0; }));
        const Life before = lifeIn(directory);
        QVERIFY(waitUntil([&] { return lifeIn(directory).rounds > before.rounds + 3; }));
        QVERIFY(alive(before.self));
        QVERIFY(alive(before.below));
        // It ends when it wants to, and takes what is below along.
        writeFile(directory.file("stop"), "");
        QVERIFY(waitUntil([&] { return !alive(before.self) && !alive(before.below); }));
    }

    void aContextThatLeftCanBeEnded()
    {
        const TempDir directory(0755);
        QVERIFY(run({binary("leaver"), directory.path()}).ok());
        QVERIFY(waitUntil([&] { return lifeIn(directory).rounds >= 0; }));
        const Life life = lifeIn(directory);
        ::kill(life.self, SIGHUP);  // of a terminal that is not its own any more
        const int rounds = lifeIn(directory).rounds;
        QVERIFY(waitUntil([&] { return lifeIn(directory).rounds > rounds + 3; }));
        ::kill(life.self, SIGTERM);
        QVERIFY(waitUntil([&] { return !alive(life.self) && !alive(life.below); }));
    }

    void aForkedContextBeginsAsTheProgramSays_data()
    {
        QTest::addColumn<std::string>("onStart");
        QTest::addColumn<std::string>("chain");
        for (const char* const onStart : {"test.begin", "test.beginAtOnce"}) {
            QTest::addRow("%s", onStart) << std::string(onStart) << std::string();
            QTest::addRow("%s below another", onStart) << std::string(onStart) << std::string("local|fork");
        }
    }
    void aForkedContextBeginsAsTheProgramSays()
    {
        QFETCH(const std::string, onStart);
        QFETCH(const std::string, chain);
        std::vector<std::string> command{binary("forker"), "test.cleanUp", onStart};
        if (!chain.empty())
            command.push_back(chain);
        const Ran ran = run(command);
        QVERIFY2(ran.ok(), ran.output.c_str());
        std::istringstream lines(ran.output);
        std::string forked;
        std::string begins;
        std::string ends;
        std::string called;
        QVERIFY(std::getline(lines, forked) && std::getline(lines, begins) && std::getline(lines, ends) &&
                std::getline(lines, called));
        QVERIFY2(called.starts_with("called in "), ran.output.c_str());
        QCOMPARE(forked, str("on_fork in ", called.substr(sizeof "called in " - 1)));
        QVERIFY2(std::regex_match(begins, std::regex("on_start in context [1-9][0-9]* begins")), begins.c_str());
        QCOMPARE(ends, std::string("on_start ends"));
    }

    void aForkedContextThatCannotBeginSaysWhy_data()
    {
        QTest::addColumn<std::string>("onFork");
        QTest::addColumn<std::string>("onStart");
        QTest::addColumn<std::string>("told");
        const auto row = [](const char* name, const char* onFork, const char* onStart, const char* told) {
            QTest::newRow(name) << std::string(onFork) << std::string(onStart) << std::string(told);
        };
        row("unknown on_fork", "test.cleanup", "",
            "on_fork: builtins.AttributeError: module 'test' has no attribute 'cleanup'. Did you mean: 'cleanUp'?");
        row("on_fork with arguments", "fs.list", "",
            "on_fork: builtins.TypeError: fs.list() missing required argument");
        row("on_fork with a router", "test.begin", "", "on_fork: test.begin() asks about its call");
        row("on_fork fails", "test.refuse", "", "on_fork: it does not want to");
        row("unknown on_start", "test.cleanUp", "nowhere.x", "on_start: builtins.ModuleNotFoundError: No module named");
        row("on_start with arguments", "", "fs.list",
            "on_start: builtins.TypeError: fs.list() missing required argument");
        row("no name", "nowhere", "", "must be a function's name, as \"module.function\"");
        row("on_start fails", "", "test.refuse", "it does not want to");
    }
    void aForkedContextThatCannotBeginSaysWhy()
    {
        QFETCH(const std::string, onFork);
        QFETCH(const std::string, onStart);
        QFETCH(const std::string, told);
        const Ran ran = run({binary("forker"), onFork, onStart});
        QCOMPARE(ran.status, 1);
        QVERIFY2(ran.output.find(told) != std::string::npos, ran.output.c_str());
        QVERIFY2(ran.output.find("called in ") == std::string::npos, ran.output.c_str());
    }
};

QTEST_GUILESS_MAIN(ProgramTest)
#include "program_test.moc"
