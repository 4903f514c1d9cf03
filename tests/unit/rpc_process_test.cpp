#include "core/io/profile.h"
#include "core/rpc/corker.h"
#include "core/rpc/identity.h"
#include "core/rpc/pool.h"
#include "core/rpc/worker_pool.h"
#include "tests/unit/routing_support.h"
#include "tests/unit/rpc_functions.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <poll.h>
#include <set>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace rz;
using namespace rz::test;

namespace {

// Ends the loop of `broker` with a task that never stops deferring itself; `atRound` is told how often it ran.
void endAmongTasks(io::Broker& broker, const std::function<void(int)>& atRound)
{
    int round = 0;
    std::function<void()> again;
    again = [&] {
        atRound(++round);
        broker.deferLater([&again] { again(); });
    };
    const auto hook = broker.onEnd([&again] { again(); });
    broker.shutdown();
    while (broker.runOnce({})) {
    }
}

// A method that returns when as many calls of it run as belong together.
class Meeting final : public rpc::Service {
public:
    static constexpr int Size = 3;

    Meeting() : Service("test.Meeting")
    {
        expose("join", {rpc::allowAny}, {}, [this](rpc::CallContext& context) {
            const int number = ++m_joined;
            const int last = (number + Size - 1) / Size * Size;
            while (m_joined < last && !context.cancelled.stop_requested())
                std::this_thread::yield();
        });
    }

private:
    std::atomic<int> m_joined = 0;
};

// An "X" event of a trace, in microseconds.
struct Span {
    QString name;
    double began = 0;
    double ended = 0;

    static Span of(const QJsonObject& event)
    {
        const double began = event[QStringLiteral("ts")].toDouble(-1);
        return {event[QStringLiteral("name")].toString(), began, began + event[QStringLiteral("dur")].toDouble(-1)};
    }
    bool contains(const Span& other) const { return began <= other.began && other.ended <= ended; }
    bool isApartFrom(const Span& other) const { return ended <= other.began || other.ended <= began; }
};

}  // namespace

// What a process knows of itself: forks among threads, profiles, debug logs, identity.
class RpcProcessTest : public QObject {
    Q_OBJECT

private slots:
    void corkedThreadsStandStill()
    {
        const auto broker = io::Broker::create(io::Broker::Drive::OwnThread).value();
        std::atomic<int> turns = 0;
        rpc::Corker corker({broker.get()});
        corker.cork();
        broker->defer([&] { ++turns; });
        QTest::qWait(20);
        QCOMPARE(turns.load(), 0);
        corker.uncork();
        QVERIFY(broker->deferSync([] {}));
        QCOMPARE(turns.load(), 1);
        corker.cork();  // and again
        corker.uncork();
        QVERIFY(broker->deferSync([] {}));
    }

