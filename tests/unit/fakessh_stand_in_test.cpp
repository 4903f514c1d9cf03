// What a stand-in says to the context that runs its program, in whatever pieces it arrives.

#include "core/base/big_endian.h"
#include "core/base/str.h"
#include "core/fakessh/stand_in.h"
#include "core/fakessh/stand_in_server.h"
#include "core/io/descriptor_message.h"
#include "core/io/unix_socket.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_master.h"

#include <QTest>

#include <array>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/socket.h>

using namespace rz;
using namespace rz::fakessh;
using namespace rz::test;

namespace {

class NoSessions final : public SessionOpener {
public:
    explicit NoSessions(routing::Router& router) : m_router(router) {}

private:
    routing::Router& router() const override { return m_router; }
    ContextId destination() const override { return ContextId{7}; }
    std::shared_ptr<void> open(const SessionRequest&, SenderRef, OnResult) override { return nullptr; }

    routing::Router& m_router;
};

// `ssh -V`, which needs no session.
std::string request()
{
    const std::string body = str(1, '\0', "-V", '\0', "TERM=xterm", '\0');
    std::string bytes;
    appendU32(bytes, static_cast<std::uint32_t>(body.size()));
    return bytes + body;
}

// A stand-in in the hands of the test.
struct StandInFixture {
    StandInFixture()
    {
        const io::UnixAddress address = *io::unixAddress(directory.file("socket"));
        ::connect(socket.get(), address.get(), io::UnixAddress::length());
    }

    void send(std::string_view bytes, bool withDescriptors)
    {
        const int null = nothing.get();
        const std::array<int, 3> all{null, null, null};
        const auto sent =
            io::sendDescriptors(socket.get(), bytes, withDescriptors ? std::span(all) : std::span<const int>());
        QCOMPARE(sent.value_or(0), bytes.size());
    }
    // What it is told, until two bytes are there or the other end has closed.
    std::string told()
    {
        std::string all;
        master.until([&] {
            char byte = '\0';
            const ssize_t count = ::recv(socket.get(), &byte, 1, MSG_DONTWAIT);
            if (count == 1)
                all += byte;
            return count == 0 || all.size() == 2;
        });
        return all;
    }

    TestMaster master;
    TempDir directory;
    NoSessions opener{master.router()};
    std::unique_ptr<StandInServer> server = *StandInServer::create(opener, directory.file("socket"));
    UniqueFd nothing{::open("/dev/null", O_RDWR | O_CLOEXEC)};
    UniqueFd socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
};

}  // namespace

class FakesshStandInTest : public QObject {
    Q_OBJECT

private slots:
    void aRequestIsReadInWhateverPiecesItComes_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<QString>("behind");
        QTest::newRow("whole") << 1'000 << "";
        QTest::newRow("byte by byte") << 1 << "";
        QTest::newRow("the window changes meanwhile") << 1'000 << "w";
        QTest::newRow("more than once") << 5 << "wwww";
    }

    void aRequestIsReadInWhateverPiecesItComes()
    {
        QFETCH(const int, size);
        QFETCH(const QString, behind);
        StandInFixture f;
        const std::string bytes = request() + behind.toStdString();
        f.send(bytes.substr(0, 1), true);
        for (std::string_view rest = std::string_view(bytes).substr(1); !rest.empty();) {
            const std::string_view piece = rest.substr(0, static_cast<std::size_t>(size));
            f.send(piece, false);
            rest.remove_prefix(piece.size());
        }
        QCOMPARE(f.told(), str(TellExit, '\0'));
    }

    void whatIsNoRequestIsNotAnswered_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("too long") << QByteArray("\x7f\0\0\0", 4);
        QTest::newRow("cut off") << QByteArray("\0\0\0\4"
                                               "1\0-V",
                                               8);
        QTest::newRow("no number") << QByteArray("\0\0\0\2"
                                                 "x\0",
                                                 6);
    }

    void whatIsNoRequestIsNotAnswered()
    {
        QFETCH(const QByteArray, bytes);
        StandInFixture f;
        f.send(bytes.toStdString(), true);
        QCOMPARE(f.told(), std::string());
    }
};

QTEST_GUILESS_MAIN(FakesshStandInTest)
#include "fakessh_stand_in_test.moc"
