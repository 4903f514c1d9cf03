#include "core/base/str.h"
#include "core/wire/frame.h"
#include "tests/support/sanitizer.h"
#include "tests/unit/wire_frame_support.h"

#include <QFile>
#include <QTest>

#include <deque>
#include <malloc.h>
#include <set>
#include <thread>

using namespace rz;
using namespace rz::wire;

namespace {

std::size_t residentBytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toULongLong() * 4096 : 0;
}

std::size_t allocatedBytes()
{
    const auto info = ::mallinfo2();
    return info.uordblks + info.hblkhd;
}

}  // namespace

// Where the decoder keeps what it has read.
class WireFrameBufferTest : public QObject {
    Q_OBJECT

private slots:
    void aLargeFrameHasMemoryOfItsOwn();
    void aLargeFrameIsReadWithoutWhatFollowsIt();
    void aClaimedSizeCostsNoMemoryUntilBytesCome();
    void memoryOfALargeFrameServesTheNextOne();
    void memoryOfALargeFrameIsLeftAloneWhileItIsHeld();
    void memoryOfALargeFrameDoesNotServeAMuchSmallerOne();
    void memoryOfALargeFrameOutlivesFullBuffers();
    void memoryOfALargeFrameIsNotKeptBesideAMuchLargerOne();
    void smallFramesShareOneBuffer();
    void theBufferIsUsedAgainWhenItsFramesAreGone();
    void theBufferIsNotUsedAgainWhileAFrameIsHeld();
    void fullBuffersAreUsedAgainWhenTheirFramesAreGone_data();
    void fullBuffersAreUsedAgainWhenTheirFramesAreGone();
    void noMoreFullBuffersAreKeptThanAWindowNeeds();
    void aFrameOf128KibibytesNeedsNoMemoryOfItsOwn();
    void framesMayDieOnAnotherThread();
    void whatIsFedAtOnceMayBeTakenLater();
    void nothingOfAFrameOfSecretsStaysInTheBuffer_data();
    void nothingOfAFrameOfSecretsStaysInTheBuffer();
    void nothingOfSecretsThatNobodyTookStaysInTheBuffer();
};

void WireFrameBufferTest::aLargeFrameHasMemoryOfItsOwn()
{
    Reader reader;
    const std::string stream = frameOf("small") + frameOf(std::string(ReadChunk, 'x')) + frameOf("small too");
    reader.receive(stream, 1000);
    QCOMPARE(reader.frames.size(), std::size_t{3});
    const std::byte* const first = reader.frames[0].whole.data();
    const std::byte* const last = reader.frames[2].whole.data();
    QVERIFY(last > first && last < first + ReadChunk);
    const std::byte* const large = reader.frames[1].whole.data();
    QVERIFY(large < first || large >= first + ReadChunk);
}

void WireFrameBufferTest::aLargeFrameIsReadWithoutWhatFollowsIt()
{
    Reader reader;
    reader.feed(frameOf(std::string(MiB, 'x')).substr(0, 100));
    QCOMPARE(reader.decoder.prepare().size(), MiB + FrameHeader::Size - 100);
    QCOMPARE(reader.decoder.pending(), std::size_t{100});
}

void WireFrameBufferTest::aClaimedSizeCostsNoMemoryUntilBytesCome()
{
    std::vector<Reader> readers(20);
    const auto header = encodeHeader(headerFor(DefaultMaxMessageSize));
    const std::size_t before = residentBytes();
    for (Reader& reader : readers)
        reader.feed({reinterpret_cast<const char*>(header.data()), header.size()});
    // A huge page and a chunk each at most, out of 128 MiB.
    QVERIFY(residentBytes() - before < readers.size() * 3 * MiB);
}

void WireFrameBufferTest::memoryOfALargeFrameServesTheNextOne()
{
    Reader reader;
    reader.receive(frameOf(std::string(6 * MiB, 'x')), MiB);
    QVERIFY(reader.decoder.keepsSpare());
    const std::byte* const first = reader.frames.at(0).whole.data();
    reader.frames.clear();
    const std::string payload(5 * MiB, 'y');
    reader.receive(frameOf(payload) + frameOf("small"), MiB);
    QCOMPARE(reader.frames.size(), std::size_t{2});
    QCOMPARE(reader.frames[0].whole.data(), first);
    QVERIFY(reader.frames[0].payload.view() == payload);
    QVERIFY(reader.frames[1].payload.view() == "small");

    reader.frames.clear();
    reader.decoder.dropSpare();
    QVERIFY(!reader.decoder.keepsSpare());
    reader.receive(frameOf(payload), MiB);
    QVERIFY(reader.frames.at(0).payload.view() == payload);
}

