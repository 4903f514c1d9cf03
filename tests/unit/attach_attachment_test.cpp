// A program that has attached to a tree: what it calls, which contexts it hears of, and what its end is.
#include "core/attach/contexts_service.h"
#include "core/rpc/pool.h"
#include "tests/unit/listening_tree.h"
#include "tests/unit/rpc_functions.h"

#include <QTest>

#include <algorithm>

using namespace rz;
using namespace rz::test;

class AttachAttachmentTest : public QObject, private ListeningTree {
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup() { QCOMPARE(end(), std::string()); }

    void anAttachmentCallsContextsAndIsTheirParent()
    {
        addTestFunctions(m_tree->registry);
        Node& child = m_tree->addChild(m_tree->master());
        Node& grandchild = m_tree->addChild(child);
        listen();
        const auto attachment = attached();
        QCOMPARE(attachment->peerKind(), attach::PeerKind::Rhizome);
        QCOMPARE(attachment->id(), *m_doorman.attached.front().id);
        for (const ContextId id : {child.id(), grandchild.id()}) {
            const rpc::Context context(attachment->router(), id);
            QCOMPARE(context.call("test.add", {Value(2), Value(3)}, {}, 10s), Value(5));
            // It is the client that they answer, under our authority.
            QCOMPARE(context.call("test.whoCalls", {}, {}, 10s), Value(raw(attachment->id())));
        }
    }

    void anAttachmentIsToldWhichContextsThereAre()
    {
        Node& child = m_tree->addChild(m_tree->master(), {.name = "ssh.web1"});
        Node& grandchild = m_tree->addChild(child);
        auto pool = rpc::Pool::create(*m_tree->master().router).value();
        QVERIFY(pool->add(std::make_unique<attach::ContextsService>([&] {
            auto contexts = attach::contextsBelow(*m_tree->master().router);
            for (attach::KnownContext& context : contexts)
                context.native = true;
            contexts.back().parent = child.id();
            contexts.back().facts.set("host", "web1");
            return contexts;
        })));
        listen();
        const auto attachment = attached();
        int changes = 0;
        const Subscription changed = attachment->contextsChanged.connect([&changes] { ++changes; });
        std::optional<Result<>> complete;
        attachment->survey([&complete](Result<> result) { complete = std::move(result); });
        QVERIFY(!complete);
        QVERIFY(m_tree->until([&] { return complete.has_value(); }));
        QVERIFY2(*complete, *complete ? "" : complete->error().text().c_str());
        QCOMPARE(changes, 2);
        const auto& contexts = attachment->contexts();
        QCOMPARE(contexts.size(), 2U);  // and not the client itself
        QCOMPARE(contexts[0].id, child.id());
        QCOMPARE(contexts[0].name, std::string("ssh.web1"));
        QVERIFY(contexts[0].native && contexts[0].responds && !contexts[0].parent);
        QCOMPARE(contexts[1].id, grandchild.id());
        QCOMPARE(contexts[1].parent, std::optional(child.id()));
        QCOMPARE(*contexts[1].facts.find("host"), Value("web1"));
        pool->stop();
    }

    void withoutThatServiceItFindsThemItself()
    {
        Node& child = m_tree->addChild(m_tree->master());
        Node& grandchild = m_tree->addChild(child);
        listen();
        const auto attachment = attached();
        std::optional<Result<>> complete;
        attachment->survey([&complete](Result<> result) { complete = std::move(result); });
        QVERIFY(m_tree->until([&] { return complete.has_value(); }));
        QCOMPARE(attachment->contexts().size(), 2U);
        QCOMPARE(attachment->contexts()[0].id, child.id());
        QCOMPARE(attachment->contexts()[1].id, grandchild.id());
        QVERIFY(attachment->contexts()[1].native);
        // One that ends is told, because it was spoken to.
        m_tree->kill(grandchild);
        QVERIFY(m_tree->until([&] { return attachment->contexts().size() == 1; }));
    }

    // Which takes the place of what is calling.
    void whoHearsOfARefreshMayAskForMore()
    {
        Node& child = m_tree->addChild(m_tree->master());
        m_tree->addChild(child);
        listen();
        const auto attachment = attached();
        int left = 2;  // both have ended
        const Subscription changed = attachment->contextsChanged.connect([&, asked = false]() mutable {
            if (!std::exchange(asked, true))
                attachment->survey([&left](const Result<>&) { --left; });
        });
        attachment->refresh([&left](const Result<>&) { --left; });
        QVERIFY(m_tree->until([&] { return left == 0; }));
        QCOMPARE(attachment->contexts().size(), 2U);
    }

