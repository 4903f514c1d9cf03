#include "app/common/context_directory.h"
#include "app/common/file_chooser.h"
#include "app/common/merge_rows.h"
#include "app/common/selection.h"
#include "app/common/table_actions.h"
#include "app/routes/routes_model.h"
#include "app/routes/routes_pane.h"
#include "app/stats/history.h"
#include "app/stats/process_cost.h"
#include "app/stats/stats_model.h"
#include "app/stats/stats_pane.h"
#include "tests/gui/support/fake_engine.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace rz;
using namespace rz::app;
using namespace Qt::StringLiterals;

namespace {

constexpr auto Strict = QAbstractItemModelTester::FailureReportingMode::Fatal;

class SavedFile final : public FileChooser {
public:
    explicit SavedFile(QString path) : m_path(std::move(path)) {}
    void askToSave(QWidget*, const QString&, const QString&, const QString&, Chosen chosen) override { chosen(m_path); }

private:
    QString m_path;
};

std::vector<ContextId> ids(std::initializer_list<std::uint32_t> numbers)
{
    std::vector<ContextId> made;
    for (const std::uint32_t number : numbers)
        made.push_back(ContextId{number});
    return made;
}

routing::RouteInfo route(std::uint32_t id, const char* name, std::uint32_t next, std::uint32_t by)
{
    return {.id = ContextId{id}, .name = name, .nextHop = ContextId{next}, .announcedBy = ContextId{by}};
}

qt::LinkSnapshot link(std::uint32_t id, std::uint64_t bytesOut, std::uint64_t bytesIn)
{
    qt::LinkSnapshot link;
    link.id = ContextId{id};
    link.counters.bytesOut = bytesOut;
    link.counters.bytesIn = bytesIn;
    return link;
}

template <class T>
T& find(QWidget& pane, const QString& name)
{
    auto* found = pane.findChild<T*>(name);
    if (found == nullptr)
        qFatal("no %s", qPrintable(name));
    return *found;
}

}  // namespace

class RoutesStatsTest : public QObject {
    Q_OBJECT
private slots:
    void rowsAreMergedInAsFewSpansAsPossible()
    {
        const RowMerge merge = mergeRows(ids({1, 2, 3, 7, 9}), ids({0, 3, 4, 5, 9}));
        QVERIFY((merge.removed == std::vector<RowSpan>{{3, 3}, {0, 1}}));
        QVERIFY((merge.inserted == std::vector<RowSpan>{{0, 0}, {2, 3}}));
        QVERIFY(mergeRows({}, {}).inserted.empty());
        QVERIFY((mergeRows(ids({1, 2}), {}).removed == std::vector<RowSpan>{{0, 1}}));
    }

    void routesAreMergedWithoutReset()
    {
        test::FakeEngine engine;
        const auto web = engine.addNode(qt::RootNode, "ssh:alice@web1");
        engine.addNode(web, "sudo:root");
        const ContextDirectory contexts(engine);
        RoutesModel model(contexts);
        const QAbstractItemModelTester tester(&model, Strict);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setRoutes({route(1002, "sudo.root", 1001, 1001), route(1001, "ssh.web1", 1001, 0)});
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(model.index(0, RoutesModel::TargetColumn).data().toString(), u"1001"_s);
        QCOMPARE(model.index(0, RoutesModel::NextHopColumn).data().toString(), u"direct"_s);
        QCOMPARE(model.index(0, RoutesModel::AnnouncedByColumn).data().toString(), u"desktop"_s);
        QCOMPARE(model.index(1, RoutesModel::NextHopColumn).data().toString(), u"ssh alice@web1"_s);
        QCOMPARE(model.index(1, RoutesModel::PathColumn).data().toString(), u"ssh alice@web1 › sudo root"_s);
        model.setRoutes(
            {route(1002, "sudo.root", 1001, 1001), route(1001, "ssh.web1", 1001, 0), route(2000, "later", 1001, 1002)});
        QCOMPARE(inserted.count(), 2);
        QCOMPARE(changed.count(), 0);
        QCOMPARE(model.index(2, RoutesModel::PathColumn).data().toString(), u"context 2000"_s);
        engine.addNode(web, "local");
        QCOMPARE(changed.count(), 0);
        model.setRoutes({route(1002, "sudo.other", 1001, 1001)});
        QCOMPARE(removed.count(), 2);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(reset.count(), 0);
    }

    void aRouteGetsItsPathWhenItsContextIsKnown()
    {
        test::FakeEngine engine;
        const ContextDirectory contexts(engine);
        RoutesModel model(contexts);
        model.setRoutes({route(1001, "ssh.web1", 1001, 0)});
        QCOMPARE(model.index(0, RoutesModel::PathColumn).data().toString(), u"context 1001"_s);
        const QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        engine.addNode(qt::RootNode, "ssh:alice@web1");
        QCOMPARE(changed.count(), 1);
        QCOMPARE(model.index(0, RoutesModel::PathColumn).data().toString(), u"ssh alice@web1"_s);
    }

