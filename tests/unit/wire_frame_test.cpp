#include "core/base/str.h"
#include "core/wire/frame.h"
#include "tests/unit/wire_frame_support.h"
#include "tests/unit/wire_support.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace rz;
using namespace rz::test;
using namespace rz::wire;

namespace {

// A call of os.getpid, its answer, a route, a forwarded module's name and a dead reply, as bytes on a stream.
const QByteArray GoldenStream = "4d49"
                                "00000001"
                                "00000000"
                                "00000000"
                                "00000065"
                                "000003e8"
                                "00000035"
                                "8002284e5805000000706f7369784e580600000067657470696429"
                                "636d69746f67656e2e636f72650a4b77617267730a7d8552742e"
                                "4d4a"
                                "00000000"
                                "00000001"
                                "00000001"
                                "000003e8"
                                "00000000"
                                "00000006"
                                "80024da7522e"
                                "4d49"
                                "00000000"
                                "00000001"
                                "00000001"
                                "00000067"
                                "00000000"
                                "00000004"
                                "323a7232"
                                "4d49"
                                "00000001"
                                "00000000"
                                "00000000"
                                "0000006c"
                                "00000000"
                                "0000000b"
                                "3130303200726573706b67"
                                "4d49"
                                "00000000"
                                "00000001"
                                "00000001"
                                "000003e8"
                                "000003e7"
                                "0000000e"
                                "696e76616c69642068616e646c65";
const std::vector<std::size_t> GoldenLengths{53, 6, 4, 11, 14};

}  // namespace

class WireFrameTest : public QObject {
    Q_OBJECT

private slots:
    void aHeaderIsBigEndianAndHas26Bytes();
    void everyOtherMagicIsRefused();
    void theGoldenStreamIsCutIntoItsFrames();
    void aStreamThatComesByteByByteGivesTheSameFrames();
    void aTruncatedStreamGivesOnlyItsWholeFrames();
    void anEmptyPayloadMakesAFrame();
    void aPayloadOfTheLimitIsAcceptedAndOneByteMoreIsNot();
    void anErrorIsRepeatedWhateverComesLater();
    void flippedBitsNeverCrash();
    void framesOfEverySizeComeThroughWholeInAnyPieces_data();
    void framesOfEverySizeComeThroughWholeInAnyPieces();
    void largeFramesMayBeReadAheadOfTheirTaking();
};

void WireFrameTest::aHeaderIsBigEndianAndHas26Bytes()
{
    const auto bytes = encodeHeader(headerFor(0x01020304));
    QCOMPARE(toHex(Bytes(std::span<const std::byte>(bytes))), QByteArray("4d4a"
                                                                         "00000001"
                                                                         "02030405"
                                                                         "00000003"
                                                                         "000003e8"
                                                                         "fffefdfc"
                                                                         "01020304"));
    QVERIFY(decodeHeader(bytes) == headerFor(0x01020304));
}

void WireFrameTest::everyOtherMagicIsRefused()
{
    auto bytes = encodeHeader(headerFor(0));
    int accepted = 0;
    for (unsigned magic = 0; magic <= 0xffff; ++magic) {
        bytes[0] = static_cast<std::byte>(magic >> 8);
        bytes[1] = static_cast<std::byte>(magic);
        accepted += decodeHeader(bytes) ? 1 : 0;
    }
    QCOMPARE(accepted, 3);
    bytes[0] = std::byte{'<'};
    bytes[1] = std::byte{5};
    QCOMPARE(decodeHeader(bytes).error().text(), "not a frame: it begins with 0x3c05 instead of 0x4d49");
}

void WireFrameTest::theGoldenStreamIsCutIntoItsFrames()
{
    Reader reader;
    reader.feed(fromHex(GoldenStream).view());
    QCOMPARE(reader.lengths(), GoldenLengths);
    QVERIFY(reader.frames[0].header.handle == Handle{101});
    QVERIFY(reader.frames[1].header.magic == Magic::Pkl);
    QCOMPARE(reader.frames[2].payload.toString(), "2:r2");
    QCOMPARE(reader.frames[3].payload.toString(), std::string("1002\0respkg", 11));
    QVERIFY(reader.frames[4].header.replyTo == Handle{999});
    QByteArray again;
    for (const Frame& frame : reader.frames)
        again += toHex(frame.whole);
    QCOMPARE(again, GoldenStream);
    QCOMPARE(reader.decoder.pending(), std::size_t{0});
}

void WireFrameTest::aStreamThatComesByteByByteGivesTheSameFrames()
{
    Reader fed;
    Reader received;
    const Bytes stream = fromHex(GoldenStream);
    for (const char& c : stream.view())
        fed.feed({&c, 1});
    received.receive(stream.view(), 1);
    QCOMPARE(fed.lengths(), GoldenLengths);
    QCOMPARE(received.lengths(), GoldenLengths);
    QCOMPARE(received.frames[4].payload.toString(), "invalid handle");
}

void WireFrameTest::aTruncatedStreamGivesOnlyItsWholeFrames()
{
    const Bytes stream = fromHex(GoldenStream);
    for (std::size_t length = 0; length < stream.size(); ++length) {
        Reader reader;
        reader.feed(stream.view().substr(0, length));
        std::size_t whole = 0;
        std::size_t end = 0;
        while (end + FrameHeader::Size + GoldenLengths[whole] <= length)
            end += FrameHeader::Size + GoldenLengths[whole++];
        QCOMPARE(reader.frames.size(), whole);
        QCOMPARE(reader.decoder.pending(), length - end);
        QVERIFY(reader.failure.empty());
    }
}