void WireFrameBufferTest::memoryOfALargeFrameIsLeftAloneWhileItIsHeld()
{
    Reader reader;
    const std::string first(5 * MiB, 'x');
    const std::string second(5 * MiB, 'y');
    reader.receive(frameOf(first), MiB);
    const Bytes held = reader.frames.at(0).payload.slice(100);
    reader.frames.clear();
    reader.receive(frameOf(second) + frameOf(second), MiB);
    QCOMPARE(reader.frames.size(), std::size_t{2});
    QVERIFY(held.view() == std::string_view(first).substr(100));
    QVERIFY(reader.frames[0].payload.view() == second);
    QVERIFY(reader.frames[1].payload.view() == second);
}

void WireFrameBufferTest::memoryOfALargeFrameDoesNotServeAMuchSmallerOne()
{
    if (test::Sanitized)
        QSKIP("The sanitizer has memory of its own.");
    Reader reader;
    reader.receive(frameOf(std::string(16 * MiB, 'x')), MiB);
    reader.frames.clear();
    reader.receive(frameOf(std::string(2 * MiB, 'y')), MiB);
    const std::size_t before = residentBytes();
    reader.frames.clear();
    reader.decoder.dropSpare();
    QVERIFY(before < residentBytes() + 8 * MiB);
}

