#include <QTest>

#include <csignal>
#include <sys/wait.h>

#include "agent/functions/proc.h"
#include "agent_support.h"
#include "core/base/str.h"
#include "core/rpc/sender.h"
#include "process_support.h"

using namespace rz;
using namespace rz::test;

namespace {

// A child of ours that waits for a signal, and does nothing of its own about any: Qt Test's handlers are not for it.
pid_t forkWaiting()
{
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, &before);
    const pid_t child = ::fork();
    if (child == 0) {
        for (int number = 1; number < SIGRTMIN; ++number)
            ::signal(number, SIG_DFL);
        ::sigprocmask(SIG_SETMASK, &before, nullptr);
        for (;;)
            ::pause();
    }
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    return child;
}

}  // namespace

class AgentProcListTest : public QObject {
    Q_OBJECT

private slots:
    void theListKnowsThisProcess();
    void theListShowsOddCommandLines();
    void signalsAreSentByNumberAndName_data();
    void signalsAreSentByNumberAndName();
    void dangerousTargetsAreRefused_data();
    void dangerousTargetsAreRefused();

private:
    Caller m_caller;
};

void AgentProcListTest::theListKnowsThisProcess()
{
    const List list = must(proc::list());
    const Value* self = nullptr;
    std::int64_t before = 0;
    for (const Value& process : list.items) {
        const auto pid = at<std::int64_t>(process, "pid");
        QVERIFY(pid > before);
        before = pid;
        if (pid == ::getpid())
            self = &process;
    }
    QVERIFY(self != nullptr);
    QCOMPARE(at<std::int64_t>(*self, "ppid"), std::int64_t{::getppid()});
    QCOMPARE(at<std::int64_t>(*self, "uid"), std::int64_t{::geteuid()});
    QCOMPARE(at<std::string>(*self, "state"), "running");
    QVERIFY(at<std::int64_t>(*self, "rss") > 1'000'000);
    QVERIFY(at<std::int64_t>(*self, "threads") >= 2);
    QVERIFY(at<std::string>(*self, "command").find("agent_proc_list_test") != std::string::npos);
    QVERIFY(qAbs(at<double>(*self, "start") - static_cast<double>(::time(nullptr))) < 3600);
}

void AgentProcListTest::theListShowsOddCommandLines()
{
    const TempDir dir;
    const std::string name = "od) S (\xff d";
    QVERIFY(::symlink("/bin/sleep", dir.file(name).c_str()) == 0);
    const OsString command(str("'", dir.file(name), "' 1000 & echo $!"));
    const Dict started = must(proc::shell(m_caller.call(), command, {}, {}, {}, {}, {}, {}, {}));
    const pid_t pid = pidsIn(at<Bytes>(Value(started), "stdout").toString()).at(0);
    Value found;
    const bool seen = QTest::qWaitFor(
        [&] {
            for (const Value& process : must(proc::list()).items) {
                if (at<std::int64_t>(process, "pid") == pid && process.find("name")->is<Bytes>() &&
                    at<std::string>(process, "state") == "sleeping")
                    found = process;
            }
            return !found.is<None>();
        },
        20'000);
    ::kill(pid, SIGKILL);
    QVERIFY(seen);
    QCOMPARE(at<Bytes>(found, "name").toString(), name);
    QCOMPARE(at<Bytes>(found, "command").toString(), dir.file(name) + " 1000");
    QVERIFY(waitUntilGone(pid));
}

void AgentProcListTest::signalsAreSentByNumberAndName_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("number");
    QTest::newRow("default") << QString() << SIGTERM;
    QTest::newRow("name") << "KILL" << SIGKILL;
    QTest::newRow("long name") << "SIGINT" << SIGINT;
    QTest::newRow("number") << "10" << 10;
}

void AgentProcListTest::signalsAreSentByNumberAndName()
{
    QFETCH(const QString, name);
    QFETCH(const int, number);
    const pid_t child = forkWaiting();
    std::optional<Value> signal;
    bool isNumber = false;
    if (name.toInt(&isNumber); isNumber)
        signal = Value(name.toInt());
    else if (!name.isEmpty())
        signal = Value(name.toStdString());
    const auto sent = proc::kill(child, signal, {});
    if (!sent)
        ::kill(child, SIGKILL);
    int ended = 0;
    QCOMPARE(::waitpid(child, &ended, 0), child);
    must(sent);
    QVERIFY(WIFSIGNALED(ended));
    QCOMPARE(WTERMSIG(ended), number);
    QVERIFY(errorOf(proc::kill(child, {}, {})).endsWith("No such process"));
}

void AgentProcListTest::dangerousTargetsAreRefused_data()
{
    QTest::addColumn<qint64>("pid");
    QTest::addColumn<bool>("group");
    QTest::newRow("every process") << qint64{-1} << false;
    QTest::newRow("our group") << qint64{0} << false;
    QTest::newRow("every process, as a group") << qint64{1} << true;
    QTest::newRow("no process id") << (qint64{1} << 32) + 1 << false;
}

void AgentProcListTest::dangerousTargetsAreRefused()
{
    QFETCH(const qint64, pid);
    QFETCH(const bool, group);
    QVERIFY(proc::kill(pid, Value(0), group).error().kind() == ErrorKind::Argument);
    QVERIFY(proc::kill(::getpid(), Value("NOSUCH"), {}).error().kind() == ErrorKind::Argument);
    QVERIFY(proc::kill(::getpid(), Value(1000), {}).error().kind() == ErrorKind::Argument);
    QVERIFY(proc::kill(::getpid(), Value(-9), {}).error().kind() == ErrorKind::Argument);
}

QTEST_GUILESS_MAIN(AgentProcListTest)
#include "agent_proc_list_test.moc"
