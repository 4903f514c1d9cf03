// What Python contexts imported from this machine: the list by itself, and before a Python that really imports.
#include "app/common/table_actions.h"
#include "app/stats/modules_model.h"
#include "app/stats/stats_pane.h"
#include "tests/gui/support/engine_desk.h"
#include "tests/gui/support/fake_engine.h"
#include "tests/support/temp_dir.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableView>
#include <QTest>

using namespace rz;
using namespace rz::app;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

modules::ServedModule served(const char* name, ContextId to, std::size_t size, Duration took)
{
    return {.name = name, .to = to, .present = true, .size = size, .took = took};
}

modules::ServedModule absent(const char* name, ContextId to)
{
    return {.name = name, .to = to, .present = false, .size = 0, .took = 30us};
}

// The stats before an engine in memory, at the modules.
struct Pane {
    Pane()
    {
        pane.resize(1200, 300);
        pane.show();
        find<QTabBar>(u"statsTabs"_s).setCurrentIndex(1);
    }

    template <class T>
    T& find(const QString& name)
    {
        auto* found = pane.findChild<T*>(name);
        if (found == nullptr)
            qFatal("no %s", qPrintable(name));
        return *found;
    }
    QTableView& table() { return find<QTableView>(u"modules"_s); }
    QString shown(int row, int column) { return table().model()->index(row, column).data().toString(); }
    void tell(std::vector<modules::ServedModule> served)
    {
        qt::ModulesSnapshot modules{.served = std::move(served)};
        for (const modules::ServedModule& one : modules.served) {
            ++(one.present ? modules.counters.goodLoadModuleCount : modules.counters.badLoadModuleCount);
            modules.counters.goodLoadModuleSize += one.size;
        }
        modules.counters.getModuleCount = modules.served.size();
        engine.setModules(std::move(modules));
    }

    test::FakeEngine engine;
    qt::NodeKey first = engine.addNode(qt::RootNode, "ssh:alice@web1");
    qt::NodeKey second = engine.addNode(qt::RootNode, "ssh:bob@db1");
    ContextId firstId = *engine.node(first).id;
    ContextId secondId = *engine.node(second).id;
    ContextDirectory contexts{engine};
    Selection selection;
    StatsPane pane{engine, contexts, selection};
};

}  // namespace

class ModulesPageTest : public QObject {
    Q_OBJECT
private slots:
    void rowsComeFirstAndGoLast()
    {
        test::FakeEngine engine;
        const ContextDirectory contexts(engine);
        ModulesModel model(contexts);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        const QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        const QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        const auto a = served("a", ContextId{1}, 10, 1ms);
        const auto b = served("b", ContextId{1}, 20, 2ms);
        const auto c = served("c", ContextId{1}, 30, 3ms);
        const auto nameAt = [&model](int row) {
            return model.index(row, ModulesModel::ModuleColumn).data().toString();
        };
        model.setServed({a, b});
        model.setServed({a, b});
        QCOMPARE(inserted.count(), 1);
        model.setServed({b, c});
        QCOMPARE(inserted.count(), 2);
        QCOMPARE(inserted[1].at(1).toInt(), 0);
        QCOMPARE(removed.count(), 1);
        QCOMPARE(removed[0].at(1).toInt(), 1);
        QCOMPARE(nameAt(0), u"c"_s);
        QCOMPARE(nameAt(1), u"b"_s);
        // The same one again is another row.
        model.setServed({c, c});
        QCOMPARE(model.rowCount(), 2);
        model.setServed({});
        QCOMPARE(model.rowCount(), 0);
    }

