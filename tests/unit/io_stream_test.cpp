#include <QTest>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <deque>
#include <functional>
#include <random>
#include <sys/socket.h>
#include <thread>
#include <vector>

#include "core/base/str.h"
#include "core/io/basic_stream.h"
#include "core/io/process.h"
#include "core/io/transmit_queue.h"
#include "io_support.h"

using namespace rz;
using namespace rz::io;
using namespace std::chrono_literals;

namespace {

Bytes bytes(std::string text)
{
    return Bytes(std::move(text));
}

std::string pattern(std::size_t size)
{
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
        text[i] = static_cast<char>('a' + (i * 7 + i / 251) % 26);
    return text;
}

// Remembers what it is told; reactions are set by the test.
class Recorder : public StreamHandler {
public:
    explicit Recorder(std::size_t roomSize = 64 * 1024) : m_room(roomSize) {}

    std::span<std::byte> prepareReceive() override { return m_room; }
    Result<> onReceive(std::size_t count) override
    {
        received.append(reinterpret_cast<const char*>(m_room.data()), count);
        return onReceived ? onReceived() : Result<>{};
    }
    void onDisconnect(const Error& error) override
    {
        reasons.push_back(error);
        if (onEnd)
            onEnd();
    }
    void onDrained() override
    {
        ++drained;
        if (onDrain)
            onDrain();
    }

    bool ended() const { return !reasons.empty(); }

    std::string received;
    std::vector<Error> reasons;
    int drained = 0;
    std::function<Result<>()> onReceived;
    std::function<void()> onEnd;
    std::function<void()> onDrain;

private:
    std::vector<std::byte> m_room;
};

// A stream on one end of a socket pair; the test holds the other end.
struct Fixture {
    explicit Fixture(std::size_t roomSize = 64 * 1024) : handler(roomSize)
    {
        auto pair = makeSocketPair().value();
        peer = std::move(pair.second);
        stream = std::move(BasicStream::create(*broker, std::move(pair.first), {}, handler)).value();
    }

    // What the stream has written so far.
    std::string peerReads()
    {
        std::string text;
        std::array<char, 65536> buffer;
        for (;;) {
            const ssize_t count = ::recv(peer.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
            if (count <= 0)
                return text;
            text.append(buffer.data(), static_cast<std::size_t>(count));
        }
    }

    // Drives both ends until the peer has `size` bytes.
    std::string exchange(std::size_t size)
    {
        std::string text = peerReads();
        for (const TimePoint deadline = soon(); text.size() < size && Clock::now() < deadline;) {
            broker->runOnce(1ms);  // reading is no event for the loop, and other threads may write
            text += peerReads();
        }
        return text;
    }

    // Fills the socket, so that whatever follows is queued.
    std::size_t fill()
    {
        constexpr std::size_t Step = 256 * 1024;
        std::size_t size = 0;
        while (stream->pendingBytes() == 0) {
            stream->transmit(bytes(std::string(Step, '.')));
            size += Step;
        }
        return size;
    }

    std::unique_ptr<Broker> broker = drivenBroker();
    Recorder handler;
    UniqueFd peer;
    std::unique_ptr<BasicStream> stream;
};

// The queue's front as text, at most `pieces` iovecs of it.
std::string gathered(const TransmitQueue& queue, std::size_t pieces = 64)
{
    std::vector<iovec> vectors(pieces);
    std::string text;
    vectors.resize(queue.gather(vectors));
    for (const iovec& vector : vectors)
        text.append(static_cast<const char*>(vector.iov_base), vector.iov_len);
    return text;
}

std::size_t iovecs(const TransmitQueue& queue)
{
    std::array<iovec, 64> vectors;
    return queue.gather(vectors);
}

void push(TransmitQueue& queue, std::initializer_list<std::string> pieces, Traffic traffic, std::size_t written = 0)
{
    std::vector<Bytes> frame;
    for (const std::string& piece : pieces)
        frame.emplace_back(std::string_view(piece));
    queue.push(frame, traffic, written);
}

}  // namespace

class IoStreamTest : public QObject {
    Q_OBJECT

private slots:
    // The queue
    void interactiveFramesLeaveBeforeBulkFrames();
    void aBulkFrameThatHasBegunIsFinishedFirst();
    void aFrameWrittenInPartKeepsItsPlace();
    void adjoiningPiecesBecomeOne();
    void framesStayWholeWhateverTheKernelTakes();

