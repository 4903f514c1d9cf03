#include "core/routing/message.h"
#include "tests/unit/routing_support.h"

#include <QTest>

#include <utility>
#include <vector>

using namespace rz;
using namespace rz::test;

// Messages by themselves, and what a policy sees of them.
class RoutingMessageTest : public QObject {
    Q_OBJECT

private slots:
    void aReplyGoesBackToWhoAsked()
    {
        routing::Message question;
        question.srcId = ContextId{7};
        question.replyTo = Handle{1234};
        QVERIFY(question.wantsReply());
        const auto reply = question.replyWith(routing::Message::pickled(Value("answer")).value());
        QCOMPARE(reply.dstId, ContextId{7});
        QCOMPARE(raw(reply.handle), 1234U);
        QVERIFY(!reply.wantsReply());
        QCOMPARE(*reply.unpickle(), Value("answer"));
    }

    void aDeadMessageIsAChannelErrorAndWantsNoReply()
    {
        const auto dead = routing::Message::dead("it was switched off");
        QVERIFY(dead.isDead());
        QVERIFY(!dead.wantsReply());
        QVERIFY(dead.unpickle().error().kind() == ErrorKind::Channel);
        QCOMPARE(dead.unpickle().error().text(), std::string("it was switched off"));
    }

    void anErrorInAMessageIsACallErrorWithItsTrace()
    {
        const auto failed = routing::Message::pickled(CallErrorValue{"builtins.ValueError: no\n  line 1"}).value();
        QVERIFY(failed.unpickleRaw());
        const auto error = failed.unpickle().error();
        QVERIFY(error.kind() == ErrorKind::Call);
        QCOMPARE(error.text(), std::string("builtins.ValueError: no"));
        QVERIFY(error.details().trace.find("line 1") != std::string::npos);
    }

    void aMessageSaysWhoMadeItAndInWhoseName()
    {
        std::vector<routing::Message> heard;  // outlives the tree, whose end is told to its handlers
        Tree tree;
        const Node& child = tree.addChild(tree.master());
        const Node& client = tree.addChild(tree.master(), {.name = "client", .authStamp = MasterId});
        routing::HandlerOptions options;
        options.handle = Handle{50};
        QVERIFY(tree.master().router->addHandler(
            [&heard](routing::Message message) { heard.push_back(std::move(message)); }, std::move(options)));
        for (const Node* const from : {&child, &client}) {
            routing::Message message;
            message.dstId = MasterId;
            message.handle = Handle{50};
            message.replyTo = Handle{7};
            message.data = Bytes("content");
            from->router->route(std::move(message));
        }
        QVERIFY(tree.until([&heard] { return heard.size() == 2; }));
        for (const routing::Message& message : heard) {
            const bool isChilds = message.srcId == child.id();
            QCOMPARE(message.srcId, isChilds ? child.id() : client.id());
            QCOMPARE(message.authId, isChilds ? child.id() : MasterId);
            QCOMPARE(message.dstId, MasterId);
            QCOMPARE(raw(message.handle), 50U);
            QCOMPARE(raw(message.replyTo), 7U);
            QCOMPARE(message.data.flat().toString(), std::string("content"));
        }
        QVERIFY(heard[0].srcId != heard[1].srcId);
    }

    void aHandlerForImmediateChildrenRefusesOthers()
    {
        int heard = 0;
        Tree tree;
        const Node& child = tree.addChild(tree.master());
        auto& below = tree.addChild(*tree.addChain(tree.master(), 1).front());
        routing::HandlerOptions options;
        options.handle = Handle{50};
        options.policy = routing::isImmediateChild;
        QVERIFY(tree.master().router->addHandler([&](const routing::Message&) { ++heard; }, std::move(options)));
        const auto ask = [&](const Node& from) {
            routing::Message message;
            message.handle = Handle{50};
            return from.context(MasterId).sendAsync(std::move(message));
        };
        const auto accepted = ask(child);
        QVERIFY(tree.until([&] { return heard == 1; }));
        const auto refused = ask(below)->get(Patience);
        QVERIFY(refused.error().kind() == ErrorKind::Channel);
        QCOMPARE(refused.error().text(), std::string("refused by policy"));
        QCOMPARE(heard, 1);
    }
};

QTEST_GUILESS_MAIN(RoutingMessageTest)
#include "routing_message_test.moc"