    void aBrokerThatEndsIsNotWaitedFor()
    {
        // What comes while a loop runs its last tasks is dropped, though it was taken.
        int last = 0;
        const auto sample = io::Broker::create(io::Broker::Drive::Caller).value();
        endAmongTasks(*sample, [&last](int round) { last = round; });
        const auto ending = io::Broker::create(io::Broker::Drive::Caller).value();
        const auto other = io::Broker::create(io::Broker::Drive::Caller).value();
        pollfd corked{.fd = other->pollableFd(), .events = POLLIN, .revents = 0};
        std::jthread corking;
        endAmongTasks(*ending, [&](int round) {
            if (round != last)
                return;
            corking = std::jthread([&] {
                rpc::Corker corker({ending.get(), other.get()});
                corker.cork();
            });
            QCOMPARE(::poll(&corked, 1, 20'000), 1);
        });
        QVERIFY(ending->ended());
        QVERIFY(other->runOnce({}));  // stands until it is uncorked
    }

    void workersFinishFirstAndQueuedTasksWait()
    {
        rpc::WorkerPool pool(2, 5s);
        std::atomic<bool> begun = false;
        std::atomic<bool> open = false;
        std::atomic<int> ran = 0;
        QVERIFY(pool.submit([&] {
            begun = true;
            while (!open)
                std::this_thread::yield();
            ++ran;
        }));
        QVERIFY(QTest::qWaitFor([&] { return begun.load(); }));
        std::jthread opener([&] {
            std::this_thread::sleep_for(20ms);
            open = true;
        });
        pool.pause();
        QCOMPARE(ran.load(), 1);
        QVERIFY(pool.submit([&] { ++ran; }));
        QCOMPARE(ran.load(), 1);
        pool.resume();
        QVERIFY(QTest::qWaitFor([&] { return ran == 2; }));
    }

    void manyForksAmongBusyThreadsAllComeBack()
    {
        Tree tree;
        addTestFunctions(tree.registry);
        Node& node = tree.addChild(tree.master());
        std::atomic<bool> stop = false;
        std::function<void()> again;
        const auto broker = io::Broker::create(io::Broker::Drive::OwnThread).value();
        // The loop takes and leaves its locks without end.
        again = [&] {
            if (!stop)
                broker->deferLater([&again] { again(); });
        };
        broker->defer([&again] { again(); });
        const auto pool = rpc::Pool::create(*node.router).value();
        QVERIFY(pool->add(std::make_unique<Meeting>()));
        rpc::Corker corker({broker.get()}, {&pool->workers(), &node.dispatcher->workers()});
        for (int i = 0; i < 50; ++i) {
            const auto call = tree.master().context(node.id()).callAsync(rpc::makeCall<&test::slowStep>(i));
            // These wait for each other, and are queued while it is corked.
            pool->workers().pause();
            std::vector<std::unique_ptr<rpc::Receiver>> meeting;
            for (int member = 0; member < Meeting::Size; ++member)
                meeting.push_back(tree.master().context(node.id()).callServiceAsync("test.Meeting", "join"));
            tree.drain();
            corker.cork();
            const pid_t child = ::fork();
            if (child == 0) {
                corker.uncork();
                // Needs the task queue's lock and the pools', which nobody must hold.
                broker->defer([] {});
                // What is queued is the parent's.
                const bool leftAlone = pool->workers().workers() <= (i == 0 ? 0 : Meeting::Size);
                ::_exit(node.dispatcher->running() < 2 && leftAlone ? 0 : 1);
            }
            corker.uncork();
            int status = -1;
            QVERIFY(QTest::qWaitFor([&] { return ::waitpid(child, &status, WNOHANG) == child; }, 20'000));
            QCOMPARE(status, 0);
            QVERIFY(call->getValue(Patience));
            for (const auto& member : meeting)
                QVERIFY(member->getValue(Patience));
        }
        stop = true;
        QVERIFY(broker->deferSync([] {}));
    }

    void severalMastersShareALoop()
    {
        Tree tree;
        addTestFunctions(tree.registry);
        const Node& first = tree.addChild(tree.master());
        Node other(*tree.broker, {.id = MasterId}, tree.registry);
        Node second(*tree.broker, {.id = first.id(), .parentIds = {MasterId}}, tree.registry);
        connectNodes(other, second, *tree.broker);
        // Both have a context of that number, and each reaches its own.
        const auto here = tree.master().context(first.id()).callAsync(rpc::makeCall<&test::add>(1, 2));
        const auto there = other.context(second.id()).callAsync(rpc::makeCall<&test::add>(10, 20));
        QCOMPARE(*here->getValue(Patience), Value(3));
        QCOMPARE(*there->getValue(Patience), Value(30));
        QVERIFY(other.router->disconnect(second.id(), Error(ErrorKind::Cancelled, "enough")));
        QVERIFY(tree.until([&] { return !other.router->findRoute(second.id()); }));
        QVERIFY(tree.master().router->findRoute(first.id()));
        QCOMPARE(tree.master().context(first.id()).call<&test::add>(1, 1), std::int64_t{2});
    }

    void identityIsThatOfTheRouter()
    {
        Tree tree;
        const Node& child = tree.addChild(tree.addChild(tree.master()));
        const auto master = rpc::Identity::of(*tree.master().router);
        QVERIFY(master.isMaster && !master.parentId() && master.contextId == MasterId);
        const auto below = rpc::Identity::of(*child.router);
        QVERIFY(!below.isMaster);
        QCOMPARE(below.contextId, child.id());
        QCOMPARE(below.parentIds.size(), std::size_t{2});
        QCOMPARE(*below.parentId(), below.parentIds.front());
        QCOMPARE(below.parentIds.back(), MasterId);
        QCOMPARE(below.version, std::string_view(RZ_VERSION));
    }

    void aDebuggingRouterWritesItsFile()
    {
        Tree tree;
        QVERIFY(!tree.master().router->debug());
        QVERIFY(tree.master().router->enableDebug());
        QVERIFY(tree.master().router->enableDebug());  // once
        QVERIFY(tree.master().router->debug());
        RZ_LOG_DEBUG(tree.master().router->log(), "found again");
        const QString path = QStringLiteral("/tmp/rhizome.%1.log").arg(::getpid());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("D rhizome.routing: found again"));
        QVERIFY(tree.log.contains("found again"));
        QVERIFY(file.remove());
    }

    // Last: it cannot be switched off.
    void everyThreadLeavesATraceThatViewersOpen()
    {
        const auto traces = [] {
            return QDir(QStringLiteral("/tmp"))
                .entryInfoList({QStringLiteral("rhizome.stats.%1.*.json").arg(::getpid())});
        };
        {
            const io::ThreadProfile off("off");
            const io::ProfileSpan unseen("unseen");
        }
        QVERIFY(traces().isEmpty());
        io::enableProfiling();
        {
            const auto broker = io::Broker::create(io::Broker::Drive::OwnThread).value();
            QVERIFY(broker->deferSync([] { const io::ProfileSpan span("a \"quoted\" name"); }));
            rpc::WorkerPool pool(1, 5s);
            std::atomic<bool> ran = false;
            QVERIFY(pool.submit([&] {
                const io::ProfileSpan span("work");
                const TimePoint began = Clock::now();
                {
                    const io::ProfileSpan part("part");
                }
                while (Clock::now() - began < 50us) {
                }
                ran = true;
            }));
            QVERIFY(QTest::qWaitFor([&] { return ran.load(); }));
        }
        const auto files = traces();
        QCOMPARE(files.size(), 2);
        std::set<int> threads;
        QStringList names;
        QStringList nested;
        for (const QFileInfo& info : files) {
            QFile file(info.filePath());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QJsonParseError error{};
            const QJsonArray events = QJsonDocument::fromJson(file.readAll(), &error).array();
            QVERIFY2(error.error == QJsonParseError::NoError, qPrintable(error.errorString()));
            std::vector<Span> spans;
            for (const auto& value : events) {
                const QJsonObject event = value.toObject();
                names << event[QStringLiteral("name")].toString()
                      << event[QStringLiteral("args")].toObject()[QStringLiteral("name")].toString();
                QCOMPARE(event[QStringLiteral("pid")].toInt(), static_cast<int>(::getpid()));
                threads.insert(event[QStringLiteral("tid")].toInt());
                if (event[QStringLiteral("ph")].toString() == QStringLiteral("X"))
                    spans.push_back(Span::of(event));
            }
            QVERIFY(!spans.empty());
            for (const Span& outer : spans) {
                QVERIFY(outer.began > 0 && outer.ended >= outer.began);
                for (const Span& inner : spans) {
                    QVERIFY(outer.contains(inner) || inner.contains(outer) || outer.isApartFrom(inner));
                    if (&inner != &outer && outer.contains(inner))
                        nested << outer.name + QLatin1Char('>') + inner.name;
                }
            }
            QVERIFY(file.remove());
        }
        QCOMPARE(threads.size(), std::size_t{2});
        QVERIFY(!threads.contains(0));
        for (const char* const name : {"thread_name", "broker", "worker"})
            QVERIFY2(names.contains(QLatin1String(name)), name);
        for (const char* const pair : {"turn>a \"quoted\" name", "work>part"})
            QVERIFY2(nested.contains(QLatin1String(pair)), qPrintable(nested.join(QLatin1Char(' '))));
    }
};

QTEST_GUILESS_MAIN(RpcProcessTest)
#include "rpc_process_test.moc"