    // Sending
    void aSmallFrameCostsOneCallEachWay();
    void whatDoesNotFitIsWrittenLater();
    void aCorkedStreamWritesOnce();
    void corksNest();
    void framesOfEightThreadsStayWhole();
    void aCrowdedStreamIsCongestedUntilItHasDrained();
    void drainingByUncorkIsToldFromTheLoop();
    void finishTransmitClosesAfterTheLastByte();
    void finishTransmitClosesAPipe();

    // Receiving
    void anOrderlyEndIsEof();
    void aClosedTerminalIsEof();
    void stopReceiveLeavesDataInTheSocket();
    void aHangupWhileStoppedIsNotSpunOn();
    void aTurnTakesOnlySoMuch();
    void anErrorOfTheHandlerEndsTheStream();

    // Ending
    void aWriteFailureBecomesOneDisconnect();
    void aWriteFailureOnAnotherThreadBecomesOneDisconnect();
    void aPipeWithoutReaderRaisesNoSignal();
    void disconnectIsToldFromTheLoop();
    void theStreamMayBeDestroyedInItsCallbacks();
    void aDestroyedStreamIsSilent();
    void aStreamMayOutliveItsBroker();
    void aRegularFileIsRefused();
    void noDescriptorIsLeft();
};

void IoStreamTest::interactiveFramesLeaveBeforeBulkFrames()
{
    TransmitQueue queue;
    push(queue, {"bulk1 "}, Traffic::Bulk);
    push(queue, {"inter1 "}, Traffic::Interactive);
    push(queue, {"bulk2 "}, Traffic::Bulk);
    push(queue, {"inter2 "}, Traffic::Interactive);
    QCOMPARE(gathered(queue), "inter1 inter2 bulk1 bulk2 ");
    QCOMPARE(queue.size(), 26U);
    queue.consume(26);
    QVERIFY(queue.empty());
    QCOMPARE(iovecs(queue), 0U);
}

void IoStreamTest::aBulkFrameThatHasBegunIsFinishedFirst()
{
    TransmitQueue queue;
    push(queue, {"b1", "b2", "b3 "}, Traffic::Bulk);
    push(queue, {"next "}, Traffic::Bulk);
    queue.consume(3);
    push(queue, {"inter "}, Traffic::Interactive);
    QCOMPARE(gathered(queue), "2b3 inter next ");
    queue.consume(1);
    QCOMPARE(gathered(queue), "b3 inter next ");  // between two pieces of one frame
    queue.consume(3);
    QCOMPARE(gathered(queue), "inter next ");
    queue.consume(2);
    push(queue, {"more "}, Traffic::Interactive);
    QCOMPARE(gathered(queue), "ter more next ");
    QCOMPARE(gathered(queue, 1), "ter ");
}

void IoStreamTest::aFrameWrittenInPartKeepsItsPlace()
{
    TransmitQueue bulk;
    push(bulk, {"head", "body"}, Traffic::Bulk, 4);
    push(bulk, {"inter"}, Traffic::Interactive);
    QCOMPARE(gathered(bulk), "bodyinter");
    TransmitQueue interactive;
    push(interactive, {"", "head", "body", ""}, Traffic::Interactive, 2);
    push(interactive, {"bulk"}, Traffic::Bulk);
    push(interactive, {"", ""}, Traffic::Interactive);
    QCOMPARE(gathered(interactive), "adbodybulk");
}

void IoStreamTest::adjoiningPiecesBecomeOne()
{
    const Bytes whole = bytes(pattern(100));
    for (const Traffic traffic : {Traffic::Interactive, Traffic::Bulk}) {
        TransmitQueue queue;
        for (std::size_t i = 0; i < 10; ++i)
            queue.push(std::array{whole.slice(i * 10, 10)}, traffic);
        QCOMPARE(iovecs(queue), 1U);
        QCOMPARE(gathered(queue), whole.toString());
        queue.consume(15);
        QCOMPARE(iovecs(queue), 1U);
        queue.push(std::array{bytes("other")}, traffic);
        QCOMPARE(iovecs(queue), 2U);
        QCOMPARE(gathered(queue), whole.toString().substr(15) + "other");
    }
}

// A model against random cuts: frames are "<class><sequence>;" with a body that repeats the class.
void IoStreamTest::framesStayWholeWhateverTheKernelTakes()
{
    std::mt19937 random(11);
    for (int round = 0; round < 50; ++round) {
        TransmitQueue queue;
        std::string out;
        std::array<int, 2> sent{};
        const auto take = [&] {
            const std::string front = gathered(queue, 1 + random() % 5);
            const std::size_t count = front.empty() ? 0 : random() % (front.size() + 1);
            out += front.substr(0, count);
            queue.consume(count);
        };
        for (int i = 0; i < 200; ++i) {
            const bool bulk = random() % 2 == 0;
            const std::string name = str(bulk ? 'B' : 'I', sent[bulk ? 1 : 0]++);
            push(queue, {name, std::string(random() % 20, bulk ? 'b' : 'i'), ";"},
                 bulk ? Traffic::Bulk : Traffic::Interactive);
            if (random() % 3 != 0)
                take();
        }
        while (!queue.empty())
            take();
        std::array<int, 2> seen{};
        for (std::size_t at = 0; at < out.size();) {
            const std::size_t end = out.find(';', at);
            const std::string frame = out.substr(at, end - at);
            const bool bulk = frame[0] == 'B';
            const std::string name = str(bulk ? 'B' : 'I', seen[bulk ? 1 : 0]++);
            QVERIFY2(frame.starts_with(name), frame.c_str());
            QCOMPARE(frame.find_first_not_of(bulk ? 'b' : 'i', name.size()), std::string::npos);
            at = end + 1;
        }
        QCOMPARE(seen, sent);
    }
}

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

void IoStreamTest::drainingByUncorkIsToldFromTheLoop()
{
    Fixture fixture;
    constexpr std::size_t Size = BasicStream::HighWater + 1;
    fixture.stream->cork();
    fixture.stream->transmit(bytes(std::string(Size, '.')));
    QVERIFY(fixture.stream->congested());
    fixture.stream->uncork();
    QCOMPARE(fixture.handler.drained, 0);
    QCOMPARE(fixture.exchange(Size).size(), Size);
    DRIVE_UNTIL(*fixture.broker, fixture.handler.drained == 1);
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

void IoStreamTest::anOrderlyEndIsEof()
{
    Fixture fixture;
    fixture.stream->startReceive();
    writeText(fixture.peer.get(), "last words");
    fixture.peer.reset();
    DRIVE_UNTIL(*fixture.broker, fixture.handler.ended());
    QCOMPARE(fixture.handler.received, "last words");
    QVERIFY(fixture.handler.reasons.front().kind() == ErrorKind::Eof);
    fixture.stream->transmit(bytes("nobody listens"));
    fixture.stream->startReceive();
    fixture.broker->runOnce(0ms);
    QCOMPARE(fixture.handler.reasons.size(), 1U);
}

void IoStreamTest::aClosedTerminalIsEof()
{
    const auto broker = drivenBroker();
    Recorder handler;
    Pty pty = openPty().value();
    const auto stream = BasicStream::create(*broker, std::move(pty.master), {}, handler).value();
    stream->startReceive();
    writeText(pty.slave.get(), "\n\x03text\r");
    DRIVE_UNTIL(*broker, handler.received == "\n\x03text\r");
    pty.slave.reset();
    DRIVE_UNTIL(*broker, handler.ended());
    QVERIFY(handler.reasons.front().kind() == ErrorKind::Eof);
}

void IoStreamTest::stopReceiveLeavesDataInTheSocket()
{
    Fixture fixture(4);
    fixture.handler.onReceived = [&]() -> Result<> {
        fixture.stream->stopReceive();
        return {};
    };
    fixture.stream->startReceive();
    writeText(fixture.peer.get(), "abcdefgh");
    for (int i = 0; i < 3; ++i)
        fixture.broker->runOnce(0ms);
    QCOMPARE(fixture.handler.received, "abcd");
    fixture.stream->startReceive();
    fixture.broker->runOnce(0ms);
    QCOMPARE(fixture.handler.received, "abcdefgh");
}

void IoStreamTest::aHangupWhileStoppedIsNotSpunOn()
{
    Fixture fixture;
    writeText(fixture.peer.get(), "still there");
    fixture.peer.reset();
    fixture.broker->runOnce(0ms);
    QVERIFY(!isReadable(fixture.broker->pollableFd()));
    fixture.stream->startReceive();
    DRIVE_UNTIL(*fixture.broker, fixture.handler.ended());
    QCOMPARE(fixture.handler.received, "still there");
}

void IoStreamTest::aTurnTakesOnlySoMuch()
{
    Fixture fixture(1000);
    fixture.stream->startReceive();
    writeText(fixture.peer.get(), pattern(100'000));
    fixture.broker->runOnce(0ms);
    const std::size_t first = fixture.handler.received.size();
    QVERIFY(first >= 10'000 && first < 50'000);
    DRIVE_UNTIL(*fixture.broker, fixture.handler.received.size() == 100'000);
}

void IoStreamTest::anErrorOfTheHandlerEndsTheStream()
{
    Fixture fixture;
    fixture.handler.onReceived = [] { return fail(ErrorKind::Decode, "bad magic"); };
    fixture.stream->startReceive();
    writeText(fixture.peer.get(), "x");
    DRIVE_UNTIL(*fixture.broker, fixture.handler.ended());
    QCOMPARE(fixture.handler.reasons.front().text(), "bad magic");
    char byte = 0;
    QCOMPARE(::recv(fixture.peer.get(), &byte, 1, MSG_DONTWAIT), 0);
}

void IoStreamTest::aWriteFailureBecomesOneDisconnect()
{
    Fixture fixture;
    fixture.stream->startReceive();
    fixture.peer.reset();
    fixture.stream->transmit(bytes("a"));
    fixture.stream->transmit(bytes("b"));
    QVERIFY(!fixture.handler.ended());
    for (int i = 0; i < 3; ++i)
        fixture.broker->runOnce(0ms);
    QCOMPARE(fixture.handler.reasons.size(), 1U);
    QVERIFY(fixture.handler.reasons.front().kind() == ErrorKind::Eof);
}

void IoStreamTest::aWriteFailureOnAnotherThreadBecomesOneDisconnect()
{
    Fixture fixture;
    fixture.fill();
    fixture.peer.reset();
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] { fixture.stream->transmit(bytes("x")); });
    DRIVE_UNTIL(*fixture.broker, fixture.handler.ended());
    threads.clear();
    fixture.broker->runOnce(0ms);
    QCOMPARE(fixture.handler.reasons.size(), 1U);
    QCOMPARE(fixture.stream->pendingBytes(), 0U);
}

void IoStreamTest::aPipeWithoutReaderRaisesNoSignal()
{
    static std::atomic<int> raised = 0;
    struct sigaction action{};
    struct sigaction before{};
    action.sa_handler = [](int) { ++raised; };
    QCOMPARE(::sigaction(SIGPIPE, &action, &before), 0);
    const auto broker = drivenBroker();
    Recorder handler;
    auto in = makePipe().value();
    auto out = makePipe().value();
    const auto stream = BasicStream::create(*broker, std::move(in.first), std::move(out.second), handler).value();
    out.first.reset();
    stream->transmit(bytes("x"));
    DRIVE_UNTIL(*broker, handler.ended());
    ::sigaction(SIGPIPE, &before, nullptr);
    QCOMPARE(raised, 0);
    QVERIFY(handler.reasons.front().kind() == ErrorKind::Eof);
}

void IoStreamTest::disconnectIsToldFromTheLoop()
{
    Fixture fixture;
    fixture.stream->startReceive();
    writeText(fixture.peer.get(), "unread");
    fixture.stream->disconnect(Error(ErrorKind::Cancelled, "first"));
    fixture.stream->disconnect(Error(ErrorKind::Cancelled, "second"));
    QVERIFY(!fixture.handler.ended());
    DRIVE_UNTIL(*fixture.broker, fixture.handler.ended());
    fixture.broker->runOnce(0ms);
    QCOMPARE(fixture.handler.reasons.size(), 1U);
    QCOMPARE(fixture.handler.reasons.front().text(), "first");
    QCOMPARE(fixture.handler.received, "");
}

void IoStreamTest::theStreamMayBeDestroyedInItsCallbacks()
{
    {
        Fixture fixture;
        fixture.handler.onReceived = [&]() -> Result<> {
            fixture.stream.reset();
            return {};
        };
        fixture.stream->startReceive();
        writeText(fixture.peer.get(), "x");
        DRIVE_UNTIL(*fixture.broker, fixture.stream == nullptr);
    }
    {
        Fixture fixture;
        fixture.handler.onReceived = [&]() -> Result<> {
            fixture.stream.reset();
            return fail(ErrorKind::Decode, "and an error");
        };
        fixture.stream->startReceive();
        writeText(fixture.peer.get(), "x");
        DRIVE_UNTIL(*fixture.broker, fixture.stream == nullptr);
        fixture.broker->runOnce(0ms);
        QVERIFY(!fixture.handler.ended());
    }
    {
        Fixture fixture;
        fixture.handler.onEnd = [&] { fixture.stream.reset(); };
        fixture.stream->startReceive();
        fixture.peer.reset();
        DRIVE_UNTIL(*fixture.broker, fixture.stream == nullptr);
    }
    {
        Fixture fixture;
        fixture.stream->transmit(bytes(std::string(BasicStream::HighWater * 2, '.')));
        fixture.handler.onDrain = [&] { fixture.stream.reset(); };
        fixture.exchange(BasicStream::HighWater * 2 - BasicStream::LowWater + 1);
        QVERIFY(fixture.stream == nullptr);
    }
}

void IoStreamTest::aDestroyedStreamIsSilent()
{
    Fixture fixture;
    fixture.stream->startReceive();
    writeText(fixture.peer.get(), "x");
    fixture.stream->disconnect(Error(ErrorKind::Cancelled, "never told"));
    fixture.stream.reset();
    fixture.broker->runOnce(0ms);
    QVERIFY(!fixture.handler.ended());
    QCOMPARE(fixture.handler.received, "");
}

void IoStreamTest::aStreamMayOutliveItsBroker()
{
    Fixture fixture;
    fixture.stream->startReceive();
    fixture.fill();
    fixture.broker.reset();
    QVERIFY(!fixture.peerReads().empty());
    fixture.stream.reset();
    QVERIFY(!fixture.handler.ended());
}

void IoStreamTest::aRegularFileIsRefused()
{
    const auto broker = drivenBroker();
    Recorder handler;
    UniqueFd file(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
    const auto stream = BasicStream::create(*broker, std::move(file), {}, handler);
    QVERIFY(!stream);
    QCOMPARE(stream.error().errnum(), EPERM);
}

void IoStreamTest::noDescriptorIsLeft()
{
    const int before = countDescriptors();
    {
        Fixture ended;
        ended.stream->startReceive();
        ended.peer.reset();
        DRIVE_UNTIL(*ended.broker, ended.handler.ended());
        Fixture running;
        running.stream->transmit(bytes("x"));
    }
    QCOMPARE(countDescriptors(), before);
}

QTEST_GUILESS_MAIN(IoStreamTest)
#include "io_stream_test.moc"
