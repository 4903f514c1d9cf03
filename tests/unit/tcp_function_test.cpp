// tcp.connect as another context calls it: what it sends where, in which order, and what is left afterwards.

#include "core/connect/via/tcp_function.h"
#include "core/rpc/receiver.h"
#include "core/rpc/sender.h"
#include "tests/unit/routing_support.h"

#include <QTest>

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace rz;
using namespace rz::test;

namespace {

// A server on loopback in the hands of the test.
class Listener {
public:
    Listener()
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(m_socket.get(), reinterpret_cast<sockaddr*>(&address), size);
        ::listen(m_socket.get(), 8);
        ::getsockname(m_socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
        m_port = ntohs(address.sin_port);
    }
    std::uint16_t port() const { return m_port; }
    void close() { m_socket.reset(); }
    UniqueFd take(Tree& tree) const
    {
        UniqueFd connection;
        tree.until([&] {
            connection = UniqueFd(::accept4(m_socket.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
            return static_cast<bool>(connection);
        });
        return connection;
    }

private:
    UniqueFd m_socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    std::uint16_t m_port = 0;
};

// One call, as a caller sees it.
struct Connection {
    Connection(Tree& theTree, const Node& node, std::string host, std::uint16_t port, std::size_t window = 1024 * 1024)
        : tree(theTree)
    {
        rpc::ReceiverOptions options;
        options.respondent = node.id();
        options.window = window;
        options.traffic = io::Traffic::Bulk;
        receiver = *rpc::Receiver::create(*tree.master().router, std::move(options));
        call = tree.master().context(node.id()).callAsync(
            rpc::Call::byName("tcp.connect",
                              {Value(std::move(host)), Value(port), Value(receiver->toSender(node.id()))}),
            [held = m_held](Result<Value> given) { *held = std::move(given); });
    }

    Result<Value> next() { return receiver->getValue(Patience); }
    // Takes what comes before the bytes.
    bool connects()
    {
        const auto found = next();
        const auto made = next();
        if (!found || !made || made->find("sender") == nullptr)
            return false;
        addresses = *found->find("addresses");
        sender.emplace(*tree.master().router, *made->find("sender")->as<SenderRef>());
        return true;
    }
    bool sends(std::string_view bytes) { return sender->send(Value(Bytes(bytes))).has_value(); }
    bool ends()
    {
        return tree.until([this] { return answer.has_value(); });
    }
    std::string error() const { return !answer || *answer ? std::string() : answer->error().text(); }

    Tree& tree;
    std::unique_ptr<rpc::Receiver> receiver;
    std::optional<rpc::Sender> sender;
    Value addresses;

private:
    // A call that is given up is answered after our end.
    std::shared_ptr<std::optional<Result<Value>>> m_held = std::make_shared<std::optional<Result<Value>>>();

public:
    std::optional<Result<Value>>& answer = *m_held;
    rpc::PendingCall call;
};

std::string readSome(Tree& tree, const UniqueFd& socket)
{
    char buffer[4096];
    ssize_t count = -1;
    tree.until([&] {
        count = ::recv(socket.get(), buffer, sizeof buffer, MSG_DONTWAIT);
        return count >= 0 || errno != EAGAIN;
    });
    return count < 0 ? "an error" : std::string(buffer, static_cast<std::size_t>(count));
}

// The other end has closed, or broken off.
bool isClosed(Tree& tree, const UniqueFd& socket)
{
    return tree.until([&] {
        char byte = 0;
        const ssize_t count = ::recv(socket.get(), &byte, 1, MSG_DONTWAIT);
        return count == 0 || (count < 0 && errno != EAGAIN);
    });
}

int openDescriptors()
{
    int count = 0;
    for (int fd = 0; fd < 1024; ++fd)
        count += ::fcntl(fd, F_GETFD) >= 0;
    return count;
}

QStringList texts(const std::vector<io::Address>& addresses)
{
    QStringList texts;
    for (const io::Address& address : addresses)
        texts << QString::fromStdString(address.text);
    return texts;
}

}  // namespace

class TcpFunctionTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_tree = std::make_unique<Tree>();
        connect::addTcp(m_tree->registry);
        m_node = &m_tree->addChild(m_tree->master());
        m_descriptors = openDescriptors();
    }
    void cleanup()
    {
        QVERIFY(m_tree->until([&] { return m_node->dispatcher->running() == 0; }));
        m_tree->drain();
        QCOMPARE(openDescriptors(), m_descriptors);
        m_tree.reset();
    }