    void whereNobodyAnswersItGivesUpAfterThreeRounds()
    {
        constexpr std::size_t PingsAtOnce = 256;
        Node& master = m_tree->master();
        const ContextId silent = m_tree->allocate(master);
        const RawPeer peer = m_tree->addRawChild(master, silent);
        for (std::size_t i = 0; i < 4 * PingsAtOnce; ++i)
            master.router->addRoute(m_tree->allocate(master), master.router->streamById(silent));
        listen();
        const auto attachment = attached();
        std::optional<Result<>> complete;
        attachment->survey([&complete](Result<> result) { complete = std::move(result); }, 100ms);
        QVERIFY(m_tree->until([&] { return complete.has_value(); }));
        QVERIFY(complete->error().kind() == ErrorKind::Timeout);
        QCOMPARE(complete->error().text(),
                 str("the program answers for none of its contexts; ", 3 * PingsAtOnce, " were asked"));
        QCOMPARE(attachment->contexts().size(), 3 * PingsAtOnce);
        QVERIFY(std::ranges::none_of(attachment->contexts(), &attach::KnownContext::responds));
    }

    void onlyThoseWithOurAuthorityAreTold()
    {
        Node& child = m_tree->addChild(m_tree->master());
        auto pool = rpc::Pool::create(*m_tree->master().router).value();
        QVERIFY(pool->add(std::make_unique<attach::ContextsService>(
            [&] { return attach::contextsBelow(*m_tree->master().router); })));
        const auto answer =
            child.context(MasterId).callServiceAsync(attach::ContextsService::Name, "list")->getValue(10s);
        QVERIFY(!answer);
        QVERIFY(answer.error().text().starts_with("Caller is not authorized"));
        pool->stop();
    }

    void aListenerThatEndsIsTheLossOfItsAttachments()
    {
        Node& child = m_tree->addChild(m_tree->master());
        listen();
        auto attachment = attached();
        std::string reason;
        const Subscription lost = attachment->lost.connect([&](const Error& error) {
            reason = error.text();
            attachment.reset();  // allowed here
        });
        // What waits on it ends with it.
        addTestFunctions(m_tree->registry);
        std::optional<ErrorKind> ended;
        auto call = rpc::Context(attachment->router(), child.id())
                        .callAsync(rpc::Call::byName("test.waitForStop"),
                                   [&ended](const Result<Value>& result) { ended = result.error().kind(); });
        QVERIFY(m_tree->until([] { return counters().waiting == 1; }));
        m_listener.reset();
        QVERIFY(m_tree->until([&] { return ended.has_value() && !reason.empty(); }));
        QVERIFY(*ended == ErrorKind::Channel);
        // And the function is told to stop, because its caller is gone.
        QVERIFY(m_tree->until([] { return counters().stopped == 1; }));
        QVERIFY(m_tree->until([&] { return m_tree->master().router->getStreams().size() == 1; }));
    }

    void aClientThatIsDismissedIsCutOff()
    {
        listen();
        const auto attachment = attached();
        bool lost = false;
        const Subscription listening = attachment->lost.connect([&lost](const Error&) { lost = true; });
        QVERIFY(m_listener->dismiss(m_doorman.attached.front().key));
        QVERIFY(m_tree->until([&] { return lost && m_listener->clients().empty(); }));
        QVERIFY(!attachment->attached());
        QCOMPARE(m_doorman.left, std::vector<std::string>{"it was cut off here"});
        QVERIFY(!m_listener->dismiss(m_doorman.attached.front().key));
    }

    void severalAttachmentsOfOneProgramAreApart()
    {
        addTestFunctions(m_tree->registry);
        Node& child = m_tree->addChild(m_tree->master());
        listen();
        auto first = attached();
        const auto second = attached();
        QVERIFY(first->id() != second->id());
        first.reset();
        const rpc::Context context(second->router(), child.id());
        QCOMPARE(context.call("test.whoCalls", {}, {}, 10s), Value(raw(second->id())));
        QVERIFY(m_tree->until([&] { return m_listener->clients().size() == 1; }));
        QCOMPARE(m_doorman.left.size(), 1U);
    }
};

QTEST_GUILESS_MAIN(AttachAttachmentTest)
#include "attach_attachment_test.moc"
