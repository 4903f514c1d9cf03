#include "agent_support.h"
#include "core/base/str.h"
#include "core/connect/context_name.h"
#include "core/rpc/receiver.h"
#include "tests/support/paths.h"
#include "tests/support/processes.h"
#include "tests/support/spin.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_master.h"

#include <QTest>

#include <algorithm>
#include <dirent.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>

using namespace rz;
using namespace rz::test;
using namespace std::string_view_literals;

namespace {

// An agent that the connector does not know as a process of its own: it ends by itself or not at all.
struct StartedAgent {
    std::unique_ptr<io::Process> process;
    UniqueFd parentsEnd;  // another descriptor of its connection
    std::optional<io::ExitStatus> ended;
};

class AgentOpener final : public connect::Opener {
public:
    // The agent's executable is the last argument of `starter`.
    AgentOpener(std::vector<std::unique_ptr<StartedAgent>>& started, const std::vector<std::string>& starter)
        : m_started(started), m_starter(starter)
    {
    }

    std::string_view method() const override { return "local"; }
    std::unique_ptr<connect::Opening> open(const connect::Hop&, io::Broker& broker, connect::OpenHost& host) override
    {
        auto ends = must(io::makeSocketPair());
        auto diagnostics = must(io::makePipe());
        auto agent = std::make_unique<StartedAgent>();
        std::vector<std::string> argv = m_starter;
        argv.push_back(binary("rhizome-agent"));
        const io::SpawnOptions options{
            .argv = std::move(argv),
            .descriptors = {{0, ends.second.get()}, {1, ends.second.get()}, {2, diagnostics.second.get()}},
        };
        agent->process = must(
            io::Process::spawn(broker, options, [kept = agent.get()](io::ExitStatus status) { kept->ended = status; }));
        agent->parentsEnd = UniqueFd(::fcntl(ends.first.get(), F_DUPFD_CLOEXEC, 0));
        m_started.push_back(std::move(agent));
        connect::Transport transport;
        transport.start = connect::Transport::Start::Agent;
        transport.receiveSide = std::move(ends.first);
        transport.diagnostics = std::move(diagnostics.first);
        host.opened(std::move(transport));
        return std::make_unique<connect::Opening>();
    }

private:
    std::vector<std::unique_ptr<StartedAgent>>& m_started;
    const std::vector<std::string>& m_starter;
};

std::vector<std::string> entriesOf(const std::string& path)
{
    std::vector<std::string> names;
    DIR* const directory = ::opendir(path.c_str());
    while (const dirent* const entry = directory != nullptr ? ::readdir(directory) : nullptr) {
        if (entry->d_name[0] != '.')
            names.emplace_back(entry->d_name);
    }
    if (directory != nullptr)
        ::closedir(directory);
    return names;
}

std::size_t descriptorsOf(pid_t pid)
{
    return entriesOf(str("/proc/", pid, "/fd")).size();
}

// Kilobytes that the process alone is to blame for.
int proportionalMemoryOf(pid_t pid)
{
    const std::string text = readFile(str("/proc/", pid, "/smaps_rollup"));
    const std::size_t at = text.find("\nPss:");
    return at == std::string::npos ? 0 : std::atoi(text.c_str() + at + 5);
}

std::string frameOf(wire::FrameHeader header, std::string_view payload)
{
    const auto encoded = wire::encodeHeader(header);
    return std::string(reinterpret_cast<const char*>(encoded.data()), encoded.size()).append(payload);
}

}  // namespace

// The agent's executable as its parent and its host see it.
class AgentLifeTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void psShowsWhoStartedIt();
    void itAnswersPings();
    void itEndsWithItsParentsStreamAndTakesAllWithIt();
    void bytesThatAreNoFramesEndItAlone_data();
    void bytesThatAreNoFramesEndItAlone();
    void badMessagesAreAnsweredAndDisturbNothing_data();
    void badMessagesAreAnsweredAndDisturbNothing();
    void aFullDiskIsToldAndDisturbsNothing();
    void slowFunctionsHoldUpNothing();
    void callsLeaveNoDescriptorAndNoProcess();
    void anIdleAgentTakesLessThanAMegabyte();
    void oneThatHangsDeepDownIsEndedByItsParent();
    void itNeedsNoStandardError();
    void itDoesNotInheritWhatItsStarterDoesAboutSignals();

private:
    ContextId start();
    rpc::Context context(ContextId id) { return m_master->context(id); }
    pid_t pidOf(ContextId id) { return static_cast<pid_t>(*context(id).call("os.getpid").as<std::int64_t>()); }
    // Runs a program that does not end when asked to, in the background; its process id and that of its child.
    std::vector<pid_t> startStubbornProgram(ContextId id);
    bool until(const std::function<bool()>& condition) { return m_master->until(condition); }

    std::vector<std::unique_ptr<StartedAgent>> m_agents;
    std::vector<std::string> m_starter;  // of those that are started next, with its arguments
    std::vector<rpc::PendingCall> m_calls;
    std::optional<TempDir> m_dir;
    std::optional<TestMaster> m_master;
};

