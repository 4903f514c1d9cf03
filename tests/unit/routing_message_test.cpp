#include "core/routing/message.h"
#include "tests/unit/routing_support.h"

#include <QTest>

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

    void aHandlerForImmediateChildrenRefusesOthers()
    {
        Tree tree;
        const Node& child = tree.addChild(tree.master());
        auto& below = tree.addChild(*tree.addChain(tree.master(), 1).front());
        int heard = 0;
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