// Sent beside a stream.
void WireFrameBufferTest::memoryOfALargeFrameOutlivesFullBuffers()
{
    Reader reader;
    reader.receive(frameOf(std::string(6 * MiB, 'x')), MiB);
    const std::byte* const large = reader.frames.at(0).whole.data();
    reader.frames.clear();
    for (std::uint32_t i = 0; i < 40; ++i)
        reader.receive(frameOf(std::string(70'000, 'x')), MiB);
    reader.frames.clear();
    reader.receive(frameOf(std::string(6 * MiB, 'y')), MiB);
    QCOMPARE(reader.frames.at(0).whole.data(), large);
}

void WireFrameBufferTest::memoryOfALargeFrameIsNotKeptBesideAMuchLargerOne()
{
    Reader reader;
    reader.receive(frameOf(std::string(6 * MiB, 'x')), MiB);
    reader.frames.clear();
    QVERIFY(reader.decoder.keepsSpare());
    reader.receive(frameOf(std::string(20 * MiB, 'y')).substr(0, 100), MiB);
    QVERIFY(!reader.decoder.keepsSpare());
}

void WireFrameBufferTest::smallFramesShareOneBuffer()
{
    Reader reader;
    reader.feed(frameOf("one") + frameOf("two"));
    QVERIFY(reader.frames[0].whole.adjoins(reader.frames[1].whole));
}

void WireFrameBufferTest::theBufferIsUsedAgainWhenItsFramesAreGone()
{
    Reader reader;
    const std::byte* const buffer = reader.decoder.prepare().data();
    for (int i = 0; i < 10; ++i) {
        QVERIFY(reader.decoder.prepare().data() == buffer);
        reader.receive(frameOf(std::string(50'000, 'x')), MiB);
        reader.frames.clear();
    }
    // With the beginning of a frame in it, which then moves to the front.
    for (int i = 0; i < 10; ++i) {
        reader.receive(frameOf(std::string(50'000, 'x')) + frameOf("next").substr(0, 10), MiB);
        reader.frames.clear();
        const std::byte* const next = reader.decoder.prepare().data();
        QVERIFY(next > buffer && next < buffer + ReadChunk);
        reader.receive(frameOf("next").substr(10), MiB);
        reader.frames.clear();
    }
}

void WireFrameBufferTest::theBufferIsNotUsedAgainWhileAFrameIsHeld()
{
    Reader reader;
    std::uint32_t seed = 0;
    for (int i = 0; i < 20; ++i)
        reader.receive(frameOf(pattern(50'000, ++seed)), 7'000);
    for (std::uint32_t i = 0; i < 20; ++i)
        QVERIFY(reader.frames[i].payload.view() == pattern(50'000, i + 1));
}

void WireFrameBufferTest::fullBuffersAreUsedAgainWhenTheirFramesAreGone_data()
{
    QTest::addColumn<std::size_t>("size");
    QTest::newRow("half of the buffer") << std::size_t{70'000};
    QTest::newRow("larger than the buffer") << std::size_t{300'000};
}

// A stream of pieces, of which the taker always has some.
void WireFrameBufferTest::fullBuffersAreUsedAgainWhenTheirFramesAreGone()
{
    QFETCH(const std::size_t, size);
    Reader reader;
    std::set<const std::byte*> places;
    std::deque<Frame> held;
    for (std::uint32_t seed = 0; seed < 100; ++seed) {
        reader.receive(frameOf(pattern(size, seed)), MiB);
        places.insert(reader.frames.at(0).whole.data());
        held.push_back(std::move(reader.frames.at(0)));
        reader.frames.clear();
        if (held.size() > 5) {
            QVERIFY(held.front().payload.view() == pattern(size, seed - 5));
            held.pop_front();
        }
    }
    QVERIFY(places.size() <= 8);
    QVERIFY(reader.decoder.keepsSpare());
    reader.decoder.dropSpare();
    QVERIFY(!reader.decoder.keepsSpare());
    QVERIFY(held.front().payload.view() == pattern(size, 95));
    reader.feed(frameOf("more"));
    QVERIFY(reader.frames.at(0).payload.view() == "more");
}

void WireFrameBufferTest::noMoreFullBuffersAreKeptThanAWindowNeeds()
{
    if (test::Sanitized)
        QSKIP("The sanitizer has memory of its own.");
    Reader reader;
    for (std::uint32_t i = 0; i < 400; ++i)
        reader.receive(frameOf(std::string(70'000, 'x')), MiB);
    reader.frames.clear();
    const std::size_t before = allocatedBytes();
    reader.decoder.dropSpare();
    QVERIFY(before > allocatedBytes() + MiB);
    QVERIFY(before < allocatedBytes() + 4 * MiB);
}

// Streams are often sent in such pieces.
void WireFrameBufferTest::aFrameOf128KibibytesNeedsNoMemoryOfItsOwn()
{
    Reader reader;
    const std::byte* const buffer = reader.decoder.prepare().data();
    reader.receive(frameOf(std::string(128 * 1024 + 100, 'x')), MiB);
    QCOMPARE(reader.frames.at(0).whole.data(), buffer);
}

// Meant for the thread sanitizer.
void WireFrameBufferTest::framesMayDieOnAnotherThread()
{
    FrameDecoder decoder;
    const std::string stream = frameOf(pattern(1000, 1));
    for (int i = 0; i < 300; ++i) {
        decoder.feed(std::as_bytes(std::span(stream)));
        auto frame = decoder.next();
        QVERIFY(frame && *frame);
        std::jthread reader([payload = std::move((*frame)->payload), whole = std::move((*frame)->whole)] {
            QVERIFY(payload.view()[0] == pattern(1, 1)[0]);
        });
    }
}

void WireFrameBufferTest::whatIsFedAtOnceMayBeTakenLater()
{
    FrameDecoder decoder;
    for (int i = 0; i < 10; ++i) {
        const std::string frame = frameOf(pattern(50'000, static_cast<std::uint32_t>(i)));
        decoder.feed(std::as_bytes(std::span(frame)));
    }
    for (int i = 0; i < 10; ++i) {
        const auto frame = decoder.next();
        QVERIFY(frame && *frame);
        QVERIFY((*frame)->payload.view() == pattern(50'000, static_cast<std::uint32_t>(i)));
    }
}

void WireFrameBufferTest::nothingOfAFrameOfSecretsStaysInTheBuffer_data()
{
    QTest::addColumn<bool>("byHandle");
    QTest::addColumn<int>("before");
    QTest::addColumn<int>("size");
    QTest::addColumn<int>("piece");
    for (const bool byHandle : {true, false}) {
        for (const int piece : {1, 7, 100'000}) {
            const auto row = [&](const char* name, std::size_t before, std::size_t size) {
                QTest::addRow("%s, %s, read %d", name, byHandle ? "handle" : "reply_to", piece)
                    << byHandle << static_cast<int>(before) << static_cast<int>(size) << piece;
            };
            row("small", 5, 200);
            row("over the end of the buffer", ReadChunk - 200, 400);
            row("large", 5, ReadChunk + 100);
        }
    }
}

void WireFrameBufferTest::nothingOfAFrameOfSecretsStaysInTheBuffer()
{
    QFETCH(bool, byHandle);
    QFETCH(int, before);
    QFETCH(int, size);
    QFETCH(int, piece);
    // First of all: the buffer must not be memory that was the test's own.
    Reader reader;
    reader.feed(frameOf(std::string(static_cast<std::size_t>(before), 'x')));
    const std::string secret =
        pattern(static_cast<std::size_t>(size), static_cast<std::uint32_t>(size + 2 * piece + (byHandle ? 1 : 0)));
    FrameHeader header = headerFor(secret.size());
    (byHandle ? header.handle : header.replyTo) = FirstSecret;
    const auto encoded = encodeHeader(header);
    const std::string front(reinterpret_cast<const char*>(encoded.data()), encoded.size());
    reader.receive(front + secret + frameOf("behind"), static_cast<std::size_t>(piece));
    QCOMPARE(reader.frames.size(), std::size_t{3});
    QCOMPARE(reader.frames[1].payload.view(), std::string_view(secret));
    QCOMPARE(reader.frames[1].whole.view().substr(0, front.size()), std::string_view(front));
    QCOMPARE(reader.frames[2].payload.view(), std::string_view("behind"));
    const auto isIn = [&secret](std::string_view memory) {
        bool found = false;
        for (std::size_t at = 0; at + 8 <= secret.size(); at += 97)
            found = found || memory.find(std::string_view(secret).substr(at, 8)) != std::string_view::npos;
        return found;
    };
    QVERIFY(isIn(reader.frames[1].whole.view()));
    // The first frame lies at the begin of the buffer that the secret came into.
    QVERIFY(!isIn({reinterpret_cast<const char*>(reader.frames[0].whole.data()), ReadChunk}));
    // What was too large for that had memory which serves the next one.
    if (secret.size() < ReadChunk)
        return;
    reader.feed(frameOf(std::string(secret.size(), 'y')).substr(0, 30));
    const auto memory = reader.decoder.prepare();
    QCOMPARE(memory.size(), secret.size() + FrameHeader::Size - 30);
    QVERIFY(!isIn({reinterpret_cast<const char*>(memory.data()), memory.size()}));
}

// Fed with more than the buffer holds before any frame is taken: it moves to a larger one.
void WireFrameBufferTest::nothingOfSecretsThatNobodyTookStaysInTheBuffer()
{
    FrameDecoder decoder;
    const std::byte* const buffer = decoder.prepare().data();
    const std::string secret = pattern(10'000, 1);
    FrameHeader header = headerFor(secret.size());
    header.handle = FirstSecret;
    const std::string other = frameOf(std::string(100, 'x'));
    decoder.feed(std::as_bytes(std::span(other)));
    const auto first = decoder.next();
    QVERIFY(first && *first);  // which keeps the buffer from being freed
    const auto encoded = encodeHeader(header);
    decoder.feed(encoded);
    decoder.feed(std::as_bytes(std::span(secret)));
    const std::string_view where{reinterpret_cast<const char*>(buffer), ReadChunk};
    QVERIFY(where.find(std::string_view(secret).substr(5'000, 8)) != std::string_view::npos);
    const std::string more = frameOf(std::string(ReadChunk - 1000, 'x'));
    decoder.feed(std::as_bytes(std::span(more)));
    QVERIFY(where.find(std::string_view(secret).substr(5'000, 8)) == std::string_view::npos);
    const auto second = decoder.next();
    QVERIFY(second && *second);
    QCOMPARE((*second)->payload.view(), std::string_view(secret));
}

QTEST_GUILESS_MAIN(WireFrameBufferTest)
#include "wire_frame_buffer_test.moc"