void AgentLifeTest::init()
{
    m_dir.emplace();
    m_master.emplace();
    m_starter.clear();
    m_master->connector().addOpener(std::make_unique<AgentOpener>(m_agents, m_starter));
}

void AgentLifeTest::cleanup()
{
    m_calls.clear();
    for (const auto& agent : m_agents)
        agent->parentsEnd.reset();
    for (const auto& stream : m_master->router().getStreams())
        stream->disconnect(Error(ErrorKind::Cancelled, "the test is over"));
    const bool allEnded = until(
        [&] { return std::ranges::all_of(m_agents, [](const auto& agent) { return agent->ended.has_value(); }); });
    m_agents.clear();
    m_master.reset();
    QVERIFY2(allEnded, "an agent did not end");
}

ContextId AgentLifeTest::start()
{
    const ContextId id = m_master->local();
    m_agents.back()->parentsEnd.reset();
    return id;
}

std::vector<pid_t> AgentLifeTest::startStubbornProgram(ContextId id)
{
    const std::string file = m_dir->file(str("pids.", raw(id)));
    const std::string command =
        str("trap '' TERM; sleep 1000 & echo $$ $! >", file, ".new; mv ", file, ".new ", file, "; wait; sleep 1000");
    m_calls.push_back(
        context(id).callAsync(rpc::Call::byName("proc.shell", {Value(command)}), [](const Result<Value>&) {}));
    if (!until([&] { return !readFile(file).empty(); }))
        throw std::runtime_error("the program did not start");
    std::vector<pid_t> pids;
    for (const QByteArray& number : QByteArray::fromStdString(readFile(file)).simplified().split(' '))
        pids.push_back(number.toInt());
    return pids;
}

void AgentLifeTest::psShowsWhoStartedIt()
{
    const pid_t pid = pidOf(start());
    const std::string shown = readFile(str("/proc/", pid, "/cmdline"));
    // There is only as much room as the arguments and the environment took.
    QCOMPARE(shown.substr(0, shown.find('\0')), str("rhizome:", connect::ownRemoteName()));
    QCOMPARE(readFile(str("/proc/", pid, "/comm")), std::string("rhizome-agent\n"));
}

void AgentLifeTest::itAnswersPings()
{
    const ContextId first = start();
    const ContextId second = m_master->local(first);
    for (const ContextId id : {first, second}) {
        std::optional<Result<Duration>> answer;
        context(id).ping(Patience, [&](Result<Duration> took) { answer = std::move(took); });
        QVERIFY(until([&] { return answer.has_value(); }));
        QVERIFY(answer->has_value());
    }
}

void AgentLifeTest::itEndsWithItsParentsStreamAndTakesAllWithIt()
{
    const ContextId first = start();
    const ContextId second = m_master->local(first);
    std::vector<pid_t> processes{pidOf(first), pidOf(second)};
    for (const ContextId id : {first, second}) {
        const auto pids = startStubbornProgram(id);
        QCOMPARE(pids.size(), std::size_t{2});
        processes.insert(processes.end(), pids.begin(), pids.end());
    }
    // A function that cannot be stopped: nobody ever reads from what it opens.
    const std::string fifo = m_dir->file("fifo");
    QVERIFY(::mkfifo(fifo.c_str(), 0600) == 0);
    m_calls.push_back(context(first).callAsync(rpc::Call::byName("fs.append", {Value(fifo), Value(Bytes("x"sv))}),
                                               [](const Result<Value>&) {}));
    QVERIFY(until([&] { return readFile(str("/proc/", processes[0], "/status")).contains("Threads:\t3\n"); }));

    QVERIFY(m_master->router().disconnect(first, Error(ErrorKind::Cancelled, "test")));
    const TimePoint cut = Clock::now();
    QVERIFY(until([&] { return std::ranges::none_of(processes, isAlive); }));
    qInfo("all ended after %d ms; they should within 3000 ms on a machine that is not busy",
          static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - cut).count()));
}

void AgentLifeTest::bytesThatAreNoFramesEndItAlone_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("not a frame") << QByteArray("motd: welcome to this host, have fun");
    const auto tooLong = frameOf({.magic = wire::Magic::Mgc,
                                  .dstId = ContextId{1},
                                  .srcId = MasterId,
                                  .authId = MasterId,
                                  .handle = wire::CallFunction,
                                  .replyTo = NoHandle,
                                  .length = 0xffffffff},
                                 "");
    QTest::newRow("a message over the limit") << QByteArray::fromStdString(tooLong);
}

