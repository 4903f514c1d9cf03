#include "core/routing/credit_table.h"
#include "core/routing/egress_map.h"
#include "core/routing/handle_map.h"
#include "core/routing/handler_table.h"
#include "core/routing/id_blocks.h"

#include <QTest>

#include <map>
#include <random>
#include <thread>

using namespace rz;
using namespace rz::routing;

namespace {

class Counted final : public Endpoint {
public:
    void deliver(Message) override { ++delivered; }
    void lost(const Error&) override { ++lostCount; }
    int delivered = 0;
    int lostCount = 0;
};

HandlerOptions waitingFor(std::uint32_t id)
{
    HandlerOptions options;
    options.persist = false;
    options.respondent = ContextId{id};
    return options;
}

Message messageFor(Handle handle, std::uint32_t src)
{
    Message message;
    message.handle = handle;
    message.srcId = ContextId{src};
    return message;
}

}  // namespace

class RoutingTablesTest : public QObject {
    Q_OBJECT

private slots:
    void eachKindOfHandleHasARangeOfItsOwn()
    {
        HandlerTable table;
        HandlerOptions secret;
        secret.secret = true;
        HandlerOptions bulk;
        bulk.traffic = io::Traffic::Bulk;
        for (std::uint32_t i = 0; i < 3; ++i) {
            QCOMPARE(raw(*table.add(std::make_shared<Counted>(), {})), raw(wire::FirstDynamic) + i);
            QCOMPARE(raw(*table.add(std::make_shared<Counted>(), secret)), raw(wire::FirstSecret) + i);
            QCOMPARE(raw(*table.add(std::make_shared<Counted>(), bulk)), raw(wire::FirstBulk) + i);
        }
    }

