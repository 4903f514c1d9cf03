#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <thread>

#include "io_stream_support.h"

using namespace rz;
using namespace rz::io;
using namespace std::chrono_literals;

class IoStreamEndTest : public QObject {
    Q_OBJECT

private slots:
    void anOrderlyEndIsEof();
    void aClosedTerminalIsEof();
    void stopReceiveLeavesDataInTheSocket();
    void aHangupWhileStoppedIsNotSpunOn();
    void aTurnTakesOnlySoMuch();
    void anErrorOfTheHandlerEndsTheStream();
    void aWriteFailureBecomesOneDisconnect();
    void aWriteFailureOnAnotherThreadBecomesOneDisconnect();
    void aWriteFailureLosesNothingThatThePeerWrote();
    void aPipeWithoutReaderRaisesNoSignal();
    void disconnectIsToldFromTheLoop();
    void theStreamMayBeDestroyedInItsCallbacks();
    void aDestroyedStreamIsSilent();
    void aStreamMayOutliveItsBroker();
    void aRegularFileIsRefused();
    void noDescriptorIsLeft();
};

void IoStreamEndTest::anOrderlyEndIsEof()
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

void IoStreamEndTest::aClosedTerminalIsEof()
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

void IoStreamEndTest::stopReceiveLeavesDataInTheSocket()
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

void IoStreamEndTest::aHangupWhileStoppedIsNotSpunOn()
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

void IoStreamEndTest::aTurnTakesOnlySoMuch()
{
    Fixture fixture(1000);
    fixture.stream->startReceive();
    writeText(fixture.peer.get(), pattern(100'000));
    fixture.broker->runOnce(0ms);
    const std::size_t first = fixture.handler.received.size();
    QVERIFY(first >= 10'000 && first < 50'000);
    DRIVE_UNTIL(*fixture.broker, fixture.handler.received.size() == 100'000);
}

void IoStreamEndTest::anErrorOfTheHandlerEndsTheStream()
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

void IoStreamEndTest::aWriteFailureBecomesOneDisconnect()
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

void IoStreamEndTest::aWriteFailureOnAnotherThreadBecomesOneDisconnect()
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

// More than one read's worth, and it is told of the end after all of it.
void IoStreamEndTest::aWriteFailureLosesNothingThatThePeerWrote()
{
    Fixture fixture;
    const std::string words = pattern(150'000);
    std::size_t atEnd = 0;
    fixture.handler.onEnd = [&] { atEnd = fixture.handler.received.size(); };
    fixture.stream->startReceive();
    QVERIFY(writeText(fixture.peer.get(), words));
    fixture.peer.reset();
    fixture.stream->transmit(bytes("a"));
    DRIVE_UNTIL(*fixture.broker, fixture.handler.ended());
    QCOMPARE(fixture.handler.received.size(), words.size());
    QVERIFY(fixture.handler.received == words);
    QCOMPARE(atEnd, words.size());
}

void IoStreamEndTest::aPipeWithoutReaderRaisesNoSignal()
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

void IoStreamEndTest::disconnectIsToldFromTheLoop()
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

void IoStreamEndTest::theStreamMayBeDestroyedInItsCallbacks()
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

void IoStreamEndTest::aDestroyedStreamIsSilent()
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

void IoStreamEndTest::aStreamMayOutliveItsBroker()
{
    Fixture fixture;
    fixture.stream->startReceive();
    fixture.fill();
    fixture.broker.reset();
    QVERIFY(!fixture.peerReads().empty());
    fixture.stream.reset();
    QVERIFY(!fixture.handler.ended());
}

void IoStreamEndTest::aRegularFileIsRefused()
{
    const auto broker = drivenBroker();
    Recorder handler;
    UniqueFd file(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
    const auto stream = BasicStream::create(*broker, std::move(file), {}, handler);
    QVERIFY(!stream);
    QCOMPARE(stream.error().errnum(), EPERM);
}

void IoStreamEndTest::noDescriptorIsLeft()
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

QTEST_GUILESS_MAIN(IoStreamEndTest)
#include "io_stream_end_test.moc"