void AgentLifeTest::bytesThatAreNoFramesEndItAlone()
{
    QFETCH(QByteArray, bytes);
    const ContextId other = start();
    const ContextId id = m_master->local();
    StartedAgent& agent = *m_agents.back();
    QCOMPARE(::send(agent.parentsEnd.get(), bytes.constData(), static_cast<std::size_t>(bytes.size()), MSG_NOSIGNAL),
             static_cast<ssize_t>(bytes.size()));
    agent.parentsEnd.reset();
    QVERIFY(until([&] { return agent.ended.has_value(); }));
    QCOMPARE(agent.ended->toString(), std::string("exited with status 0"));
    QVERIFY(until([&] { return !m_master->router().findRoute(id); }));
    QCOMPARE(context(other).call("rhizome.echo", {1}), Value(1));
}

void AgentLifeTest::badMessagesAreAnsweredAndDisturbNothing_data()
{
    QTest::addColumn<quint32>("handle");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<QString>("text");
    const quint32 callFunction = raw(wire::CallFunction);
    const auto call = [](std::string_view name, std::vector<Value> args) {
        return QByteArray::fromStdString(rpc::Call::byName(name, std::move(args)).encode()->flat().toString());
    };
    QTest::newRow("unknown handle") << quint32{4711} << QByteArray() << "invalid handle";
    QByteArray bomb = QByteArrayLiteral("\x80\x02N");
    for (char slot = 0; slot < 40; ++slot)
        bomb += QByteArray("q") + slot + 'h' + slot + '\x86';
    QTest::newRow("pickle bomb") << callFunction << bomb + '.'
                                 << "mitogen.core.StreamError: cannot unpickle: it has more than 4000000 values";
    QTest::newRow("deep pickle") << callFunction
                                 << QByteArrayLiteral("\x80\x02") + QByteArray(100'000, ']') + QByteArray(99'999, 'a') +
                                        '.'
                                 << "it nests deeper than 128 levels";
    QTest::newRow("unknown function")
        << callFunction << call("fs.reed", {"/"})
        << "builtins.AttributeError: module 'fs' has no attribute 'reed'. Did you mean: 'read'?";
    QTest::newRow("unknown module") << callFunction << call("nowhere.function", {})
                                    << "builtins.ModuleNotFoundError: No module named 'nowhere'";
    QTest::newRow("wrong type") << callFunction << call("fs.read", {5})
                                << "builtins.TypeError: fs.read() argument 'path' must be";
    QTest::newRow("missing argument") << callFunction << call("fs.read", {})
                                      << "builtins.TypeError: fs.read() missing required argument 'path'";
}

void AgentLifeTest::badMessagesAreAnsweredAndDisturbNothing()
{
    QFETCH(quint32, handle);
    QFETCH(QByteArray, payload);
    QFETCH(QString, text);
    const ContextId id = start();
    const pid_t pid = pidOf(id);
    const auto slow = std::make_shared<std::optional<Result<Value>>>();  // the call may end later than this function
    auto running = context(id).callAsync(rpc::Call::byName("proc.run", {Value(List{{"cat"}})},
                                                           [&] {
                                                               Dict options;
                                                               options.set("stdin", Bytes(std::string(1'000'000, 'x')));
                                                               return options;
                                                           }()),
                                         [slow](Result<Value> result) { *slow = std::move(result); });

    routing::Message message;
    message.handle = Handle{handle};
    message.data = Bytes(payload.toStdString());
    const auto answer = context(id).sendAsync(std::move(message))->getValue(Patience);
    QVERIFY(!answer);
    QVERIFY2(answer.error().text().contains(text.toStdString()), answer.error().text().c_str());

    QVERIFY(until([&] { return slow->has_value(); }));
    QVERIFY((*slow)->has_value());
    QCOMPARE(at<Bytes>(***slow, "stdout").size(), std::size_t{1'000'000});
    QCOMPARE(pidOf(id), pid);
}

void AgentLifeTest::aFullDiskIsToldAndDisturbsNothing()
{
    if (!isRoot())
        QSKIP("only root can mount a small file system");
    const std::string disk = m_dir->makeDirectory("disk");
    const TinyFileSystem tiny(disk, "size=256k");
    const ContextId id = start();
    const Value path(disk + "/file");
    context(id).call("fs.write", {path, Bytes("precious"sv)});
    const auto full = context(id).tryCall(rpc::Call::byName("fs.write", {path, Bytes(std::string(1024 * 1024, 'x'))}));
    QVERIFY(!full);
    QCOMPARE(full.error().text(), str("builtins.OSError: cannot write '", disk, "/file': No space left on device"));
    QCOMPARE(context(id).call("fs.read", {path}), Value(Bytes("precious"sv)));
    QCOMPARE(context(id).call("fs.list", {Value(disk)}).as<List>()->items.size(), std::size_t{1});
}