    void bytes_go_both_ways_and_each_ends_by_itself()
    {
        const Listener listener;
        Connection f(*m_tree, *m_node, "127.0.0.1", listener.port());
        QVERIFY(f.connects());
        QCOMPARE(f.addresses, Value(List{{Value("127.0.0.1")}}));
        const UniqueFd peer = listener.take(*m_tree);
        QVERIFY(f.sends("question"));
        QCOMPARE(readSome(*m_tree, peer), std::string("question"));
        QVERIFY(f.sends(""));
        QVERIFY(isClosed(*m_tree, peer));
        // The other direction goes on.
        QCOMPARE(::send(peer.get(), "answer", 6, MSG_NOSIGNAL), ssize_t{6});
        QCOMPARE(*f.next(), Value(Bytes("answer")));
        QVERIFY(!f.answer);
        ::shutdown(peer.get(), SHUT_WR);
        QCOMPARE(*f.next(), Value(Bytes("")));
        QVERIFY(f.ends());
        QVERIFY2(f.answer->has_value(), f.error().c_str());
    }

    void a_name_is_looked_up()
    {
        const Listener listener;
        Connection f(*m_tree, *m_node, "localhost", listener.port());
        QVERIFY(f.connects());
        QVERIFY(f.addresses.as<List>() != nullptr && !f.addresses.as<List>()->items.empty());
        f.call.cancel();
        QVERIFY(f.ends());
    }