    void aHandleMapBehavesAsAnyMap()
    {
        std::mt19937 random(1);
        for (const std::uint32_t spread : {200U, 100'000U, 0xffffffffU}) {
            HandleMap<std::unique_ptr<int>> map;
            std::map<std::uint32_t, int> model;
            for (int step = 0; step < 20'000; ++step) {
                const auto key = static_cast<std::uint32_t>(1 + random() % spread);
                auto* const found = map.find(Handle{key});
                QCOMPARE(found != nullptr, model.contains(key));
                if (found == nullptr) {
                    map.insert(Handle{key}, std::make_unique<int>(step));
                    model[key] = step;
                } else {
                    QCOMPARE(*map.take(found), model[key]);
                    model.erase(key);
                }
                QCOMPARE(map.size(), model.size());
            }
            std::size_t visited = 0;
            map.forEach([&](std::unique_ptr<int>&) { ++visited; });
            QCOMPARE(visited, model.size());
            for (const auto& [key, value] : model)
                QCOMPARE(**map.find(Handle{key}), value);
        }
        HandleMap<int> empty;
        QVERIFY(empty.find(Handle{1}) == nullptr);
        empty.insert(Handle{1}, 1);
        QVERIFY(empty.find(NoHandle) == nullptr);
    }

    void anEndpointThatDoesNotPersistIsFoundOnce()
    {
        HandlerTable table;
        const auto endpoint = std::make_shared<Counted>();
        const Handle handle = *table.add(endpoint, waitingFor(5));
        QVERIFY(table.find(messageFor(handle, 6)).verdict == HandlerTable::Found::Verdict::Stranger);
        QVERIFY(table.find(messageFor(handle, 5)).endpoint == endpoint);
        QVERIFY(table.find(messageFor(handle, 5)).verdict == HandlerTable::Found::Verdict::Missing);
        QCOMPARE(table.size(), std::size_t{0});
    }

    void thoseWhoWaitForOneContextAreTakenTogether()
    {
        HandlerTable table;
        std::vector<Handle> handles;
        for (std::uint32_t i = 0; i < 1000; ++i)
            handles.push_back(*table.add(std::make_shared<Counted>(), waitingFor(i % 10)));
        // Some in the middle of the list end by themselves.
        for (std::size_t i = 0; i < handles.size(); i += 7)
            QVERIFY(table.remove(handles[i]));
        std::size_t expected = 0;
        for (std::size_t i = 3; i < handles.size(); i += 10)
            expected += i % 7 == 0 ? 0 : 1;
        QCOMPARE(table.waitingFor(ContextId{3}), expected);
        QCOMPARE(table.takeRespondents(ContextId{3}).size(), expected);
        QCOMPARE(table.waitingFor(ContextId{3}), std::size_t{0});
        QVERIFY(table.takeRespondents(ContextId{3}).empty());
        const std::size_t before = table.size();
        const auto odd = table.takeRespondentsIf([](ContextId id) { return raw(id) % 2 == 1; });
        QCOMPARE(table.size(), before - odd.size());
        QCOMPARE(table.close(Error(ErrorKind::Channel, "over")).size(), before - odd.size());
        QVERIFY(!table.add(std::make_shared<Counted>(), {}));
        QCOMPARE(table.size(), std::size_t{0});
    }

    void exactlyOneOfManyThreadsGetsAnEndpoint()
    {
        HandlerTable table;
        for (int round = 0; round < 200; ++round) {
            const auto endpoint = std::make_shared<Counted>();
            const Handle handle = *table.add(endpoint, waitingFor(1));
            std::atomic<int> winners = 0;
            {
                std::vector<std::jthread> threads;
                threads.emplace_back([&] { winners += table.remove(handle, endpoint.get()) != nullptr ? 1 : 0; });
                threads.emplace_back([&] { winners += table.find(messageFor(handle, 1)).endpoint != nullptr ? 1 : 0; });
                threads.emplace_back([&] { winners += static_cast<int>(table.takeRespondents(ContextId{1}).size()); });
            }
            QCOMPARE(winners.load(), 1);
        }
    }

    void egressRemembersWhoTalkedToWhomAndForgetsBothWays()
    {
        EgressMap egress;
        // Only their addresses matter.
        std::array<std::byte, 2> places{};
        Stream& one = reinterpret_cast<Stream&>(places[0]);
        Stream& two = reinterpret_cast<Stream&>(places[1]);
        egress.note(one, ContextId{7});
        egress.note(one, ContextId{7});
        egress.note(two, ContextId{7});
        egress.note(two, ContextId{8});
        QCOMPARE(egress.take(ContextId{7}).size(), std::size_t{2});
        QVERIFY(egress.take(ContextId{7}).empty());
        egress.forget(two);
        QVERIFY(egress.take(ContextId{8}).empty());
        egress.forget(one);
        QVERIFY(egress.empty());
        for (std::uint32_t id = 0; id < EgressMap::MaxPerStream + 10; ++id)
            egress.note(one, ContextId{id});
        QVERIFY(egress.take(ContextId{static_cast<std::uint32_t>(EgressMap::MaxPerStream + 5)}).empty());
        egress.forget(one);
        QVERIFY(egress.empty());
    }

    void creditIsOfWhoeverGrantedIt()
    {
        CreditTable table;
        QVERIFY(table.onCredit(ContextId{5}, ContextId{2}, encodeCredit(Handle{1000}, 100)));
        const auto line = table.find({.context = ContextId{5}, .handle = Handle{1000}});
        const auto other = table.find({.context = ContextId{6}, .handle = Handle{1000}});
        QVERIFY(line != other && line->ready() && other->ready());
        QVERIFY(line->take(300, {}));  // one message may go beyond
        QVERIFY(!line->ready());
        QVERIFY(other->take(300, {}) && other->ready());  // it was granted nothing, and so has no limit
        QVERIFY(table.onCredit(ContextId{5}, ContextId{2}, encodeCredit(Handle{1000}, 200)));
        QVERIFY(!line->ready());
        QVERIFY(table.onCredit(ContextId{5}, ContextId{2}, encodeCredit(Handle{1000}, 1)));
        QVERIFY(line->ready());
        QVERIFY(table.onCredit(ContextId{5}, ContextId{2}, encodeCredit(Handle{1000}, 0)));
        QVERIFY(line->closed());
        QVERIFY(!line->take(1, {}));
        QCOMPARE(table.size(), std::size_t{0});
        QVERIFY(!table.onCredit(ContextId{5}, ContextId{2}, Bytes(std::string_view("short"))));
    }

    void aNeighbourCannotFillTheMemoryWithCredit()
    {
        CreditTable table;
        const Error gone(ErrorKind::Channel, "gone");
        std::size_t granted = 0;
        // As many contexts as it likes to be.
        for (std::uint32_t i = 1; i < 100'000; ++i) {
            if (table.onCredit(ContextId{5 + i % 7}, ContextId{2}, encodeCredit(Handle{i}, 1)))
                ++granted;
        }
        QCOMPARE(granted, CreditTable::MaxLinesVia);
        QCOMPARE(table.size(), CreditTable::MaxLinesVia);
        QVERIFY(table.onCredit(ContextId{50}, ContextId{3}, encodeCredit(Handle{1}, 1)));  // others may
        for (std::uint32_t id = 5; id < 12; ++id)
            table.contextGone(ContextId{id}, gone);
        QCOMPARE(table.size(), std::size_t{1});
        QVERIFY(table.onCredit(ContextId{5}, ContextId{2}, encodeCredit(Handle{1}, 1)));  // it may again
    }

    void aNeighbourCannotUseUpTheIds()
    {
        IdBlocks blocks;
        const auto give = [&blocks](std::uint32_t owner, std::uint32_t via, std::uint32_t number) {
            return blocks.give(ContextId{owner}, ContextId{via}, {.first = number * 1000, .end = number * 1000 + 1000});
        };
        std::uint32_t given = 0;
        for (std::uint32_t owner = 10; owner < 200; ++owner) {
            for (std::size_t i = 0; i < IdBlocks::MaxPerContext && give(owner, 2, given + 1); ++i)
                ++given;
            blocks.forget(ContextId{owner});  // what is given is not given back
        }
        QCOMPARE(given, static_cast<std::uint32_t>(IdBlocks::MaxVia));
        QVERIFY(give(3, 3, given + 1));
        QCOMPARE(blocks.ownerOf(ContextId{(given + 1) * 1000}), std::optional(ContextId{3}));
    }
};

QTEST_GUILESS_MAIN(RoutingTablesTest)
#include "routing_tables_test.moc"
