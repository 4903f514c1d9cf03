// What a context that is asked to make another may say that it has made.
#include "core/base/str.h"
#include "core/routing/id_blocks.h"
#include "tests/support/test_master.h"
#include "tests/unit/routing_support.h"

#include <QTest>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

namespace {

ContextId allocate(TestMaster& master)
{
    ContextId id{};
    master.ids().allocate([&id](Result<ContextId> allocated) { id = *allocated; });
    master.until([&id] { return id != ContextId{}; });
    return id;
}

// A direct child in the hands of the test.
class Between {
public:
    Between(TestMaster& master, bool native) : m_master(master), m_id(allocate(master)), m_peer(connected(native)) {}

    ContextId id() const { return m_id; }
    void announces(std::uint32_t child)
    {
        m_peer.sends({.magic = wire::Magic::Mgc,
                      .dstId = MasterId,
                      .srcId = m_id,
                      .authId = m_id,
                      .handle = wire::AddRoute,
                      .replyTo = NoHandle,
                      .length = 0},
                     str(child, ":child"));
    }
    // Takes the next call, and says that it has made `child`.
    bool claims(std::int64_t child)
    {
        std::optional<wire::Frame> call;
        do
            call = m_peer.receives(m_master.broker());
        while (call && call->header.handle != wire::CallFunction);
        if (!call)
            return false;
        Dict dict;
        dict.set("id", child);
        dict.set("name", "sudo.root");
        dict.set("msg", None{});
        dict.set("native", true);
        const auto reply = routing::Message::pickled(std::move(dict));
        m_peer.sends({.magic = wire::Magic::Mgc,
                      .dstId = MasterId,
                      .srcId = m_id,
                      .authId = m_id,
                      .handle = call->header.replyTo,
                      .replyTo = NoHandle,
                      .length = 0},
                     reply->data.flat().view());
        return true;
    }

private:
    UniqueFd connected(bool native)
    {
        auto pair = io::makeSocketPair();
        routing::Router& router = m_master.router();
        router.registerStream(makeStream(router, m_master.broker(), std::move(pair->first),
                                         {.remoteId = m_id, .name = "E", .authStamp = {}, .native = native}));
        return std::move(pair->second);
    }

    TestMaster& m_master;
    ContextId m_id;
    RawPeer m_peer;
};

struct Fixture {
    explicit Fixture(bool native = true) : between(master, native) {}

    // What becomes of a connection that `between` says has led to `child`.
    std::string connects(std::int64_t child)
    {
        const Connector::Handle handle =
            master.connector().connect({.method = "sudo", .options = {}}, between.id(), outcome);
        if (!between.claims(child) || !master.until([this] { return outcome.done(); }))
            return "no end";
        return outcome.error();
    }
    void give(ContextId to, std::uint32_t first)
    {
        master.router().idBlocks().give(to, to, {.first = first, .end = first + 1000});
    }

    TestMaster master;
    ContextId local = master.local();
    Between between;
    Outcome outcome;
};

constexpr std::uint32_t OfBetween = 5000;
constexpr std::uint32_t OfAnother = 6000;

}  // namespace

class ConnectViaTest : public QObject {
    Q_OBJECT

private slots:
    void a_context_may_name_one_of_the_ids_that_it_was_given()
    {
        Fixture fixture;
        fixture.give(fixture.between.id(), OfBetween);
        fixture.between.announces(OfBetween);
        QCOMPARE(fixture.connects(OfBetween), std::string());
        QCOMPARE(raw(fixture.outcome.result()->id), OfBetween);
    }

    void it_may_name_no_other_data()
    {
        QTest::addColumn<qint64>("child");
        QTest::newRow("the master") << qint64{0};
        QTest::newRow("an id that nobody was given") << qint64{7000};
        QTest::newRow("an id of another") << qint64{OfAnother};
        QTest::newRow("a number that is no id") << (qint64{1} << 32) + OfBetween;
        QTest::newRow("a negative one") << qint64{-1};
    }

    void it_may_name_no_other()
    {
        QFETCH(const qint64, child);
        Fixture fixture;
        fixture.give(fixture.between.id(), OfBetween);
        fixture.give(fixture.local, OfAnother);
        const std::string error = fixture.connects(child);
        QVERIFY2(error.starts_with("StreamError: "), error.c_str());
        const Story& story = fixture.outcome.story();
        QVERIFY(story.failure.has_value());
        QCOMPARE(story.steps.back().state, StepState::Failed);
    }

    void it_may_not_name_itself()
    {
        Fixture fixture;
        QCOMPARE(fixture.connects(raw(fixture.between.id())),
                 std::string("StreamError: E named a context that it was not given"));
        QVERIFY(!fixture.outcome.result().error().details().cause.empty());
    }

    void it_may_not_name_one_twice()
    {
        Fixture fixture;
        fixture.give(fixture.between.id(), OfBetween);
        fixture.between.announces(OfBetween);
        QCOMPARE(fixture.connects(OfBetween), std::string());
        fixture.outcome = Outcome();
        QCOMPARE(fixture.connects(OfBetween), std::string("StreamError: E named a context that it was not given"));
    }

    // What comes of a connection that nobody wants any more is ended; here that is somebody else's.
    void nor_does_it_end_another_by_a_late_answer()
    {
        Fixture fixture(false);
        fixture.give(fixture.between.id(), OfBetween);
        Connector::Handle handle = fixture.master.connector().connect({.method = "sudo", .options = {}},
                                                                      fixture.between.id(), fixture.outcome);
        QVERIFY(fixture.master.until([&fixture] { return !fixture.outcome.story().steps.empty(); }));
        handle.reset();
        QVERIFY(fixture.between.claims(raw(fixture.local)));
        fixture.between.announces(OfBetween);
        QVERIFY(
            fixture.master.until([&] { return fixture.master.router().findRoute(ContextId{OfBetween}).has_value(); }));

        std::optional<Result<Value>> answer;
        const auto call =
            rpc::Context(fixture.master.router(), fixture.local)
                .callAsync(rpc::Call::byName("os.getpid"), [&answer](Result<Value> came) { answer = std::move(came); });
        QVERIFY(fixture.master.until([&answer] { return answer.has_value(); }));
        QVERIFY2(answer->has_value(), answer->has_value() ? "" : answer->error().text().c_str());
    }

    // Else what is meant for it would go to `between`.
    void one_that_it_names_stays_whose_it_is()
    {
        Fixture fixture;
        QCOMPARE(fixture.connects(raw(fixture.local)),
                 std::string("StreamError: E named a context that it was not given"));
        fixture.master.connector().disconnect(fixture.local);
        QVERIFY(fixture.master.until([&fixture] { return !fixture.master.router().findRoute(fixture.local); }));
    }
};

QTEST_GUILESS_MAIN(ConnectViaTest)
#include "connect_via_test.moc"
