// PushFileService: files go down the tree, over each stream once.
#include "core/rpc/pool.h"
#include "core/rpc/service_request.h"
#include "core/services/propagating_push_file_service.h"
#include "core/wire/pickle.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/routing_support.h"

#include <QTest>

#include <atomic>
#include <chrono>

using namespace rz;
using namespace rz::test;
using services::PropagatingPushFileService;
using services::PushFileService;

namespace {

class Waiter final : public rpc::Service {
public:
    explicit Waiter(const PushFileService& files) : Service("test.Waiter")
    {
        expose("wait", {rpc::allowAny}, {}, [&files, this]() -> Result<Bytes> {
            begun = true;
            return files.get("/none", std::chrono::hours(24));
        });
    }
    std::atomic<bool> begun = false;
};

}  // namespace

class ServicesPushFileTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_directory.emplace();
        m_tree.emplace();
        m_pools.push_back(rpc::Pool::create(*m_tree->master().router, {.size = 2}).value());
        auto files = std::make_unique<PropagatingPushFileService>(*m_tree->master().router);
        m_master = files.get();
        QVERIFY(m_pools.back()->add(std::move(files)));
    }
    void cleanup()
    {
        m_pools.clear();
        m_tree.reset();
        m_directory.reset();
    }

    void aFileIsKeptByAllOnTheWay()
    {
        const std::vector<Node*> chain = m_tree->addChain(m_tree->master(), 2);
        PushFileService& middle = serve(*chain[0]);
        PushFileService& last = serve(*chain[1]);
        QVERIFY(m_master->push("/a", Bytes("content"), chain[1]->id()));
        QVERIFY(m_tree->until([&] { return last.find("/a").has_value(); }));
        QCOMPARE(last.find("/a")->view(), std::string_view("content"));
        QCOMPARE(middle.find("/a")->view(), std::string_view("content"));
        QCOMPARE(last.get("/a", Duration::zero())->view(), std::string_view("content"));
        QVERIFY(last.get("/b", 1ms).error().kind() == ErrorKind::Timeout);
        QVERIFY(!m_master->push("/a", Bytes("content"), ContextId{77777}));
    }

    void theEndOfThePoolEndsTheWaitForAFile()
    {
        Node& node = m_tree->addChild(m_tree->master());
        auto waiter = std::make_unique<Waiter>(serve(node));
        const std::atomic<bool>& begun = waiter->begun;
        QVERIFY(m_pools.back()->add(std::move(waiter)));
        const auto call = m_tree->master().context(node.id()).callServiceAsync("test.Waiter", "wait");
        QVERIFY(m_tree->until([&] { return begun.load(); }));
        m_pools.back()->stop();
        QVERIFY(call->getValue(Patience).error().text().starts_with("mitogen.parent.CancelledError: "));
    }

    void overAStreamAFileGoesOnce()
    {
        Node& middle = m_tree->addChild(m_tree->master());
        serve(middle);
        const ContextId one = m_tree->allocate(middle);
        const ContextId two = m_tree->allocate(middle);
        RawPeer first = m_tree->addRawChild(middle, one);
        RawPeer second = m_tree->addRawChild(middle, two);
        QVERIFY(m_tree->until([&] { return m_tree->master().router->findRoute(two).has_value(); }));
        for (const ContextId id : {one, two, one, two})
            QVERIFY(m_master->push("/a", Bytes("content"), id));
        const std::vector<std::string> once{"store_and_forward /a 'content'"};
        QCOMPARE(told(first, one, middle.id(), 1), once);
        QCOMPARE(told(second, two, middle.id(), 1), once);
        // Another content is another file.
        QVERIFY(m_master->push("/a", Bytes("new"), two));
        QCOMPARE(told(second, two, middle.id(), 1), std::vector<std::string>{"store_and_forward /a 'new'"});
    }

    void onlyTheNameGoesToWhoHasIt()
    {
        const ContextId child = m_tree->allocate(m_tree->master());
        RawPeer python = m_tree->addRawChild(m_tree->master(), child);
        for (const std::uint32_t id : {1001U, 1002U})
            m_tree->master().router->addRoute(ContextId{id}, m_tree->master().router->streamById(child));
        QVERIFY(m_master->push("/a", Bytes("content"), ContextId{1001}));
        QVERIFY(m_master->push("/a", Bytes("content"), ContextId{1002}));
        QVERIFY(m_master->push("/a", Bytes("content"), child));
        QCOMPARE(told(python, child, MasterId, 2),
                 (std::vector<std::string>{"store_and_forward /a 'content'", "forward /a"}));
    }

    void anOrderThatComesBeforeItsFileWaits()
    {
        Node& middle = m_tree->addChild(m_tree->master());
        PushFileService& files = serve(middle);
        const ContextId self = m_tree->allocate(middle);
        RawPeer child = m_tree->addRawChild(middle, self);
        const rpc::Context context = m_tree->master().context(middle.id());
        const ContextRef target{.id = self, .name = {}};
        order(context, "forward", "/a", target, {});
        QCOMPARE(told(child, self, middle.id(), 0), std::vector<std::string>());
        order(context, "store_and_forward", "/a", {.id = middle.id(), .name = {}}, Bytes("content"));
        QCOMPARE(told(child, self, middle.id(), 1), std::vector<std::string>{"store_and_forward /a 'content'"});
        QVERIFY(files.find("/a").has_value());
    }

    void onlyParentsMayPush()
    {
        Node& node = m_tree->addChild(m_tree->master());
        Node& sibling = m_tree->addChild(m_tree->master());
        PushFileService& files = serve(node);
        Dict kwargs;
        kwargs.set("path", Value("/a"));
        kwargs.set("data", Value(Blob{Bytes("x")}));
        kwargs.set("context", Value(ContextRef{.id = node.id(), .name = {}}));
        const auto answer = sibling.context(node.id())
                                .callServiceAsync(PushFileService::Name, "store_and_forward", kwargs)
                                ->getValue(Patience);
        QVERIFY(answer.error().text().starts_with("Caller is not authorized"));
        QVERIFY(!files.find("/a"));
    }

    void aMasterPropagatesFilesOfItsDisk()
    {
        Node& node = m_tree->addChild(m_tree->master());
        PushFileService& files = serve(node);
        const std::string first = m_directory->write("first", "one");
        const std::string second = m_directory->write("second", "two");
        const rpc::Context self = m_tree->master().context(MasterId);
        Dict contents;
        contents.set(Value(second), Value("given"));
        Dict kwargs;
        kwargs.set("context", Value(ContextRef{.id = node.id(), .name = {}}));
        kwargs.set("paths", Value(List{{Value(first), Value(second)}}));
        kwargs.set("overridden_sources", Value(contents));
        kwargs.set("extra_sys_paths", Value(List{}));
        QCOMPARE(self.callService(PushFileService::Name, "propagate_paths_and_modules", kwargs, Patience), Value());
        QVERIFY(m_tree->until([&] { return files.find(second).has_value(); }));
        QCOMPARE(files.find(first)->view(), std::string_view("one"));
        QCOMPARE(files.find(second)->view(), std::string_view("given"));
        QVERIFY(m_master->propagateTo(node.id(), m_directory->file("none")).error().kind() == ErrorKind::System);
        QVERIFY(!m_master->propagateTo(node.id(), "/dev/zero"));
        QVERIFY(!m_master->propagateTo(node.id(), m_directory->path()));
        QVERIFY(m_master->push("/large", Bytes(std::string(m_tree->master().router->maxMessageSize(), 'x')), node.id())
                    .error()
                    .kind() == ErrorKind::Argument);
    }