    void choosingARouteShowsItsTarget()
    {
        test::FakeEngine engine;
        const auto web = engine.addNode(qt::RootNode, "ssh:alice@web1");
        const auto sudo = engine.addNode(web, "sudo:root");
        const ContextDirectory contexts(engine);
        Selection selection;
        RoutesPane pane(engine, contexts, selection);
        pane.resize(900, 300);
        pane.show();
        auto& table = find<QTableView>(pane, u"routes"_s);
        QVERIFY(!table.isVisible());
        engine.setRoutes({route(1001, "ssh.web1", 1001, 0), route(1002, "sudo.root", 1001, 1001)});
        QVERIFY(table.isVisible());
        QVERIFY(QTest::qWaitForWindowActive(&pane));
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, table.visualRect(table.model()->index(1, 1)).center());
        QCOMPARE(selection.current(), sudo);
        selection.choose(web);
        QCOMPARE(table.currentIndex().row(), 0);
        // The chosen route goes: nothing else is chosen instead.
        engine.setRoutes({route(1002, "sudo.root", 1001, 1001)});
        QCOMPARE(selection.current(), web);
    }

    void routesAreFilteredCopiedAndSaved()
    {
        test::FakeEngine engine;
        engine.addNode(qt::RootNode, "ssh:alice@web1");
        const ContextDirectory contexts(engine);
        Selection selection;
        RoutesPane pane(engine, contexts, selection);
        pane.show();
        engine.setRoutes({route(1001, "ssh.web1", 1001, 0), route(1002, "other", 1001, 1001)});
        auto& table = find<QTableView>(pane, u"routes"_s);
        auto& filter = find<QLineEdit>(pane, u"filter"_s);
        QTest::keyClicks(&filter, u"OTHER"_s);
        QCOMPARE(table.model()->rowCount(), 1);
        table.selectRow(0);
        pane.tableActions().copyAction()->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 u"Target\tName\tNext hop\tPath\tAnnounced by\n1002\tother\t1001\tcontext 1002\t1001\n"_s);
        QTemporaryDir dir;
        const auto& note = find<QLabel>(pane, u"note"_s);
        pane.tableActions().setFileChooser(std::make_shared<SavedFile>(dir.filePath(u"r.txt"_s)));
        pane.tableActions().saveAction()->trigger();
        QVERIFY(note.isVisible());
        QVERIFY(QFile::exists(dir.filePath(u"r.txt"_s)));
        pane.tableActions().setFileChooser(std::make_shared<SavedFile>(u"/proc/nowhere/r.txt"_s));
        pane.tableActions().saveAction()->trigger();
        QVERIFY2(note.text().contains(u"/proc/nowhere/r.txt"_s), qPrintable(note.text()));
        filter.setText(u"nothing"_s);
        QVERIFY(!table.isVisible());
    }

    void aHistoryKeepsTheLastMinute()
    {
        History history;
        QCOMPARE(history.peak(), 0.0F);
        for (int i = 0; i < 100; ++i)
            history.push(static_cast<float>(i));
        QCOMPARE(history.size(), History::Capacity);
        QCOMPARE(history.at(0), 40.0F);
        QCOMPARE(history.at(59), 99.0F);
        history.pushGap();
        QVERIFY(std::isnan(history.at(59)));
        QCOMPARE(history.peak(), 99.0F);
        QCOMPARE(history.average(), 70.0F);
    }

    void ratesAreDifferencesOfCounters()
    {
        test::FakeEngine engine;
        const ContextDirectory contexts(engine);
        StatsModel model(contexts);
        const QAbstractItemModelTester tester(&model, Strict);
        const TimePoint begin = TimePoint() + std::chrono::hours(1);
        model.setLinks({link(2, 1000, 500), link(1, 0, 0)}, begin);
        QCOMPARE(model.index(1, StatsModel::OutRateColumn).data().toString(), u"–"_s);
        model.setLinks({link(1, 0, 0), link(2, 3000, 500)}, begin + std::chrono::seconds(2));
        QCOMPARE(model.index(1, StatsModel::OutRateColumn).data(StatsModel::ValueRole).toDouble(), 1000.0);
        QCOMPARE(model.index(1, StatsModel::InRateColumn).data(StatsModel::ValueRole).toDouble(), 0.0);
        QCOMPARE(model.totals().outRate, 1000.0);
        QCOMPARE(model.totals().bytesOut, 3000u);
        // Counters that begin anew are no negative traffic.
        model.setLinks({link(2, 10, 500)}, begin + std::chrono::seconds(3));
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.totals().outRate, 0.0);
        const auto* history =
            model.index(0, StatsModel::OutRateColumn).data(StatsModel::HistoryRole).value<const History*>();
        QVERIFY(history != nullptr);
        QCOMPARE(history->size(), 2u);
        // After a pause there is a gap.
        model.setLinks({link(2, 5000, 500)}, begin + std::chrono::seconds(60));
        QVERIFY(std::isnan(history->at(2)));
        QCOMPARE(model.index(0, StatsModel::OutRateColumn).data().toString(), u"–"_s);
    }

    void numbersAreReadableAndExactWhenCopied()
    {
        test::FakeEngine engine;
        const ContextDirectory contexts(engine);
        StatsModel model(contexts);
        qt::LinkSnapshot one = link(1, 1'312'456, 0);
        one.counters.rtt = std::chrono::microseconds(1234);
        one.counters.pendingBytes = 2048;
        one.callsInFlight = 3;
        model.setLinks({one}, TimePoint());
        QCOMPARE(model.index(0, StatsModel::BytesOutColumn).data().toString(), u"1.3 MB"_s);
        QCOMPARE(model.index(0, StatsModel::BytesOutColumn).data(ExactRole).toString(), u"1312456"_s);
        QCOMPARE(model.index(0, StatsModel::RttColumn).data().toString(), u"1.2 ms"_s);
        QCOMPARE(model.index(0, StatsModel::RttColumn).data(ExactRole).toString(), u"1.234"_s);
        QCOMPARE(model.index(0, StatsModel::QueueColumn).data().toString(), u"2.0 kB"_s);
        QCOMPARE(model.index(0, StatsModel::CallsColumn).data().toString(), u"3"_s);
    }

    void countingHappensOnlyWhileTheStatsAreShown()
    {
        test::FakeEngine engine;
        engine.addNode(qt::RootNode, "ssh:alice@web1");
        const ContextDirectory contexts(engine);
        Selection selection;
        StatsPane pane(engine, contexts, selection);
        auto& table = find<QTableView>(pane, u"links"_s);
        engine.setLinks({link(1001, 1, 1)});
        QCOMPARE(table.model()->rowCount(), 0);
        pane.show();
        QCOMPARE(table.model()->rowCount(), 1);
        engine.setLinks({link(1001, 1, 1), link(1002, 1, 1)});
        QCOMPARE(table.model()->rowCount(), 2);
        pane.hide();
        engine.setLinks({});
        QCOMPARE(table.model()->rowCount(), 2);
        pane.show();
        QCOMPARE(table.model()->rowCount(), 0);
        QVERIFY(!table.isVisible());
    }

    void totalsAndOwnCostAreTold()
    {
        test::FakeEngine engine;
        engine.addNode(qt::RootNode, "ssh:alice@web1");
        const ContextDirectory contexts(engine);
        Selection selection;
        StatsPane pane(engine, contexts, selection);
        pane.show();
        engine.setLinks({link(1001, 2'000'000, 1)});
        QVERIFY2(find<QLabel>(pane, u"totals"_s).text().contains(u"2.0 MB"_s),
                 qPrintable(find<QLabel>(pane, u"totals"_s).text()));
        QVERIFY(find<QLabel>(pane, u"ownCost"_s).text().contains(u"MB"_s));
        const auto cost = readProcessCost();
        QVERIFY(cost.has_value());
        QVERIFY(cost->memory > 1'000'000);
        QVERIFY(cost->threads >= 1);
        QVERIFY(cost->descriptors >= 3);
        QFile one(u"/dev/null"_s);
        QVERIFY(one.open(QIODevice::ReadOnly));
        QCOMPARE(readProcessCost()->descriptors, cost->descriptors + 1);
    }

    void chartsArePainted()
    {
        test::FakeEngine engine;
        engine.addNode(qt::RootNode, "ssh:alice@web1");
        const ContextDirectory contexts(engine);
        Selection selection;
        StatsPane pane(engine, contexts, selection);
        pane.resize(1200, 200);
        pane.show();
        auto& table = find<QTableView>(pane, u"links"_s);
        engine.setLinks({link(1001, 0, 0)});
        const QRect cell = table.visualRect(table.model()->index(0, StatsModel::OutRateColumn));
        const QImage before = table.viewport()->grab(cell).toImage();
        engine.setLinks({link(1001, 100'000, 0)});
        engine.setLinks({link(1001, 110'000, 0)});
        QVERIFY(table.viewport()->grab(cell).toImage() != before);
    }
};

QTEST_MAIN(RoutesStatsTest)
#include "routes_stats_test.moc"
