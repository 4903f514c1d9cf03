// A listener, its clients and who decides over them: over sockets, against clients that the test plays and our own.
#include "core/attach/contexts_service.h"
#include "core/attach/handshake.h"
#include "core/rpc/pool.h"
#include "tests/support/leak_check.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/listening_tree.h"
#include "tests/unit/rpc_functions.h"

#include <QTest>

#include <algorithm>
#include <grp.h>
#include <stdexcept>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace rz;
using namespace rz::test;
using attach::Attachment;
using attach::Listener;

namespace {

std::string greeting(std::uint32_t pid = 4711)
{
    return bytesOf(attach::encodeClientGreeting(pid));
}

}  // namespace

class AttachListenerTest : public QObject, private ListeningTree {
    Q_OBJECT

private:
    // Waits for bytes, or the end.
    std::string hears(const UniqueFd& fd, std::size_t size)
    {
        std::string text;
        m_tree->until(
            [&] {
                text += received(fd);
                return text.size() >= size;
            },
            5s);
        return text;
    }

private slots:
    void init() { begin(); }
    void cleanup() { QCOMPARE(end(), std::string()); }

    // --- the socket ---

    void theSocketIsOfThisUserOnly()
    {
        const mode_t before = ::umask(0);
        listen();
        ::umask(before);
        struct stat status{};
        QCOMPARE(::lstat(socket().c_str(), &status), 0);
        QVERIFY(S_ISSOCK(status.st_mode));
        QCOMPARE(status.st_mode & 07777U, 0600U);
    }

    void aNewSocketIsNamedAsMitogenNamesIt()
    {
        const QByteArray before = qgetenv("TMPDIR");
        qputenv("TMPDIR", QByteArray::fromStdString(m_directory->path()));
        Node& master = m_tree->master();
        auto listener = Listener::create(*master.router, *master.ids, m_doorman).value();
        before.isEmpty() ? qunsetenv("TMPDIR") : qputenv("TMPDIR", before);
        const std::string path = listener->path();
        QVERIFY(path.starts_with(m_directory->path() + "/mitogen_unix_"));
        QVERIFY(path.ends_with(".sock"));
        QVERIFY(::access(path.c_str(), F_OK) == 0);
        listener.reset();
        QVERIFY(::access(path.c_str(), F_OK) != 0);
    }

    void aStaleSocketIsReplaced()
    {
        listenAt(socket()).reset();
        listen();
        QVERIFY(connectTo(socket()));
    }

    void whatIsNotAStaleSocketOfOursIsLeftAlone_data()
    {
        QTest::addColumn<bool>("isFile");
        QTest::addColumn<int>("errnum");
        QTest::newRow("a file") << true << EEXIST;
        QTest::newRow("somebody else's socket") << false << EADDRINUSE;
    }
    void whatIsNotAStaleSocketOfOursIsLeftAlone()
    {
        QFETCH(bool, isFile);
        QFETCH(int, errnum);
        UniqueFd listening;
        if (isFile)
            writeFile(socket(), "text");
        else
            listening = listenAt(socket());
        Node& master = m_tree->master();
        const auto refused = Listener::create(*master.router, *master.ids, m_doorman, {.path = socket()});
        QVERIFY(!refused);
        QCOMPARE(refused.error().errnum(), errnum);
        QVERIFY(!refused.error().details().fix.empty());
        QVERIFY(::access(socket().c_str(), F_OK) == 0);
        ::unlink(socket().c_str());
    }

    void whatTookTheSocketsPlaceIsNotRemoved()
    {
        listen();
        ::unlink(socket().c_str());
        writeFile(socket(), "somebody else's");
        m_listener.reset();
        QCOMPARE(readFile(socket()), std::string("somebody else's"));
        ::unlink(socket().c_str());
    }

    void aShutdownRemovesTheSocketAndCutsClientsOff()
    {
        listen();
        const UniqueFd client = connectTo(socket());
        sendTo(client, greeting());
        QCOMPARE(hears(client, 12).size(), 12U);
        const UniqueFd silent = connectTo(socket());
        m_tree->drain();
        m_tree->broker->setShutdownGrace(std::chrono::hours(1));  // which is not waited for
        m_tree->broker->shutdown();
        while (m_tree->broker->runOnce(10ms))
            continue;
        QVERIFY(::access(socket().c_str(), F_OK) != 0);
        QVERIFY(received(client).ends_with("EOF"));
        QCOMPARE(received(silent), std::string("EOF"));
        QCOMPARE(m_doorman.left, std::vector<std::string>{"this program ends"});
    }

    // --- who may ---

