#include "app/contexts/context_counts.h"
#include "app/contexts/context_filter.h"
#include "app/contexts/context_model.h"
#include "app/contexts/node_text.h"
#include "app/contexts/overview.h"
#include "app/contexts/possible.h"
#include "tests/gui/support/fake_engine.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;
using qt::NodeKey;
using qt::NodeState;

namespace {

using Tester = QAbstractItemModelTester;
constexpr auto Fatal = Tester::FailureReportingMode::Fatal;

// The tree as text, a level of indentation each, for comparing at a glance.
QString outline(const QAbstractItemModel& model, const QModelIndex& parent = {}, int depth = 0)
{
    QString text;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        text += QString(depth, u' ') + index.data().toString() + u'\n' + outline(model, index, depth + 1);
    }
    return text;
}

}  // namespace

class ContextModelTest : public QObject {
    Q_OBJECT

private slots:
    void beginsWithTheDesktopAlone()
    {
        test::FakeEngine engine;
        const ContextModel model(engine);
        QCOMPARE(outline(model), u"desktop\n"_s);
    }

    void showsWhatTheEngineHasAlready()
    {
        test::FakeEngine engine;
        engine.add("local", engine.add("ssh:alice@web1"));
        const ContextModel model(engine);
        QCOMPARE(outline(model), u"desktop\n ssh alice@web1\n  local\n"_s);
    }

    void insertsSiblingsOfABatchTogether()
    {
        test::FakeEngine engine;
        ContextModel model(engine);
        const Tester tester(&model, Fatal);
        const QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        engine.addMany("ssh:web1", 1000);
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(model.rowCount(model.indexOf(qt::RootNode)), 1000);
    }