    void eachModuleTellsWhereToHowLargeAndHowLong()
    {
        Pane f;
        f.tell({served("app", f.firstId, 1'312'456, 1500us), served("app.util", f.firstId, 2048, {}),
                absent("<b>gone</b>", f.secondId)});
        QCOMPARE(f.table().model()->rowCount(), 3);
        QCOMPARE(f.shown(2, ModulesModel::ModuleColumn), u"app"_s);
        QCOMPARE(f.shown(2, ModulesModel::ContextColumn), u"ssh alice@web1"_s);
        QCOMPARE(f.shown(2, ModulesModel::AnswerColumn), u"Sent"_s);
        QCOMPARE(f.shown(2, ModulesModel::SizeColumn), u"1.3 MB"_s);
        QCOMPARE(f.shown(2, ModulesModel::TimeColumn), u"1.5 ms"_s);
        QCOMPARE(f.table().model()->index(2, ModulesModel::SizeColumn).data(ExactRole).toString(), u"1312456"_s);
        QCOMPARE(f.table().model()->index(2, ModulesModel::TimeColumn).data(ExactRole).toString(), u"1.500"_s);
        QCOMPARE(f.shown(1, ModulesModel::AnswerColumn), u"Sent ahead"_s);
        QCOMPARE(f.shown(1, ModulesModel::TimeColumn), u"–"_s);
        QCOMPARE(f.shown(0, ModulesModel::AnswerColumn), u"There is none"_s);
        QCOMPARE(f.shown(0, ModulesModel::SizeColumn), u"–"_s);
        const QString tip = f.table().model()->index(0, ModulesModel::ModuleColumn).data(Qt::ToolTipRole).toString();
        QVERIFY2(!tip.contains(u"<b>"_s), qPrintable(tip));
    }

    void theSixCountersAreShown()
    {
        Pane f;
        qt::ModulesSnapshot modules{.counters = {.getModuleCount = 7,
                                                 .getModuleSecs = 1.5,
                                                 .goodLoadModuleCount = 12,
                                                 .goodLoadModuleSize = 1'312'456,
                                                 .badLoadModuleCount = 3,
                                                 .minifySecs = 0.25},
                                    .served = {}};
        const QLabel& totals = f.find<QLabel>(u"totals"_s);
        f.engine.setModules(modules);
        QCOMPARE(totals.text(),
                 u"7 request(s), 12 module(s) sent (1.3 MB), 3 not found, in 1.5 s (minimizing 250 ms)"_s);
        modules.counters = {.getModuleCount = 1};
        f.engine.setModules(modules);
        QCOMPARE(totals.text(), u"1 request(s), 0 module(s) sent (0 B), 0 not found, in 0 µs (minimizing 0 µs)"_s);
    }

