// What the desktop tells of fetched files, in the order in which it happened.
#include "core/qt/serving_keeper.h"
#include "core/rpc/service_request.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/routing_support.h"

#include <QTest>

using namespace rz;
using namespace rz::test;
using services::FileFetch;

namespace {

constexpr ContextId Child{7};
constexpr Handle Held{2002};

Bytes fetchCall(const std::string& path)
{
    Dict arguments;
    arguments.set(Value("path"), Value(path));
    arguments.set(Value("sender"), Value(SenderRef{Child, Handle{2000}}));
    return rpc::encodeServiceCall(services::FileService::Name, "fetch", std::move(arguments))->flat();
}

struct Fixture {
    // What is shown next.
    qt::ServingSnapshot shown()
    {
        qt::ServingSnapshot next;
        tree.until([&] {
            auto serving = outbox.take().serving;
            if (serving)
                next = std::move(*serving);
            return serving.has_value();
        });
        return next;
    }

    TempDir directory;
    Tree tree;
    routing::Router& router = *tree.master().router;
    qt::Outbox outbox{[] {}};
    std::unique_ptr<modules::MasterModules> modules = modules::MasterModules::create(router, {}).value();
    qt::OwnServices services{router};
    qt::ServingKeeper keeper{{.router = router, .modules = *modules, .services = services, .outbox = outbox}};
};

}  // namespace

class ServingKeeperTest : public QObject {
    Q_OBJECT

private slots:
    // Its beginning is told on a thread of the pool while the broker is busy, its end on the broker thread.
    void aFetchWhoseContextGoesAtOnceIsBrokenOff()
    {
        Fixture f;
        // More than goes without being acknowledged.
        const std::string path = f.directory.write("large", std::string(4 * 1024 * 1024, 'x'));
        f.keeper.serve(services::servedPath(path));
        QCOMPARE(f.shown().paths.size(), std::size_t{1});
        RawPeer child = f.tree.addRawChild(f.tree.master(), Child);
        bool begun = false;
        const auto hold = [&](const routing::Message&) {
            begun = waitUntil([&child] { return !child.takesFrames().empty(); });
            f.router.delRoute(Child);
        };
        QVERIFY(f.router.addHandler(hold, {.handle = Held, .persist = false}));
        const auto call = fetchCall(path);
        child.offers(
            {.dstId = MasterId, .srcId = Child, .authId = Child, .handle = wire::CallService, .replyTo = Handle{2001}},
            call.view());
        child.offers({.dstId = MasterId, .srcId = Child, .authId = Child, .handle = Held});
        QVERIFY(child.pushes());
        const qt::ServingSnapshot shown = f.shown();
        QVERIFY(begun);
        QCOMPARE(shown.fetches.size(), std::size_t{1});
        QCOMPARE(shown.fetches.front().fetch.state, FileFetch::State::BrokenOff);
        QCOMPARE(shown.fetches.front().fetch.reason, std::string("the context has gone"));
    }
};

QTEST_GUILESS_MAIN(ServingKeeperTest)
#include "serving_keeper_test.moc"