void WireFrameTest::anEmptyPayloadMakesAFrame()
{
    Reader reader;
    reader.feed(frameOf(""));
    QCOMPARE(reader.lengths(), std::vector<std::size_t>{0});
    QCOMPARE(reader.frames[0].whole.size(), FrameHeader::Size);
}

void WireFrameTest::aPayloadOfTheLimitIsAcceptedAndOneByteMoreIsNot()
{
    for (const std::size_t limit : {std::size_t{0}, std::size_t{1000}, ReadChunk, 5 * MiB}) {
        Reader reader(limit);
        reader.feed(frameOf(std::string(limit, 'x')));
        QCOMPARE(reader.lengths(), std::vector<std::size_t>{limit});
        reader.feed(frameOf(std::string(limit + 1, 'x')).substr(0, FrameHeader::Size));
        QCOMPARE(reader.failure,
                 str("a message of ", limit + 1, " bytes is larger than the limit of ", limit, " bytes"));
    }
}

void WireFrameTest::anErrorIsRepeatedWhateverComesLater()
{
    for (const auto& entry : goldenFile("hostile.json")) {
        const QJsonObject attack = entry.toObject();
        if (!attack.contains(u"frame_hex"))
            continue;
        const std::string expected = attack[u"answer"].toString().toStdString();
        Reader reader;
        reader.feed(frameOf("good"));
        reader.feed(fromHex(attack[u"frame_hex"].toString().toLatin1()).view());
        QVERIFY2(reader.failure.find(expected) != std::string::npos, reader.failure.c_str());
        reader.failure.clear();
        reader.feed(frameOf("good again"));
        QVERIFY(reader.failure.find(expected) != std::string::npos);
        QCOMPARE(reader.lengths(), std::vector<std::size_t>{4});
    }
}

void WireFrameTest::flippedBitsNeverCrash()
{
    std::mt19937 random(26);
    const std::string stream = fromHex(GoldenStream).toString();
    int refused = 0;
    for (int round = 0; round < 1000; ++round) {
        std::string bytes = stream;
        for (unsigned flips = random() % 4 + 1; flips > 0; --flips)
            bytes[random() % bytes.size()] ^= static_cast<char>(1u << random() % 8);
        Reader reader(1000);
        reader.receive(bytes, random() % 40 + 1);
        refused += reader.failure.empty() ? 0 : 1;
        QVERIFY(reader.frames.size() <= GoldenLengths.size());
    }
    QVERIFY(refused > 100 && refused < 1000);
}

void WireFrameTest::framesOfEverySizeComeThroughWholeInAnyPieces_data()
{
    QTest::addColumn<qulonglong>("most");
    for (const qulonglong most : {1000ull, 65'536ull, 131'072ull, 10'000'000ull})
        QTest::addRow("%llu bytes a read", most) << most;
}

void WireFrameTest::framesOfEverySizeComeThroughWholeInAnyPieces()
{
    QFETCH(const qulonglong, most);
    std::vector<std::string> payloads;
    std::uint32_t seed = 0;
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{25}, std::size_t{65'536}, ReadChunk - 27,
                                   ReadChunk - 26, ReadChunk - 25, ReadChunk, std::size_t{30}, 4 * MiB - 26, 4 * MiB,
                                   std::size_t{7}, 5 * MiB + 3, std::size_t{100'000}, std::size_t{120'000}}) {
        for (int i = 0; i < 3; ++i)
            payloads.push_back(pattern(size, ++seed));
    }
    std::string stream;
    for (const std::string& payload : payloads)
        stream += frameOf(payload);

    Reader reader;
    reader.receive(stream, most);
    QCOMPARE(reader.failure, "");
    QCOMPARE(reader.frames.size(), payloads.size());
    for (std::size_t i = 0; i < payloads.size(); ++i) {
        QVERIFY(reader.frames[i].payload.view() == payloads[i]);
        QVERIFY(reader.frames[i].whole.view() == frameOf(payloads[i]));
        QVERIFY(payloads[i].empty() || reader.frames[i].payload.data() == reader.frames[i].whole.data() + 26);
    }
}

void WireFrameTest::largeFramesMayBeReadAheadOfTheirTaking()
{
    std::vector<std::string> payloads;
    for (std::uint32_t seed = 0; seed < 12; ++seed)
        payloads.push_back(pattern(40'000 + 3000 * seed, seed));
    std::string stream;
    for (const std::string& payload : payloads)
        stream += frameOf(payload);

    Reader reader;
    // A piece of the first makes its size known; the rest is read whenever there is room, which there must always be.
    reader.receive(stream.substr(0, 1000), 1000);
    for (std::string_view rest = std::string_view(stream).substr(1000); !rest.empty();) {
        const std::span<std::byte> room = reader.decoder.prepare();
        QVERIFY(!room.empty());
        const std::size_t count = std::min(room.size(), rest.size());
        std::memcpy(room.data(), rest.data(), count);
        reader.decoder.commit(count);
        rest.remove_prefix(count);
    }
    reader.take();
    QCOMPARE(reader.frames.size(), payloads.size());
    for (std::size_t i = 0; i < payloads.size(); ++i)
        QVERIFY(reader.frames[i].payload.view() == payloads[i]);
}

QTEST_GUILESS_MAIN(WireFrameTest)
#include "wire_frame_test.moc"
