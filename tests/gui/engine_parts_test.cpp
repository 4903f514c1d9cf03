#include "core/qt/broker_notifier.h"
#include "core/qt/frame_gate.h"
#include "core/qt/outbox.h"
#include "core/qt/prompt_queue.h"
#include "core/qt/rtt_watch.h"
#include "core/routing/router.h"

#include <QSignalSpy>
#include <QTest>

#include <thread>

using namespace rz;
using namespace rz::qt;
using namespace std::chrono_literals;

namespace {

NodeSnapshot node(unsigned key, NodeState state = NodeState::Connecting)
{
    NodeSnapshot snapshot;
    snapshot.key = static_cast<NodeKey>(key);
    snapshot.state = state;
    return snapshot;
}

TimePoint at(Duration time)
{
    return TimePoint(time);
}

}  // namespace

class EnginePartsTest : public QObject {
    Q_OBJECT

private slots:
    void theOutboxKeepsOneEntryForANodeInOrderOfAppearance()
    {
        Outbox outbox([] {});
        outbox.nodeChanged(node(1));
        outbox.nodeChanged(node(2));
        outbox.nodeChanged(node(1, NodeState::Connected));
        const Batch batch = outbox.take();
        QCOMPARE(batch.tree.changed.size(), 2u);
        QVERIFY(batch.tree.changed[0].key == NodeKey{1});
        QVERIFY(batch.tree.changed[0].state == NodeState::Connected);
        QVERIFY(outbox.take().tree.changed.empty());
    }

    void theOutboxForgetsChangesOfWhatWasRemoved()
    {
        Outbox outbox([] {});
        for (const unsigned key : {1u, 2u, 3u})
            outbox.nodeChanged(node(key));
        outbox.nodeRemoved(NodeKey{2});
        outbox.nodeChanged(node(3, NodeState::Failed));
        const Batch batch = outbox.take();
        QCOMPARE(batch.tree.changed.size(), 2u);
        QVERIFY(batch.tree.changed[1].state == NodeState::Failed);
        QCOMPARE(batch.tree.removed, std::vector{NodeKey{2}});
    }

    void theOutboxWakesOnceForABatch()
    {
        int woken = 0;
        Outbox outbox([&woken] { ++woken; });
        outbox.log({});
        outbox.log({});
        QCOMPARE(woken, 1);
        QCOMPARE(outbox.take().logs.size(), 2u);
        outbox.log({});
        QCOMPARE(woken, 2);
    }

    void aFloodOfLogsIsCountedNotKept()
    {
        Outbox outbox([] {});
        for (std::size_t i = 0; i < Outbox::MaxLogs + 7; ++i)
            outbox.log({});
        const Batch batch = outbox.take();
        QCOMPARE(batch.logs.size(), Outbox::MaxLogs);
        QCOMPARE(batch.droppedLogs, 7u);
    }

    void aFloodOfWhatProgramsPrintKeepsTheNewest()
    {
        Outbox outbox([] {});
        const Bytes piece(std::string(Outbox::MaxPrinted / 4, 'x'));
        for (int i = 0; i < 7; ++i)
            outbox.transferTold(1, fakessh::ProgramOutput{fakessh::Lane::Main, piece});
        outbox.transferTold(1, fakessh::Traffic{.sent = 1});
        outbox.transferTold(1, fakessh::Traffic{.sent = 2});
        outbox.transferTold(2, Result<io::ExitStatus>(io::ExitStatus{.code = 3}));
        const Batch batch = outbox.take();
        const TransferNews& news = batch.transfers.at(1);
        QCOMPARE(news.output.size(), 4u);
        QCOMPARE(news.dropped, 3 * piece.size());
        QCOMPARE(news.traffic->sent, 2u);
        QVERIFY(!news.end);
        QCOMPARE((*batch.transfers.at(2).end)->code, 3);
    }

    void manyThreadsMayWrite()
    {
        Outbox outbox([] {});
        {
            std::vector<std::jthread> writers;
            for (unsigned writer = 0; writer < 4; ++writer) {
                writers.emplace_back([&outbox, writer] {
                    for (unsigned i = 0; i < 1000; ++i)
                        outbox.nodeChanged(node(writer * 1000 + i));
                });
            }
        }
        QCOMPARE(outbox.take().tree.changed.size(), 4000u);
    }