    void aClientIsAskedForWithWhatTheKernelSays()
    {
        listen();
        const UniqueFd client = connectTo(socket());
        sendTo(client, greeting(99));
        const std::string answer = hears(client, 12);
        QCOMPARE(m_doorman.asked.size(), 1U);
        const attach::ClientInfo& info = m_doorman.asked.front();
        QCOMPARE(info.pid, ::getpid());
        QCOMPARE(info.uid, ::getuid());
        QCOMPARE(info.program, programName());
        QVERIFY(info.commandLine.find("attach_listener_test") != std::string::npos);
        QVERIFY(!info.id);
        QCOMPARE(m_doorman.attached.size(), 1U);
        const ContextId id = *m_doorman.attached.front().id;
        QCOMPARE(answer, bytesOf(attach::encodeServerGreeting(
                             {.assigned = id, .server = MasterId, .pid = static_cast<std::uint32_t>(::getpid())})));
        QCOMPARE(m_tree->master().router->contextName(id), str("unix_client.", ::getpid()));
        QCOMPARE(m_listener->clients().size(), 1U);
    }

    void aRefusedClientSeesItsConnectionReset_data()
    {
        QTest::addColumn<int>("manner");
        QTest::newRow("refused") << static_cast<int>(Doorman::Manner::Refuse);
        QTest::newRow("never decided") << static_cast<int>(Doorman::Manner::Drop);
    }
    void aRefusedClientSeesItsConnectionReset()
    {
        QFETCH(int, manner);
        m_doorman.manner = static_cast<Doorman::Manner>(manner);
        listen();
        const UniqueFd client = connectTo(socket());
        sendTo(client, greeting());
        QCOMPARE(hears(client, 5), std::string("RESET"));
        QVERIFY(m_doorman.withdrawn.empty());
        QVERIFY(m_doorman.attached.empty());
        QVERIFY(m_listener->clients().empty());
    }

    void aQuestionWaitsAsLongAsItTakes()
    {
        m_doorman.manner = Doorman::Manner::Keep;
        listen(20ms);
        const UniqueFd client = connectTo(socket());
        sendTo(client, greeting());
        QVERIFY(m_tree->until([&] { return !m_doorman.kept.empty(); }));
        const TimePoint later = Clock::now() + 60ms;
        m_tree->until([&] { return Clock::now() > later; });
        QCOMPARE(received(client), std::string());
        m_doorman.kept.front()(attach::Decision::Admit);
        QCOMPARE(hears(client, 12).size(), 12U);
    }

    void aClientThatGoesTakesItsQuestionAlong()
    {
        m_doorman.manner = Doorman::Manner::Keep;
        listen();
        UniqueFd client = connectTo(socket());
        sendTo(client, greeting());
        QVERIFY(m_tree->until([&] { return !m_doorman.kept.empty(); }));
        client.reset();
        QVERIFY(m_tree->until([&] { return !m_doorman.withdrawn.empty(); }));
        QCOMPARE(m_doorman.withdrawn.front(), m_doorman.asked.front().key);
        m_doorman.kept.front()(attach::Decision::Admit);
        m_tree->drain();
        QVERIFY(m_doorman.attached.empty());
    }

    void aDecisionMayOutliveTheListener()
    {
        m_doorman.manner = Doorman::Manner::Keep;
        listen();
        const UniqueFd client = connectTo(socket());
        sendTo(client, greeting());
        QVERIFY(m_tree->until([&] { return !m_doorman.kept.empty(); }));
        m_listener.reset();
        QCOMPARE(m_doorman.withdrawn.size(), 1U);
        QCOMPARE(hears(client, 5), std::string("RESET"));
        m_doorman.kept.front()(attach::Decision::Admit);
        m_tree->drain();
        QVERIFY(m_doorman.attached.empty());
    }

    void aClientOfAnotherUserIsTurnedAway()
    {
        if (::geteuid() != 0)
            QSKIP("only root can be somebody else");
        listen();
        QCOMPARE(::chmod(m_directory->path().c_str(), 0755), 0);
        QCOMPARE(::chmod(socket().c_str(), 0666), 0);
        const std::string said = greeting();
        const pid_t other = ::fork();
        if (other == 0) {
            const bool changed = ::setgroups(0, nullptr) == 0 && ::setgid(Nobody) == 0 && ::setuid(Nobody) == 0;
            const UniqueFd client = connectTo(socket());
            if (!changed || !client)
                ::_exit(2);
            sendTo(client, said);
            std::array<char, 16> answer;
            pollfd readable{.fd = client.get(), .events = POLLIN, .revents = 0};
            ::poll(&readable, 1, 10'000);
            ::_exit(::recv(client.get(), answer.data(), answer.size(), MSG_DONTWAIT) > 0 || errno == EAGAIN ? 1 : 0);
        }
        int status = -1;
        QVERIFY(m_tree->until([&] { return ::waitpid(other, &status, WNOHANG) == other; }));
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 0);
        QVERIFY(m_doorman.asked.empty());
        QVERIFY(m_tree->log.contains("turned away a client of another user, 65534"));
    }