    void itIsSortedByNumbersAndFiltered()
    {
        Pane f;
        f.tell({served("small", f.firstId, 900, 2ms), served("large", f.secondId, 10'000, 10ms)});
        f.table().sortByColumn(ModulesModel::SizeColumn, Qt::AscendingOrder);
        QCOMPARE(f.shown(0, ModulesModel::ModuleColumn), u"small"_s);
        f.table().sortByColumn(ModulesModel::TimeColumn, Qt::DescendingOrder);
        QCOMPARE(f.shown(0, ModulesModel::ModuleColumn), u"large"_s);
        auto& filter = *f.table().parentWidget()->parentWidget()->findChild<QLineEdit*>(u"filter"_s);
        filter.setText(u"WEB1"_s);
        QCOMPARE(f.table().model()->rowCount(), 1);
        filter.setText(u"nothing"_s);
        QVERIFY(!f.table().isVisible());
    }

    void anEmptyListSaysWhatWouldBeThere()
    {
        Pane f;
        QVERIFY(!f.table().isVisible());
        QVERIFY(f.find<QLabel>(u"totals"_s).text().isEmpty());
        f.tell({served("app", f.firstId, 10, 1ms)});
        QVERIFY(f.table().isVisible());
    }

    void aRowLeadsToItsContextAndStaysChosen()
    {
        Pane f;
        (void)QTest::qWaitForWindowActive(&f.pane);
        f.tell({served("a", f.firstId, 10, 1ms), served("b", f.firstId, 10, 2ms), served("c", f.secondId, 10, 3ms)});
        f.table().setFocus();
        f.table().selectRow(2);
        QCOMPARE(f.selection.current(), f.first);
        QCOMPARE(f.table().currentIndex().row(), 2);
        f.tell({served("a", f.firstId, 10, 1ms), served("b", f.firstId, 10, 2ms), served("c", f.secondId, 10, 3ms),
                served("d", f.firstId, 10, 4ms)});
        QCOMPARE(f.table().currentIndex().row(), 3);
        QCOMPARE(f.shown(3, ModulesModel::ModuleColumn), u"a"_s);
        f.selection.choose(f.second);
        QCOMPARE(f.shown(f.table().currentIndex().row(), ModulesModel::ModuleColumn), u"c"_s);
    }

    void whatAPythonImportsIsListedWhileItRuns()
    {
        if (!QFile::exists(u"/usr/lib/python3/dist-packages/mitogen"_s))
            QSKIP("needs python3-mitogen");
        const test::TempDir folder;
        folder.makeDirectory("shop");
        test::writeFile(folder.file("shop/__init__.py"), "");
        test::writeFile(folder.file("shop/price.py"), "import mitogen.core\n"
                                                      "from shop import tax\n"
                                                      "def of(net):\n"
                                                      "    return net + tax.of(net)\n"
                                                      "@mitogen.core.takes_econtext\n"
                                                      "def ask_again(econtext):\n"
                                                      "    econtext.parent.send(mitogen.core.Message(data=b'shop.tax', "
                                                      "handle=mitogen.core.GET_MODULE))\n");
        test::writeFile(folder.file("shop/tax.py"), "def of(net):\n    return net // 5\n");
        qputenv("PYTHONPATH", folder.path().c_str());
        test::EngineDesk f;
        StatsPane pane(*f.engine, f.contexts, f.selection);
        pane.show();
        pane.findChild<QTabBar*>(u"statsTabs"_s)->setCurrentIndex(1);
        connect::Hop hop{.method = "local", .options = {}};
        // It does not see the folder by itself.
        hop.options.set("python_path", List{{"/usr/bin/env", "-u", "PYTHONPATH", "/usr/bin/python3"}});
        const qt::NodeKey python = f.engine->connectChild(qt::RootNode, hop);
        f.waitFor(python);
        auto& rows = *pane.findChild<QTableView*>(u"modules"_s)->model();
        QCOMPARE(rows.rowCount(), 0);
        const auto job = f.engine->call(python, rpc::Call::byName("shop.price.of", {100}));
        Result<Value> result = Value();
        QSignalSpy finished(job.get(), &qt::CallJob::finished);
        QObject::connect(job.get(), &qt::CallJob::finished, &pane, [&](const Result<Value>& value) { result = value; });
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, test::Deadline);
        QVERIFY2(result.has_value(), result ? "" : result.error().text().c_str());
        QVERIFY(*result == Value(120));
        const auto row = [&rows](const QString& name) {
            return rows.match(rows.index(0, 0), Qt::DisplayRole, name, 1, Qt::MatchExactly).value(0);
        };
        QTRY_VERIFY_WITH_TIMEOUT(row(u"shop.price"_s).isValid(), test::Deadline);
        QVERIFY(row(u"shop"_s).isValid() && row(u"shop.tax"_s).isValid());
        QCOMPARE(row(u"shop.price"_s).siblingAtColumn(ModulesModel::ContextColumn).data().toString(),
                 f.contexts.path(python));
        QVERIFY(row(u"shop.price"_s).siblingAtColumn(ModulesModel::SizeColumn).data(ModulesModel::ValueRole).toInt() >
                0);

        // What it has already is not sent to it again, but it did ask.
        const routing::RouterStats before = f.engine->modules().counters;
        const QString told = pane.findChild<QLabel*>(u"totals"_s)->text();
        const auto again = f.engine->call(python, rpc::Call::byName("shop.price.ask_again", {}));
        QTRY_COMPARE_WITH_TIMEOUT(f.engine->modules().counters.getModuleCount, before.getModuleCount + 1,
                                  test::Deadline);
        const routing::RouterStats after = f.engine->modules().counters;
        QCOMPARE(after.goodLoadModuleCount, before.goodLoadModuleCount);
        QCOMPARE(after.badLoadModuleCount, before.badLoadModuleCount);
        QVERIFY(pane.findChild<QLabel*>(u"totals"_s)->text() != told);
    }
};

QTEST_MAIN(ModulesPageTest)
#include "modules_page_test.moc"
