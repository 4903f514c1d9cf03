// Attaching to what listens at a socket, whatever that is.
#include "core/attach/handshake.h"
#include "core/attach/socket_search.h"
#include "tests/support/leak_check.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/attach_support.h"

#include <QDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace rz;
using namespace rz::test;

namespace {

using attach::Attachment;

constexpr ContextId Ours{7};

std::string serverGreeting()
{
    return bytesOf(attach::encodeServerGreeting({.assigned = Ours, .server = MasterId, .pid = 4711}));
}

// A server that the test plays: does `serve` with each connection, once a turn.
class Server {
public:
    using Serve = std::function<void(UniqueFd& client)>;
    Server(const std::string& path, Serve serve) : m_listening(listenAt(path)), m_serve(std::move(serve)) {}

    void turn()
    {
        if (UniqueFd client(::accept4(m_listening.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)); client)
            m_client = std::move(client);
        if (m_client)
            m_serve(m_client);
    }
    bool connected() const { return static_cast<bool>(m_client); }

private:
    UniqueFd m_listening;
    UniqueFd m_client;
    Serve m_serve;
};

}  // namespace

class AttachConnectTest : public QObject {
    Q_OBJECT

private:
    using Outcome = Result<std::unique_ptr<Attachment>>;

    // Tries until it succeeds or fails.
    Outcome attempt(const std::string& path, Server* server = nullptr, Duration deadline = 300ms)
    {
        std::optional<Outcome> outcome;
        const auto handle =
            attach::connect(*m_tree->broker, path, {.deadline = deadline, .log = m_tree->master().router->log()},
                            [&outcome](Outcome result) { outcome = std::move(result); });
        const bool ended = m_tree->until([&] {
            if (server != nullptr)
                server->turn();
            return outcome.has_value();
        });
        return ended ? std::move(*outcome) : Outcome(fail(ErrorKind::Error, "nothing came of it"));
    }
    std::string socket() const { return m_directory->file("mitogen_unix_test.sock"); }

    std::optional<LeakCheck> m_leaks;
    std::optional<TempDir> m_directory;
    std::optional<Tree> m_tree;

private slots:
    void init()
    {
        m_leaks.emplace();
        m_directory.emplace();
        m_tree.emplace();
    }
    void cleanup()
    {
        m_tree.reset();
        m_directory.reset();
        QCOMPARE(m_leaks->leaks(), std::string());
    }