    // --- hostile clients ---

    void aClientThatSaysTooLittleIsDropped_data()
    {
        QTest::addColumn<int>("bytes");
        for (int bytes = 0; bytes < 4; ++bytes)
            QTest::addRow("%d bytes", bytes) << bytes;
    }
    void aClientThatSaysTooLittleIsDropped()
    {
        QFETCH(int, bytes);
        listen(30ms);
        const UniqueFd client = connectTo(socket());
        sendTo(client, greeting().substr(0, static_cast<std::size_t>(bytes)));
        QCOMPARE(hears(client, 3), std::string("EOF"));
        QVERIFY(m_doorman.asked.empty());
    }

    void aClientMaySayItByteByByte()
    {
        listen();
        const UniqueFd client = connectTo(socket());
        for (const char byte : greeting()) {
            QVERIFY(m_doorman.asked.empty());
            sendTo(client, std::string(1, byte));
            m_tree->drain();
        }
        QCOMPARE(hears(client, 12).size(), 12U);
    }

    void aClientOfAnotherProtocolIsDropped()
    {
        listen();
        const UniqueFd client = connectTo(socket());
        sendTo(client, "GET / HTTP/1.1\r\n\r\n");
        QCOMPARE(hears(client, 5), std::string("RESET"));
        QVERIFY(m_doorman.asked.empty());
    }

    void silentClientsStopNobody()
    {
        listen(100ms);
        std::vector<UniqueFd> silent;
        for (std::size_t i = 0; i < Listener::MaxGreeting + 20; ++i)
            silent.push_back(connectTo(socket()));
        // While they are silent, the tree works; when they are dropped, it is the next one's turn.
        Node& child = m_tree->addChild(m_tree->master());
        std::optional<Result<Duration>> answered;
        child.context(MasterId).ping(5s, [&answered](Result<Duration> rtt) { answered = std::move(rtt); });
        QVERIFY(m_tree->until([&] { return answered.has_value(); }));
        QVERIFY(*answered);
        const UniqueFd client = connectTo(socket());
        sendTo(client, greeting());
        QCOMPARE(hears(client, 12).size(), 12U);
        QVERIFY(m_doorman.asked.size() == 1);
    }

    void moreQuestionsThanAPersonCanAnswerAreRefused()
    {
        m_doorman.manner = Doorman::Manner::Keep;
        listen();
        std::vector<UniqueFd> clients;
        for (std::size_t i = 0; i <= Listener::MaxAsking; ++i) {
            clients.push_back(connectTo(socket()));
            sendTo(clients.back(), greeting());
            m_tree->drain();
        }
        QCOMPARE(hears(clients.back(), 5), std::string("RESET"));
        QCOMPARE(m_doorman.asked.size(), Listener::MaxAsking);
        QCOMPARE(received(clients.front()), std::string());
    }

    void clientsThatComeAndGoLeaveNothing()
    {
        listen();
        for (int i = 0; i < 200; ++i) {
            UniqueFd client = connectTo(socket());
            if (i % 2 != 0)
                sendTo(client, greeting());
            if (i % 3 == 0)
                m_tree->drain();
        }
        m_tree->drain();
        QVERIFY(m_tree->until(
            [&] { return m_listener->clients().empty() && m_tree->master().router->getStreams().empty(); }));
        QCOMPARE(m_doorman.left.size(), m_doorman.attached.size());
    }

    void aClientCannotSpeakForAnother()
    {
        listen();
        Node& child = m_tree->addChild(m_tree->master());
        const UniqueFd socketOfClient = connectTo(socket());
        sendTo(socketOfClient, greeting());
        QCOMPARE(hears(socketOfClient, 12).size(), 12U);
        const ContextId id = *m_doorman.attached.front().id;
        RawPeer peer(UniqueFd(::dup(socketOfClient.get())));
        // In the name of the master, and of the child.
        for (const ContextId forged : {MasterId, child.id()}) {
            peer.sends({.magic = wire::Magic::Mgc,
                        .dstId = child.id(),
                        .srcId = id,
                        .authId = forged,
                        .handle = wire::Ping,
                        .replyTo = Handle{1000},
                        .length = 0});
            peer.sends({.magic = wire::Magic::Mgc,
                        .dstId = child.id(),
                        .srcId = forged,
                        .authId = id,
                        .handle = wire::Ping,
                        .replyTo = Handle{1000},
                        .length = 0});
        }
        QVERIFY(peer.settled(*m_tree->broker, id, MasterId));
        QVERIFY(peer.takes().empty());
        QVERIFY(m_tree->log.contains("bad auth_id"));
        QVERIFY(m_tree->log.contains("bad src_id"));
    }
};

QTEST_GUILESS_MAIN(AttachListenerTest)
#include "attach_listener_test.moc"
