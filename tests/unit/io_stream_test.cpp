#include <QTest>

#include <random>
#include <thread>

#include "io_stream_support.h"

using namespace rz;
using namespace rz::io;
using namespace std::chrono_literals;

class IoStreamTest : public QObject {
    Q_OBJECT

private slots:
    void aSmallFrameCostsOneCallEachWay();
    void whatDoesNotFitIsWrittenLater();
    void aCorkedStreamWritesOnce();
    void corksNest();
    void framesOfEightThreadsStayWhole();
    void aCrowdedStreamIsCongestedUntilItHasDrained();
    void drainingByUncorkIsToldFromTheLoop();
    void finishTransmitClosesAfterTheLastByte();
    void finishTransmitClosesAPipe();
};

void IoStreamTest::aSmallFrameCostsOneCallEachWay()
{
    Fixture fixture;
    fixture.stream->startReceive();
    fixture.stream->transmit(bytes(std::string(100, 'x')));
    QCOMPARE(fixture.peerReads().size(), 100U);
    writeText(fixture.peer.get(), std::string(100, 'y'));
    fixture.broker->runOnce(0ms);
    QCOMPARE(fixture.handler.received, std::string(100, 'y'));
    const StreamCounters counters = fixture.stream->counters();
    QCOMPARE(counters.writes, 1U);
    QCOMPARE(counters.reads, 1U);
    QCOMPARE(counters.bytesOut, 100U);
    QCOMPARE(counters.bytesIn, 100U);
}

void IoStreamTest::whatDoesNotFitIsWrittenLater()
{
    Fixture fixture;
    const std::string text = pattern(10'000'000);
    const Bytes whole = bytes(text);
    std::mt19937 random(3);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t first = std::min<std::size_t>(random() % 5000, text.size() - at);
        const std::size_t second = std::min<std::size_t>(random() % 500'000, text.size() - at - first);
        fixture.stream->transmit(std::array{whole.slice(at, first), bytes(text.substr(at + first, second))});
        at += first + second;
    }
    QVERIFY(fixture.stream->pendingBytes() > 0);
    QVERIFY(fixture.exchange(text.size()) == text);
    QCOMPARE(fixture.stream->pendingBytes(), 0U);
    QCOMPARE(fixture.stream->counters().bytesOut, text.size());
    fixture.stream->transmit(bytes("after"));
    QCOMPARE(fixture.peerReads(), "after");
}

void IoStreamTest::aCorkedStreamWritesOnce()
{
    Fixture fixture;
    fixture.stream->cork();
    for (int i = 0; i < 100; ++i)
        fixture.stream->transmit(std::array{bytes("head"), bytes("body")});
    QCOMPARE(fixture.peerReads(), "");
    fixture.stream->uncork();
    QCOMPARE(fixture.peerReads().size(), 800U);
    QCOMPARE(fixture.stream->counters().writes, 1U);
}

void IoStreamTest::corksNest()
{
    Fixture fixture;
    fixture.stream->cork();
    fixture.stream->cork();
    fixture.stream->transmit(bytes("a"));
    fixture.stream->uncork();
    QCOMPARE(fixture.peerReads(), "");
    fixture.stream->uncork();
    QCOMPARE(fixture.peerReads(), "a");
}

void IoStreamTest::framesOfEightThreadsStayWhole()
{
    constexpr int Threads = 8;
    constexpr int Frames = 1000;
    Fixture fixture;
    std::vector<std::jthread> threads;
    std::size_t size = 0;
    for (int thread = 0; thread < Threads; ++thread) {
        const std::string body(static_cast<std::size_t>(thread * 37 + 20), static_cast<char>('a' + thread));
        size += (body.size() + 2) * Frames;
        threads.emplace_back([&fixture, body] {
            for (int i = 0; i < Frames; ++i)
                fixture.stream->transmit(std::array{bytes("<"), bytes(body), bytes(">")},
                                         i % 2 == 0 ? Traffic::Bulk : Traffic::Interactive);
        });
    }
    const std::string text = fixture.exchange(size);
    QCOMPARE(text.size(), size);
    std::array<int, Threads> seen{};
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('>', at);
        const auto thread = static_cast<std::size_t>(text[at + 1] - 'a');
        QVERIFY(text[at] == '<' && thread < Threads);
        QCOMPARE(text.substr(at + 1, end - at - 1), std::string(thread * 37 + 20, text[at + 1]));
        ++seen[thread];
        at = end + 1;
    }
    QVERIFY(std::ranges::all_of(seen, [](int count) { return count == Frames; }));
}