    void theGateOpensOnceForManyWakes()
    {
        FrameGate gate(1ms);
        QSignalSpy opened(&gate, &FrameGate::opened);
        for (int i = 0; i < 100; ++i)
            gate.wake();
        QCOMPARE(opened.size(), 0);  // never inside wake()
        QVERIFY(opened.wait());
        QCOMPARE(opened.size(), 1);
        std::thread([&gate] { gate.wake(); }).join();
        QTRY_COMPARE(opened.size(), 2);
    }

    void slowIsWellAboveTheUsual()
    {
        RttWatch watch;
        QVERIFY(!watch.slow(at(0s)));
        for (int i = 0; i < 10; ++i)
            watch.answered(50ms);
        QVERIFY(!watch.slow(at(0s)));
        watch.answered(150ms);
        QVERIFY(!watch.slow(at(0s)));
        watch.answered(900ms);
        QVERIFY(watch.slow(at(0s)));
        watch.answered(50ms);
        QVERIFY(!watch.slow(at(0s)));
    }

    void aLittleIsNeverSlowHoweverSmallTheUsual()
    {
        RttWatch watch;
        watch.answered(200us);
        watch.answered(90ms);
        QVERIFY(!watch.slow(at(0s)));
    }

    void anAnswerThatIsOutCountsAsSlow()
    {
        RttWatch watch;
        watch.answered(1ms);
        watch.sent(at(10s));
        QVERIFY(!watch.slow(at(10s + 50ms)));
        QVERIFY(watch.slow(at(11s)));
        QCOMPARE(watch.silence(at(14s)), Duration(4s));
        watch.excuse(at(14s));
        QCOMPARE(watch.silence(at(14s)), Duration::zero());
        watch.answered(1ms);
        QVERIFY(!watch.waiting());
    }

    void lastingSlownessBecomesTheUsual()
    {
        RttWatch watch;
        watch.answered(1ms);
        int pings = 0;
        do {
            watch.answered(200ms);
            ++pings;
        } while (watch.slow(at(0s)) && pings < 1000);
        QVERIFY2(pings > 1 && pings < 100, qPrintable(QString::number(pings)));
    }

    void questionsAreAnsweredOnceOrCancelled()
    {
        Outbox outbox([] {});
        PromptQueue queue(outbox);
        std::vector<connect::PromptAnswer::Decision> decisions;
        const auto ask = [&](std::uint64_t id) {
            connect::Prompt prompt;
            prompt.id = id;
            queue.ask(prompt, NodeKey{7},
                      [&decisions](connect::PromptAnswer answer) { decisions.push_back(answer.decision); });
        };
        ask(1);
        ask(2);
        ask(3);
        QVERIFY(std::get<PromptAsked>(outbox.take().prompts.front()).node == NodeKey{7});
        QVERIFY(queue.answer(1, {.decision = connect::PromptAnswer::Decision::AcceptOnce}));
        QVERIFY(!queue.answer(1, {}));
        queue.withdraw(2);
        QVERIFY(!queue.answer(2, {}));
        queue.cancelAll();
        QCOMPARE(decisions, (std::vector{connect::PromptAnswer::Decision::AcceptOnce,
                                         connect::PromptAnswer::Decision::Cancelled}));
    }

    void qtsLoopDrivesARouter()
    {
        int heard = 0;
        auto broker = io::Broker::create(io::Broker::Drive::Caller);
        QVERIFY(broker);
        routing::Router router(**broker, {});
        const BrokerNotifier notifier(**broker);
        // Messages, timers and tasks of other threads all make the descriptor readable.
        const auto handle = router.addHandler([&heard](routing::Message) { ++heard; });
        QVERIFY(handle);
        routing::Message message;
        message.handle = *handle;
        router.route(std::move(message));
        QTRY_COMPARE(heard, 1);
        const io::Timer timer = (*broker)->after(5ms, [&heard] { ++heard; });
        QTRY_COMPARE(heard, 2);
        std::thread([&] { (*broker)->defer([&heard] { ++heard; }); }).join();
        QTRY_COMPARE(heard, 3);
    }

    void theNotifierTellsOfTheEnd()
    {
        auto broker = io::Broker::create(io::Broker::Drive::Caller);
        QVERIFY(broker);
        const BrokerNotifier notifier(**broker);
        const QSignalSpy ended(&notifier, &BrokerNotifier::ended);
        (*broker)->shutdown();
        QTRY_COMPARE(ended.size(), 1);
    }
};

QTEST_GUILESS_MAIN(EnginePartsTest)
#include "engine_parts_test.moc"