private:
    PushFileService& serve(Node& node)
    {
        m_pools.push_back(rpc::Pool::create(*node.router, {.size = 2}).value());
        auto files = std::make_unique<PushFileService>(*node.router);
        PushFileService& out = *files;
        if (!m_pools.back()->add(std::move(files)))
            throw std::runtime_error("it is there already");
        return out;
    }
    static void order(const rpc::Context& to, const char* method, const char* path, const ContextRef& target,
                      std::optional<Bytes> data)
    {
        Dict kwargs;
        kwargs.set("path", Value(path));
        kwargs.set("context", Value(target));
        if (data)
            kwargs.set("data", Value(Blob{*data}));
        routing::Message message;
        message.handle = wire::CallService;
        message.data = *rpc::encodeServiceCall(PushFileService::Name, method, std::move(kwargs));
        to.send(std::move(message));
    }
    // The service calls that arrive at a child of the test, which are at least so many: "method path 'data'".
    std::vector<std::string> told(RawPeer& child, ContextId self, ContextId parent, std::size_t count)
    {
        std::vector<std::string> calls;
        m_tree->until([&] {
            if (!child.settled(*m_tree->broker, self, parent))
                return false;
            while (const auto frame = child.receives(*m_tree->broker, Duration::zero())) {
                if (frame->header.handle == wire::CallService)
                    calls.push_back(text(*wire::unpickle(frame->payload)));
            }
            return calls.size() >= count;
        });
        return calls;
    }
    static std::string text(const Value& call)
    {
        const auto& items = call.as<Tuple>()->items;
        const Dict& kwargs = items[2].as<Kwargs>()->dict;
        std::string out = *items[1].as<std::string>() + " " + *kwargs.find("path")->as<std::string>();
        if (const Value* const data = kwargs.find("data"))
            out += " '" + data->as<Blob>()->data.toString() + "'";
        return out;
    }

    std::optional<TempDir> m_directory;
    std::optional<Tree> m_tree;
    std::vector<std::unique_ptr<rpc::Pool>> m_pools;
    PropagatingPushFileService* m_master = nullptr;
};

QTEST_GUILESS_MAIN(ServicesPushFileTest)
#include "services_push_file_test.moc"