void IoStreamTest::aCrowdedStreamIsCongestedUntilItHasDrained()
{
    Fixture fixture;
    std::size_t size = fixture.fill();
    QVERIFY(!fixture.stream->congested());
    while (!fixture.stream->congested()) {
        fixture.stream->transmit(bytes(std::string(100'000, '.')));
        size += 100'000;
    }
    QVERIFY(fixture.stream->pendingBytes() > BasicStream::HighWater);
    std::size_t pendingWhenDrained = 0;
    fixture.handler.onDrain = [&] { pendingWhenDrained = fixture.stream->pendingBytes(); };
    bool staysCongested = true;
    std::size_t taken = 0;
    DRIVE_UNTIL(*fixture.broker, [&] {
        if (fixture.handler.drained == 0)
            staysCongested = staysCongested && fixture.stream->congested();
        taken += fixture.peerReads().size();
        return taken == size;
    }());
    QVERIFY(staysCongested);
    QCOMPARE(fixture.handler.drained, 1);
    QVERIFY(pendingWhenDrained < BasicStream::LowWater);
    QVERIFY(!fixture.stream->congested());
}

// The socket takes all at once, so that uncork itself has drained the stream and no flush follows that would tell of it.
void IoStreamTest::drainingByUncorkIsToldFromTheLoop()
{
    constexpr std::size_t Size = BasicStream::HighWater + 1;
    const auto broker = drivenBroker();
    auto pair = makeSocketPair().value();
    const int room = 8 * static_cast<int>(BasicStream::HighWater);
    if (::setsockopt(pair.first.get(), SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof room) != 0)
        QSKIP("only root may have a socket of that size");
    Recorder handler;
    const auto stream = BasicStream::create(*broker, std::move(pair.first), {}, handler).value();

    stream->cork();
    stream->transmit(bytes(std::string(Size, '.')));
    QVERIFY(stream->congested());
    stream->uncork();
    QCOMPARE(stream->pendingBytes(), 0U);
    QVERIFY(!stream->congested());
    QCOMPARE(handler.drained, 0);
    DRIVE_UNTIL(*broker, handler.drained == 1);
}

void IoStreamTest::finishTransmitClosesAfterTheLastByte()
{
    Fixture fixture;
    fixture.stream->startReceive();
    const std::size_t size = fixture.fill();
    fixture.stream->finishTransmit();
    fixture.stream->transmit(bytes("too late"));
    QCOMPARE(fixture.exchange(size).size(), size);
    QVERIFY(isReadable(fixture.peer.get(), 20'000));
    char byte = 0;
    QCOMPARE(::recv(fixture.peer.get(), &byte, 1, 0), 0);
    writeText(fixture.peer.get(), "answer");  // the other direction stays open
    DRIVE_UNTIL(*fixture.broker, fixture.handler.received == "answer");
    QVERIFY(!fixture.handler.ended());
}

void IoStreamTest::finishTransmitClosesAPipe()
{
    const auto broker = drivenBroker();
    Recorder handler;
    auto in = makePipe().value();
    auto out = makePipe().value();
    const auto stream = BasicStream::create(*broker, std::move(in.first), std::move(out.second), handler).value();
    stream->startReceive();
    stream->transmit(bytes("last words"));
    stream->finishTransmit();
    char buffer[32];
    QCOMPARE(::read(out.first.get(), buffer, sizeof buffer), 10);
    QCOMPARE(::read(out.first.get(), buffer, sizeof buffer), 0);
    writeText(in.second.get(), "answer");
    DRIVE_UNTIL(*broker, handler.received == "answer");
    in.second.reset();
    DRIVE_UNTIL(*broker, handler.ended());
    QVERIFY(handler.reasons.front().kind() == ErrorKind::Eof);
}

QTEST_GUILESS_MAIN(IoStreamTest)
#include "io_stream_test.moc"