void AgentLifeTest::slowFunctionsHoldUpNothing()
{
    const ContextId id = start();
    const auto ended = std::make_shared<int>(0);
    for (int i = 0; i < 20; ++i)
        m_calls.push_back(context(id).callAsync(rpc::Call::byName("proc.run", {Value(List{{"sleep", "1000"}})}),
                                                [ended](const Result<Value>&) { ++*ended; }));
    QCOMPARE(context(id).call("rhizome.echo", {1}), Value(1));
    QVERIFY(context(id).call("fs.exists", {"/"}) == Value(true));
    QCOMPARE(*ended, 0);
    m_calls.clear();  // which cancels them
    QVERIFY(until([&] { return *ended == 20; }));
}

void AgentLifeTest::callsLeaveNoDescriptorAndNoProcess()
{
    const ContextId id = start();
    const pid_t pid = pidOf(id);
    const std::size_t before = descriptorsOf(pid);
    for (int i = 0; i < 3; ++i) {
        context(id).call("proc.run", {Value(List{{"true"}})});
        context(id).call("proc.shell", {"echo; exit 3"});
        context(id).call("fs.list", {"/"});
        context(id).call("proc.list");
        context(id).call("sys.facts");
        QVERIFY(!context(id).tryCall(rpc::Call::byName("proc.run", {Value(List{{"no-such-program"}})})));
        const ContextId child = m_master->local(id);
        QVERIFY(descriptorsOf(pid) > before);
        m_master->connector().disconnect(child);
        QVERIFY(until([&] { return !m_master->router().findRoute(child); }));
    }
    QVERIFY(until([&] { return descriptorsOf(pid) == before; }));
    QVERIFY(until([&] { return childrenOf(pid).empty(); }));
}

// Its parent is asked by the context between, which is asked by us.
void AgentLifeTest::oneThatHangsDeepDownIsEndedByItsParent()
{
    const ContextId middle = m_master->local(start());
    const ContextId deep = m_master->local(middle);
    const pid_t pid = pidOf(deep);
    ::kill(pid, SIGSTOP);
    context(deep).shutdown(rpc::Context::Wait::Yes, std::chrono::milliseconds(100));
    const bool known = m_master->router().findRoute(deep).has_value();
    const bool ended = until([&] { return !isAlive(pid); });
    ::kill(pid, SIGCONT);
    QVERIFY(!known);
    QVERIFY(ended);
    QVERIFY(context(middle).tryCall(rpc::Call::byName("os.getpid")));
}

void AgentLifeTest::anIdleAgentTakesLessThanAMegabyte()
{
    const ContextId id = start();
    const pid_t pid = pidOf(id);
    context(id).call("rhizome.functions");
    context(id).call("sys.facts");
    context(id).call("fs.list", {"/"});
    int kilobytes = 0;
    const bool small = until([&] { return (kilobytes = proportionalMemoryOf(pid)) <= 1024; });
    QVERIFY2(small, str(kilobytes, " kB").c_str());
    QVERIFY(kilobytes > 0);
}

void AgentLifeTest::itNeedsNoStandardError()
{
    m_starter = {"sh", "-c", R"(exec "$0" 2>&-)"};
    const ContextId id = start();
    QCOMPARE(pidOf(id), m_agents.back()->process->pid());
    const Value result = context(id).call("proc.shell", {"echo said >&2"});
    QCOMPARE(at<Bytes>(result, "stderr"), Bytes("said\n"sv));
}

void AgentLifeTest::itDoesNotInheritWhatItsStarterDoesAboutSignals()
{
    m_starter = {"env", "--ignore-signal=CHLD,ALRM", "--block-signal=ALRM"};
    const ContextId id = start();
    const Value result = context(id).call("proc.run", {Value(List{{"true"}})});
    QCOMPARE(at<std::int64_t>(result, "status"), std::int64_t{0});
    // It is what ends an agent that hangs.
    const std::string state = readFile(str("/proc/", pidOf(id), "/status"));
    for (const std::string_view line : {"\nSigBlk:\t"sv, "\nSigIgn:\t"sv}) {
        const std::size_t found = state.find(line);
        QVERIFY(found != std::string::npos);
        const auto mask = std::stoull(state.substr(found + line.size(), 16), nullptr, 16);
        QCOMPARE(mask & (1ULL << (SIGALRM - 1)), 0ULL);
    }
}

QTEST_GUILESS_MAIN(AgentLifeTest)
#include "agent_life_test.moc"