    void whatCannotBeConnectedSaysWhy_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<int>("errnum");
        QTest::addColumn<QString>("cause");
        QTest::newRow("missing") << "missing" << ENOENT << "There is no such socket";
        QTest::newRow("stale") << "stale" << ECONNREFUSED << "Nobody listens at this socket any more";
        QTest::newRow("a file") << "file" << ENOTSOCK << "This is not a socket";
        QTest::newRow("below a file") << "below" << ENOTDIR << "There is no such socket";
        QTest::newRow("busy") << "busy" << EAGAIN << "The program takes no connections";
    }
    void whatCannotBeConnectedSaysWhy()
    {
        QFETCH(QString, what);
        QFETCH(int, errnum);
        QFETCH(QString, cause);
        std::string path = socket();
        UniqueFd listening;
        std::vector<UniqueFd> waiting;
        if (what == u"stale")
            listenAt(path).reset();
        if (what == u"file" || what == u"below")
            writeFile(path, "text");
        if (what == u"below")
            path += "/socket";
        if (what == u"busy") {
            listening = listenAt(path, 0);
            while (UniqueFd client = connectTo(path))
                waiting.push_back(std::move(client));
        }
        const Outcome outcome = attempt(path);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().errnum(), errnum);
        QCOMPARE(outcome.error().details().step, std::string("connect"));
        QVERIFY2(outcome.error().details().cause.starts_with(cause.toStdString()),
                 outcome.error().details().cause.c_str());
        QVERIFY(!outcome.error().details().fix.empty());
    }

    void aSocketThatIsClosedToUsSaysWho()
    {
        const UniqueFd listening = listenAt(socket());
        ::chmod(socket().c_str(), 0);
        // Nothing is closed to root.
        QVERIFY(::geteuid() != 0 || ::seteuid(Nobody) == 0);
        const Outcome outcome = attempt(socket());
        QVERIFY(::seteuid(::getuid()) == 0);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().errnum(), EACCES);
        QVERIFY(outcome.error().details().fix.starts_with("Attach as the user"));
    }

    void aPathThatNoSocketCanHaveIsAnArgumentsError()
    {
        const Outcome outcome = attempt(std::string(200, 'x'));
        QVERIFY(!outcome);
        QVERIFY(outcome.error().kind() == ErrorKind::Argument);
    }

    void aServerThatAnswersWronglyIsToldFromMitogen_data()
    {
        QTest::addColumn<QByteArray>("sends");  // once it has been greeted
        QTest::addColumn<bool>("closes");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("step");
        const auto row = [](const char* name, std::string sends, bool closes, ErrorKind kind, const char* step) {
            QTest::newRow(name) << QByteArray::fromStdString(sends) << closes << static_cast<int>(kind)
                                << QString::fromLatin1(step);
        };
        const std::string good = serverGreeting();
        row("silence", "", false, ErrorKind::Timeout, "greeting");
        row("one byte", good.substr(0, 1), false, ErrorKind::Timeout, "greeting");
        row("all but one byte", good.substr(0, 11), false, ErrorKind::Timeout, "greeting");
        row("the end at once", "", true, ErrorKind::Eof, "greeting");
        row("the end within", good.substr(0, 6), true, ErrorKind::Eof, "greeting");
        row("another protocol", "SSH-2.0-OpenSSH_9.2p1\r\n", false, ErrorKind::Decode, "greeting");
        row("silence after it", good, false, ErrorKind::Timeout, "first question");
        row("the end after it", good, true, ErrorKind::Eof, "first question");
        row("garbage after it", good + std::string(64, '!'), false, ErrorKind::Decode, "first question");
    }
    void aServerThatAnswersWronglyIsToldFromMitogen()
    {
        QFETCH(QByteArray, sends);
        QFETCH(bool, closes);
        QFETCH(int, kind);
        QFETCH(QString, step);
        bool greeted = false;
        Server server(socket(), [&](UniqueFd& client) {
            std::array<char, 4> pid;
            if (greeted || ::recv(client.get(), pid.data(), pid.size(), 0) != 4)
                return;
            greeted = true;
            sendTo(client, sends.toStdString());
            if (closes)
                client.reset();
        });
        const Outcome outcome = attempt(socket(), &server);
        QVERIFY(!outcome);
        QCOMPARE(static_cast<int>(outcome.error().kind()), kind);
        QCOMPARE(outcome.error().details().step, step.toStdString());
        QVERIFY(!outcome.error().details().cause.empty());
    }

    void aServerThatTakesItsTimeIsAttachedTo()
    {
        std::string answer = serverGreeting();
        std::string heard;
        Server server(socket(), [&](UniqueFd& client) {
            heard += received(client);
            if (heard.size() == 4 + wire::FrameHeader::Size)  // its pid and its question
                answer = pingAnswer(std::exchange(heard, {}).substr(4 + 18, 4));
            if (!answer.empty())
                sendTo(client, answer.substr(0, 1));
            answer.erase(0, 1);
        });
        const Outcome outcome = attempt(socket(), &server, 10s);
        QVERIFY2(outcome, outcome ? "" : outcome.error().text().c_str());
        QCOMPARE((*outcome)->id(), Ours);
        QCOMPARE((*outcome)->server().id(), MasterId);
        QCOMPARE((*outcome)->serverPid(), 4711U);  // as it says itself
        QCOMPARE((*outcome)->processId(), ::getpid());
        QCOMPARE((*outcome)->router().parentIds(), std::vector{MasterId});
        QCOMPARE((*outcome)->router().parentStream()->name(), std::string("unix_listener.4711"));
        QCOMPARE((*outcome)->peerKind(), attach::PeerKind::Rhizome);
    }

    void anAttemptThatIsDroppedTellsNothing()
    {
        Server server(socket(), [](UniqueFd&) {});
        bool told = false;
        auto handle = attach::connect(*m_tree->broker, socket(), {.deadline = 20ms, .log = {}},
                                      [&told](Outcome) { told = true; });
        QVERIFY(m_tree->until([&] {
            server.turn();
            return server.connected();
        }));
        handle.reset();
        const TimePoint later = Clock::now() + 60ms;
        QVERIFY(m_tree->until([&] { return Clock::now() > later; }));
        QVERIFY(!told);
    }

    void aShutdownEndsAnAttempt()
    {
        auto broker = io::Broker::create(io::Broker::Drive::Caller).value();
        const UniqueFd listening = listenAt(socket());
        std::optional<ErrorKind> kind;
        const auto handle = attach::connect(*broker, socket(), {.deadline = 10s, .log = {}},
                                            [&kind](const Outcome& outcome) { kind = outcome.error().kind(); });
        broker->runOnce(Duration::zero());
        broker->shutdown();
        while (broker->runOnce(10ms))
            continue;
        QCOMPARE(kind, std::optional(ErrorKind::Cancelled));
    }

    void socketsAreFoundAndToldFromStaleOnes()
    {
        const std::string directory = m_directory->path();
        QCOMPARE(attach::newSocketPath(directory).size(),
                 directory.size() + std::string("/mitogen_unix_12345678.sock").size());
        listenAt(directory + "/mitogen_unix_a.sock").reset();
        const UniqueFd listening = listenAt(directory + "/mitogen_unix_b.sock");
        const UniqueFd other = listenAt(directory + "/other.sock");
        writeFile(directory + "/mitogen_unix_c.sock", "text");
        const auto found = attach::findSockets(directory);
        QCOMPARE(found.size(), 2U);
        QCOMPARE(found[0].path, directory + "/mitogen_unix_b.sock");
        QVERIFY(found[0].live);
        QCOMPARE(found[0].pid, std::optional(::getpid()));
        QCOMPARE(found[0].program, programName());
        QVERIFY(found[0].commandLine.find("attach_connect_test") != std::string::npos);
        QCOMPARE(found[1].path, directory + "/mitogen_unix_a.sock");
        QVERIFY(!found[1].live);
        // Whoever listens has not noticed.
        QVERIFY(!isReadable(listening));
    }

    // What the kernel has of a socket that Python made is absolute and has no slash twice.
    void theirDirectoryIsNamedAsPythonNamesIt()
    {
        const auto named = [](const char* directory) {
            qputenv("TMPDIR", directory);
            std::string name = attach::socketDirectory();
            qunsetenv("TMPDIR");
            return name;
        };
        QCOMPARE(named(""), std::string("/tmp"));
        QCOMPARE(named("/tmp//"), std::string("/tmp"));
        QCOMPARE(named("sockets"), QDir::current().filePath(QStringLiteral("sockets")).toStdString());
    }

private:
    static bool isReadable(const UniqueFd& fd)
    {
        pollfd entry{.fd = fd.get(), .events = POLLIN, .revents = 0};
        return ::poll(&entry, 1, 0) == 1;
    }

    // An empty message to that handle.
    static std::string pingAnswer(const std::string& handle)
    {
        return bytesOf(wire::encodeHeader({.magic = wire::Magic::Mgc,
                                           .dstId = Ours,
                                           .srcId = MasterId,
                                           .authId = MasterId,
                                           .handle = NoHandle,
                                           .replyTo = NoHandle,
                                           .length = 0}))
            .replace(14, handle.size(), handle);
    }
};

QTEST_GUILESS_MAIN(AttachConnectTest)
#include "attach_connect_test.moc"