    void what_cannot_be_is_refused_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::newRow("no host") << "" << 22;
        QTest::newRow("an option") << "-s" << 22;
        QTest::newRow("too long") << QString(2000, u'x') << 22;
        QTest::newRow("port 0") << "127.0.0.1" << 0;
    }
    void what_cannot_be_is_refused()
    {
        QFETCH(const QString, host);
        QFETCH(const int, port);
        Connection f(*m_tree, *m_node, host.toStdString(), static_cast<std::uint16_t>(port));
        QVERIFY(f.ends());
        QVERIFY2(f.error().starts_with("builtins.ValueError: tcp.connect needs host"), f.error().c_str());
    }

    void a_refused_port_is_said_so()
    {
        Listener listener;
        listener.close();
        Connection f(*m_tree, *m_node, "127.0.0.1", listener.port());
        QVERIFY(f.ends());
        QCOMPARE(f.error(), "mitogen.core.StreamError: cannot connect to 127.0.0.1 port " +
                                std::to_string(listener.port()) + ": Connection refused");
    }

    void an_unknown_name_is_said_so()
    {
        Connection f(*m_tree, *m_node, "no-such-host.invalid", 22);
        QVERIFY(f.ends());
        QVERIFY2(f.error().starts_with("mitogen.core.StreamError: cannot find the address of no-such-host.invalid: "),
                 f.error().c_str());
    }

    void a_cancelled_call_closes_the_socket()
    {
        const Listener listener;
        Connection f(*m_tree, *m_node, "127.0.0.1", listener.port());
        QVERIFY(f.connects());
        const UniqueFd peer = listener.take(*m_tree);
        f.call.cancel();
        QVERIFY(f.ends() && isClosed(*m_tree, peer));
    }

    void a_sender_that_is_closed_before_its_end_breaks_it_off()
    {
        const Listener listener;
        Connection f(*m_tree, *m_node, "127.0.0.1", listener.port());
        QVERIFY(f.connects());
        const UniqueFd peer = listener.take(*m_tree);
        f.sender.reset();
        QVERIFY(f.ends());
        QVERIFY2(f.error().find("Sender was explicitly closed") != std::string::npos, f.error().c_str());
        QVERIFY(isClosed(*m_tree, peer));
    }

    void what_is_no_bytes_breaks_it_off()
    {
        const Listener listener;
        Connection f(*m_tree, *m_node, "127.0.0.1", listener.port());
        QVERIFY(f.connects());
        QVERIFY(f.sender->send(Value("text")));
        QVERIFY(f.ends());
        QVERIFY2(f.error().starts_with("rhizome.DecodeError: "), f.error().c_str());
    }

    void bytes_after_their_end_break_it_off()
    {
        const Listener listener;
        Connection f(*m_tree, *m_node, "127.0.0.1", listener.port());
        QVERIFY(f.connects());
        QVERIFY(f.sends("") && f.sends("more"));
        QVERIFY(f.ends());
        QVERIFY2(f.error().starts_with("rhizome.DecodeError: "), f.error().c_str());
    }

    void a_reset_is_an_error()
    {
        const Listener listener;
        Connection f(*m_tree, *m_node, "127.0.0.1", listener.port());
        QVERIFY(f.connects());
        {
            const UniqueFd peer = listener.take(*m_tree);
            const linger atOnce{.l_onoff = 1, .l_linger = 0};
            ::setsockopt(peer.get(), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
        }
        QVERIFY(f.ends());
        QVERIFY2(f.error().find("Connection reset by peer") != std::string::npos, f.error().c_str());
    }

    // Who takes nothing here leaves the bytes in the other one's socket.
    void a_slow_caller_stops_the_far_end()
    {
        constexpr std::size_t Window = 256 * 1024;
        const Listener listener;
        Connection f(*m_tree, *m_node, "127.0.0.1", listener.port(), Window);
        QVERIFY(f.connects());
        const UniqueFd peer = listener.take(*m_tree);
        const std::string block(64 * 1024, 'x');
        std::size_t offered = 0;
        const auto fill = [&] {
            ssize_t count = 0;
            while ((count = ::send(peer.get(), block.data(), block.size(), MSG_NOSIGNAL | MSG_DONTWAIT)) > 0)
                offered += static_cast<std::size_t>(count);
            return offered;
        };
        // Until nothing more goes, however often it is tried.
        std::size_t before = 0;
        QVERIFY(m_tree->until([&] {
            const bool full = fill() == before;
            before = offered;
            m_tree->drain();
            return full;
        }));
        QVERIFY2(f.receiver->size() * block.size() <= Window + 2 * block.size(),
                 std::to_string(f.receiver->size()).c_str());
        std::size_t received = 0;
        while (received < offered) {
            const auto piece = f.next();
            QVERIFY(piece && piece->is<Bytes>());
            received += piece->as<Bytes>()->size();
        }
        QCOMPARE(received, offered);
    }

    // And who takes nothing there stops who sends from here.
    void a_slow_far_end_stops_the_caller()
    {
        const Listener listener;
        Connection f(*m_tree, *m_node, "127.0.0.1", listener.port());
        QVERIFY(f.connects());
        const UniqueFd peer = listener.take(*m_tree);
        const std::string block(64 * 1024, 'x');
        std::size_t sent = 0;
        while (f.sender->ready()) {
            QVERIFY(f.sends(block));
            sent += block.size();
            m_tree->drain();
            QVERIFY2(sent < 64 * 1024 * 1024, "it never stops");
        }
        std::size_t taken = 0;
        QVERIFY(m_tree->until([&] {
            char buffer[16 * 1024];
            ssize_t count = 0;
            while ((count = ::recv(peer.get(), buffer, sizeof buffer, MSG_DONTWAIT)) > 0)
                taken += static_cast<std::size_t>(count);
            return taken == sent;
        }));
        QVERIFY(m_tree->until([&] { return f.sender->ready(); }));
    }

    void a_receiver_that_is_gone_breaks_it_off()
    {
        const Listener listener;
        Connection f(*m_tree, *m_node, "127.0.0.1", listener.port());
        QVERIFY(f.connects());
        const UniqueFd peer = listener.take(*m_tree);
        f.receiver.reset();
        QCOMPARE(::send(peer.get(), "x", 1, MSG_NOSIGNAL), ssize_t{1});
        QVERIFY(isClosed(*m_tree, peer));
        QVERIFY(f.ends());
    }

    void addresses_of_getent_come_once_each_in_order()
    {
        QCOMPARE(texts(connect::addressesIn("::1             STREAM localhost\n::1             DGRAM  \n"
                                            "127.0.0.1       STREAM localhost\n127.0.0.1       RAW\nnonsense\n\n",
                                            22)),
                 (QStringList{QStringLiteral("::1"), QStringLiteral("127.0.0.1")}));
        QCOMPARE(connect::addressesIn("", 22).size(), std::size_t{0});
    }

private:
    std::unique_ptr<Tree> m_tree;
    Node* m_node = nullptr;
    int m_descriptors = 0;
};

QTEST_GUILESS_MAIN(TcpFunctionTest)
#include "tcp_function_test.moc"
