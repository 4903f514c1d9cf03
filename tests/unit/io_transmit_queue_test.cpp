#include <QTest>

#include <cstring>
#include <deque>
#include <random>

#include "core/io/transmit_queue.h"
#include "io_stream_support.h"

using namespace rz;
using namespace rz::io;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t FrameSize = 64 * 1024;

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

class IoTransmitQueueTest : public QObject {
    Q_OBJECT

private slots:
    void interactiveFramesLeaveBeforeBulkFrames();
    void aBulkFrameThatHasBegunIsFinishedFirst();
    void aFrameWrittenInPartKeepsItsPlace();
    void adjoiningPiecesBecomeOne();
    void aLongQueueLosesNothingWhileItsFrontLeaves();
    void framesStayWholeWhateverTheKernelTakes();
    void bulkIsNotOvertakenForEver_data();
    void bulkIsNotOvertakenForEver();
    void bulkOvertakesNothingThatCameBeforeIt();
};

void IoTransmitQueueTest::interactiveFramesLeaveBeforeBulkFrames()
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

void IoTransmitQueueTest::aBulkFrameThatHasBegunIsFinishedFirst()
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

void IoTransmitQueueTest::aFrameWrittenInPartKeepsItsPlace()
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

void IoTransmitQueueTest::adjoiningPiecesBecomeOne()
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

void IoTransmitQueueTest::aLongQueueLosesNothingWhileItsFrontLeaves()
{
    for (const Traffic traffic : {Traffic::Interactive, Traffic::Bulk}) {
        TransmitQueue queue;
        std::string in;
        std::string out;
        const auto takeOne = [&] {
            const std::string front = gathered(queue, 1);
            out += front;
            queue.consume(front.size());
            return !front.empty();
        };
        for (int i = 0; i < 5000; ++i) {
            const std::string frame = str(i, ';');
            push(queue, {frame}, traffic);
            in += frame;
            for (int left = i < 3000 ? 0 : 2; left > 0; --left)
                takeOne();
        }
        while (takeOne()) {
        }
        QCOMPARE(out, in);
        QVERIFY(queue.empty());
    }
}

// A model against random cuts: frames are "<class><sequence>;" with a body that repeats the class.
void IoTransmitQueueTest::framesStayWholeWhateverTheKernelTakes()
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

void IoTransmitQueueTest::bulkIsNotOvertakenForEver_data()
{
    QTest::addColumn<std::size_t>("step");
    QTest::addRow("whole frames leave") << FrameSize;
    QTest::addRow("frames leave in parts") << FrameSize - 100;
}

void IoTransmitQueueTest::bulkIsNotOvertakenForEver()
{
    QFETCH(const std::size_t, step);
    TransmitQueue queue;
    const std::string frame = std::string(FrameSize - 1, 'i') + ';';
    push(queue, {frame.substr(0, 10), frame.substr(10)}, Traffic::Interactive);
    push(queue, {"bulk", "1;"}, Traffic::Bulk);
    push(queue, {"bulk2;"}, Traffic::Bulk);
    std::string out;
    // There is always more that may go first.
    for (int i = 0; i < 100; ++i) {
        push(queue, {frame.substr(0, 10), frame.substr(10)}, Traffic::Interactive);
        out += gathered(queue).substr(0, step);
        queue.consume(step);
    }
    const std::size_t first = out.find(";bulk1;i");
    const std::size_t second = out.find(";bulk2;i");
    constexpr std::size_t MiB = 1024 * 1024;
    QVERIFY(second != std::string::npos);
    QVERIFY(first >= MiB - 1 && first < 2 * MiB);
    QVERIFY(second - first >= MiB && second - first < 2 * MiB);
    while (!queue.empty()) {
        const std::string front = gathered(queue, 1);
        out += front;
        queue.consume(front.size());
    }
    QCOMPARE(out.size(), 101 * FrameSize + 12);
    std::erase(out, 'i');
    QCOMPARE(QByteArray::fromStdString(out).replace("bulk1;", "").replace("bulk2;", ""), QByteArray(101, ';'));
}

// It may be the news that whoever sent all that is gone.
void IoTransmitQueueTest::bulkOvertakesNothingThatCameBeforeIt()
{
    TransmitQueue queue;
    const std::string frame = std::string(FrameSize - 1, 'i') + ';';
    std::string out;
    const auto take = [&] {
        const std::string front = gathered(queue, 7);
        out += front;
        queue.consume(front.size());
    };
    push(queue, {"bulk1;"}, Traffic::Bulk);
    for (int i = 0; i < 48; ++i)
        push(queue, {frame}, Traffic::Interactive);
    push(queue, {"bulk2;"}, Traffic::Bulk);
    for (int i = 0; i < 48; ++i)
        push(queue, {frame}, Traffic::Interactive);
    while (!queue.empty())
        take();
    std::erase(out, 'i');
    QVERIFY(out.find("bulk1;") >= 16 && out.find("bulk1;") < 32);
    QVERIFY(out.find("bulk2;") >= 48 + 6 + 16 && out.find("bulk2;") < 48 + 6 + 32);
}

QTEST_GUILESS_MAIN(IoTransmitQueueTest)
#include "io_transmit_queue_test.moc"
