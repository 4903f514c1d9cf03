// The twelve and four bytes before the frames of mitogen.unix.
#include "core/attach/handshake.h"
#include "tests/unit/wire_support.h"

#include <QTest>

#include <algorithm>

using namespace rz;
using namespace rz::attach;
using namespace rz::test;

namespace {

template <std::size_t Size>
std::array<std::byte, Size> exactly(const Bytes& bytes)
{
    std::array<std::byte, Size> out{};
    std::copy_n(bytes.data(), std::min(bytes.size(), Size), out.begin());
    return out;
}

Bytes copyOf(std::span<const std::byte> bytes)
{
    return Bytes(bytes);
}

}  // namespace

class AttachHandshakeTest : public QObject {
    Q_OBJECT

private slots:
    void recordedHandshakesAreReadAndWrittenAlike()
    {
        int recorded = 0;
        for (const QJsonValue& entry : goldenFile("vectors.json")) {
            const QJsonObject vector = entry.toObject();
            if (vector["name"].toString() != u"unix.handshake")
                continue;
            ++recorded;
            const Bytes client = fromHex(vector["client_sends_hex"].toString().toLatin1());
            const Bytes server = fromHex(vector["server_sends_hex"].toString().toLatin1());
            QCOMPARE(client.size(), ClientGreetingSize);
            QCOMPARE(server.size(), ServerGreetingSize);
            const auto pid = decodeClientGreeting(exactly<ClientGreetingSize>(client));
            QVERIFY(pid);
            QCOMPARE(copyOf(encodeClientGreeting(*pid)), client);
            const auto greeting = decodeServerGreeting(exactly<ServerGreetingSize>(server));
            QVERIFY(greeting);
            QCOMPARE(greeting->assigned, ContextId{2});
            QCOMPARE(greeting->server, MasterId);
            QVERIFY(greeting->pid > 1);
            QCOMPARE(copyOf(encodeServerGreeting(*greeting)), server);
        }
        QCOMPARE(recorded, 2);
    }

    void anAnswerThatCannotBeMitogensIsRefused_data()
    {
        QTest::addColumn<QByteArray>("hex");
        QTest::addColumn<bool>("good");
        QTest::newRow("largest pid") << QByteArray("000000020000000000400000") << true;
        QTest::newRow("server that is not a master") << QByteArray("000003e80000000100000007") << true;
        QTest::newRow("one past the largest pid") << QByteArray("000000020000000000400001") << false;
        QTest::newRow("no pid") << QByteArray("000000020000000000000000") << false;
        QTest::newRow("the master's id for us") << QByteArray("000000000000000100000007") << false;
        QTest::newRow("the server's id for us") << QByteArray("000000050000000500000007") << false;
        QTest::newRow("ssh") << QByteArray("5353482d322e302d4f70656e") << false;
        QTest::newRow("http") << QByteArray("485454502f312e3120343030") << false;
    }
    void anAnswerThatCannotBeMitogensIsRefused()
    {
        QFETCH(QByteArray, hex);
        QFETCH(bool, good);
        QCOMPARE(decodeServerGreeting(exactly<ServerGreetingSize>(fromHex(hex))).has_value(), good);
    }

    void aClientsProcessIdIsOneOfLinux()
    {
        const auto accepts = [](const char* hex) {
            return decodeClientGreeting(exactly<ClientGreetingSize>(fromHex(hex))).has_value();
        };
        QVERIFY(accepts("00000001"));
        QVERIFY(accepts("00400000"));
        QVERIFY(!accepts("00400001"));
        QVERIFY(!accepts("00000000"));
        QVERIFY(!accepts("47455420"));  // "GET "
    }
};

QTEST_GUILESS_MAIN(AttachHandshakeTest)
#include "attach_handshake_test.moc"