    void changesOnlyTheColumnsThatDiffer()
    {
        test::FakeEngine engine;
        ContextModel model(engine);
        const Tester tester(&model, Fatal);
        const NodeKey web = engine.add("ssh:web1");
        engine.bringUp(web, "alice@web1");
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        engine.change(web, [](qt::NodeSnapshot& node) { node.bytesIn = 5; });
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed[0][0].toModelIndex(), model.indexOf(web, ContextModel::InColumn));
        QCOMPARE(changed[0][1].toModelIndex(), model.indexOf(web, ContextModel::InColumn));
        engine.change(web, [](qt::NodeSnapshot&) {});
        QCOMPARE(changed.size(), 1);
    }

    void removesASubtreeAndKeepsItsSiblings()
    {
        test::FakeEngine engine;
        ContextModel model(engine);
        const Tester tester(&model, Fatal);
        const NodeKey first = engine.add("ssh:web1");
        const NodeKey second = engine.add("ssh:web2");
        engine.add("local", first);
        engine.remove(first);
        QCOMPARE(outline(model), u"desktop\n ssh web2\n"_s);
        QCOMPARE(model.keyOf(model.index(0, 0, model.indexOf(qt::RootNode))), second);
    }

    void removesASubtreeAsOneRow()
    {
        test::FakeEngine engine;
        ContextModel model(engine);
        const Tester tester(&model, Fatal);
        const NodeKey bastion = engine.add("ssh:bastion");
        engine.add("ssh:web1");
        engine.add("local", engine.addMany("ssh:db1", 300, bastion).back());
        const QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        engine.remove(bastion);
        QCOMPARE(removed.size(), 1);
        QCOMPARE(outline(model), u"desktop\n ssh web1\n"_s);
    }

    void removesSiblingsThatFollowEachOtherTogether()
    {
        test::FakeEngine engine;
        ContextModel model(engine);
        ContextFilter filter;
        filter.setSourceModel(&model);
        const Tester tester(&model, Fatal);
        const Tester filterTester(&filter, Fatal);
        const std::vector<NodeKey> all = engine.addMany("ssh:web1", 400);
        const NodeKey below = engine.add("local", all[20]);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        // From the front, as the engine tells it: two runs, and one below what is gone with it.
        std::vector<NodeKey> gone(all.begin() + 5, all.begin() + 105);
        gone.insert(gone.begin(), below);
        gone.insert(gone.end(), all.begin() + 200, all.begin() + 300);
        emit engine.treeChanged({.changed = {}, .removed = gone});
        QCOMPARE(removed.size(), 2);
        QCOMPARE(removed[0][1].toInt(), 200);
        QCOMPARE(removed[0][2].toInt(), 299);
        QCOMPARE(removed[1][1].toInt(), 5);
        QCOMPARE(removed[1][2].toInt(), 104);
        const QModelIndex desktop = model.indexOf(qt::RootNode);
        QCOMPARE(model.rowCount(desktop), 200);
        for (int row = 0; row < 200; ++row) {
            const QModelIndex index = model.index(row, 0, desktop);
            QCOMPARE(model.indexOf(model.keyOf(index)), index);
        }
        QVERIFY(!model.indexOf(below).isValid());
        QVERIFY(!model.indexOf(all[5]).isValid());
        // Once more, and one that never was: nothing to do.
        emit engine.treeChanged({.changed = {}, .removed = {all[5], NodeKey{99'999}}});
        QCOMPARE(removed.size(), 2);
    }

    void tellsStateIdentityAndRoot()
    {
        test::FakeEngine engine;
        const ContextModel model(engine);
        const NodeKey web = engine.add("ssh:web1");
        engine.change(web, [](qt::NodeSnapshot& node) { node.step = "authentication"; });
        const auto text = [&](int column) { return model.indexOf(web, column).data().toString(); };
        QCOMPARE(text(ContextModel::StateColumn), u"Connecting: authentication"_s);
        engine.bringUp(web, "root@web1");
        QCOMPARE(text(ContextModel::StateColumn), u"Connected"_s);
        QCOMPARE(text(ContextModel::IdentityColumn), u"root@web1"_s);
        QCOMPARE(text(ContextModel::IdColumn), u"1001"_s);
        QVERIFY(model.indexOf(web).data(ContextModel::RootMarkRole).toBool());
        QCOMPARE(model.indexOf(web).data(Qt::AccessibleTextRole).toString(),
                 u"ssh web1, Connected, as root@web1, root"_s);
    }

    void anOpenQuestionIsAStateOfItsOwn()
    {
        qt::NodeSnapshot node;
        node.waitingForUser = true;
        QCOMPARE(stateWord(node), u"Waiting for you"_s);
        QCOMPARE(stateIcon(node), u"state-waiting"_s);
        node.state = NodeState::Connected;
        QCOMPARE(stateWord(node), u"Connected"_s);
    }

    void theFilterKeepsMatchesAndTheWayToThem()
    {
        test::FakeEngine engine;
        ContextModel model(engine);
        ContextFilter filter;
        filter.setSourceModel(&model);
        const Tester tester(&filter, Fatal);
        const NodeKey bastion = engine.add("ssh:bastion");
        const NodeKey inner = engine.add("ssh:db1", bastion);
        engine.add("ssh:web1");
        engine.bringUp(inner, "postgres@db1");
        filter.setText(u"POSTGRES connected"_s);
        QCOMPARE(outline(filter), u"desktop\n ssh bastion\n  ssh db1\n"_s);
        filter.setText(u"nowhere"_s);
        QCOMPARE(outline(filter), QString());
        filter.setText({});
        QCOMPARE(outline(filter), u"desktop\n ssh bastion\n  ssh db1\n ssh web1\n"_s);
    }

    void sortsNumbersAsNumbers()
    {
        test::FakeEngine engine;
        ContextModel model(engine);
        ContextFilter filter;
        filter.setSourceModel(&model);
        const NodeKey few = engine.add("ssh:few");
        const NodeKey many = engine.add("ssh:many");
        engine.change(few, [](qt::NodeSnapshot& node) { node.bytesIn = 9; });
        engine.change(many, [](qt::NodeSnapshot& node) { node.bytesIn = 1'000; });
        filter.sort(ContextModel::InColumn, Qt::DescendingOrder);
        QCOMPARE(outline(filter), u"desktop\n ssh many\n ssh few\n"_s);
        filter.sort(-1);
        QCOMPARE(outline(filter), u"desktop\n ssh few\n ssh many\n"_s);
    }

    void countsFollowEveryChange()
    {
        test::FakeEngine engine;
        const ContextCounts counts(engine);
        const NodeKey web = engine.add("ssh:web1");
        const NodeKey db = engine.add("ssh:db1");
        QCOMPARE(counts.in(NodeState::Connecting), 2u);
        engine.bringUp(web, "alice@web1");
        engine.lose(db, Error(ErrorKind::Timeout, "db1 has not answered for 10 s"));
        QCOMPARE(counts.up(), 1u);
        QCOMPARE(counts.in(NodeState::Lost), 1u);
        engine.remove(db);
        QCOMPARE(counts.all(), 1u);
        QCOMPARE(counts.in(NodeState::Lost), 0u);
    }

    void onlyWhatMakesSenseIsPossible_data()
    {
        QTest::addColumn<NodeState>("state");
        QTest::addColumn<Possible>("possible");
        const Possible up{.connectChild = true, .reconnect = true, .disconnect = true, .copyChain = true};
        const Possible down{.reconnect = true, .forget = true, .copyChain = true};
        QTest::newRow("connecting") << NodeState::Connecting
                                    << Possible{.connectChild = true, .cancel = true, .copyChain = true};
        QTest::newRow("connected") << NodeState::Connected << up;
        QTest::newRow("slow") << NodeState::Slow << up;
        QTest::newRow("lost") << NodeState::Lost << down;
        QTest::newRow("failed") << NodeState::Failed << down;
        QTest::newRow("closed") << NodeState::Closed << down;
    }
    void onlyWhatMakesSenseIsPossible()
    {
        QFETCH(const NodeState, state);
        QFETCH(const Possible, possible);
        qt::NodeSnapshot node;
        node.state = state;
        QVERIFY(possibleFor(&node) == possible);
        QVERIFY(possibleFor(nullptr) == Possible{.connectChild = true});
    }

    void theOverviewTellsFactsRecipeAndRoute()
    {
        qt::NodeSnapshot node;
        node.state = NodeState::Connected;
        node.identity = "root@web1";
        node.id = ContextId{1007};
        node.facts.items = {{Value("machine"), Value("x86_64")}, {Value("flavour"), Value("mild")}};
        const routing::RouteInfo route{
            .id = ContextId{1007}, .name = "x", .nextHop = ContextId{1001}, .announcedBy = {}};
        QStringList lines;
        for (const OverviewSection& section : overviewOf(node, u"ssh web1"_s, u"ssh:web1"_s, &route)) {
            for (const OverviewFact& fact : section.facts)
                lines << fact.label + u'=' + fact.value;
        }
        for (const QString& expected : {u"Runs as=root@web1"_s, u"Machine=x86_64"_s, u"flavour=mild"_s,
                                        u"Chain=ssh:web1"_s, u"Route=through context 1001"_s, u"Context id=1007"_s})
            QVERIFY2(lines.contains(expected), qPrintable(lines.join(u'\n')));
    }

    // The facts of a hello are as many as fit into it.
    void ofFactsThatHaveNoNameHereOnlySomeAreShown()
    {
        qt::NodeSnapshot node;
        for (int i = 0; i < 3000; ++i)
            node.facts.items.emplace_back(Value("f" + std::to_string(i)), Value(i));
        node.facts.items.emplace_back(Value("pid"), Value(4711));
        node.facts.items.emplace_back(Value("user"), Value(std::string(100'000, 'u')));
        const std::vector<OverviewFact> facts = overviewOf(node, {}, {}, nullptr).front().facts;
        QCOMPARE(facts.size(), 2u + 100u + 1u);
        QCOMPARE(facts[0].label, u"User"_s);
        QVERIFY(facts[0].value.size() < 5000 && facts[0].value.endsWith(u'…'));
        QCOMPARE(facts[1].label, u"Process id"_s);
        QCOMPARE(facts[101].label, u"f99"_s);
        QCOMPARE(QString(facts[102].value).remove(u','), u"2900 more"_s);
    }

    void whatCannotBeTypedIsNoChain()
    {
        qt::NodeSnapshot node;
        node.id = ContextId{7};
        node.foreign = true;
        for (const OverviewSection& section : overviewOf(node, u"deploy.py › context 7"_s, u"attached|"_s, nullptr)) {
            for (const OverviewFact& fact : section.facts)
                QVERIFY2(!fact.value.contains(u'|'), qPrintable(fact.label));
        }
    }
};

QTEST_MAIN(ContextModelTest)
#include "context_model_test.moc"
