#include "app/calls/call_history.h"
#include "app/calls/call_list_model.h"
#include "app/calls/function_model.h"
#include "app/calls/value_table_model.h"
#include "app/calls/value_tree_model.h"
#include "tests/gui/support/fake_engine.h"
#include "tests/gui/support/sample_functions.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace rz;
using namespace rz::app;
using namespace Qt::StringLiterals;

namespace {

constexpr auto Fatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

std::shared_ptr<const Value> sharedValue(Value value)
{
    return std::make_shared<const Value>(std::move(value));
}

Value file(const char* name, int size)
{
    return Dict{{{"name", name}, {"size", size}}};
}

QStringList row(const QAbstractItemModel& model, int at)
{
    QStringList cells;
    for (int column = 0; column < model.columnCount(); ++column)
        cells << model.index(at, column).data().toString();
    return cells;
}

QStringList titles(const QAbstractItemModel& model)
{
    QStringList cells;
    for (int column = 0; column < model.columnCount(); ++column)
        cells << model.headerData(column, Qt::Horizontal).toString();
    return cells;
}

}  // namespace

class CallModelsTest : public QObject {
    Q_OBJECT
private slots:
    void listsOfDictsAreTables()
    {
        QVERIFY(ValueTableModel::suits(List{{file("a", 1), file("b", 2)}}));
        QVERIFY(ValueTableModel::suits(List{{1, 2, "x"}}));
        QVERIFY(ValueTableModel::suits(Tuple{{file("a", 1)}}));
        QVERIFY(!ValueTableModel::suits(List{}));
        QVERIFY(!ValueTableModel::suits(List{{file("a", 1), 2}}));
        QVERIFY(!ValueTableModel::suits(List{{List{{1}}}}));
        QVERIFY(!ValueTableModel::suits(Dict{{{"a", 1}}}));
        QVERIFY(!ValueTableModel::suits(List{{Dict{{{1, 2}}}}}));
    }

    void aTableHasAColumnForEachKey()
    {
        ValueTableModel model;
        const QAbstractItemModelTester tester(&model, Fatal);
        model.setItems(sharedValue(List{{file("a", 10), Dict{{{"name", "b"}, {"target", "c"}}}}}));
        QCOMPARE(titles(model), (QStringList{u"name"_s, u"size"_s, u"target"_s}));
        QCOMPARE(row(model, 0), (QStringList{u"a"_s, u"10"_s, QString()}));
        QCOMPARE(row(model, 1), (QStringList{u"b"_s, QString(), u"c"_s}));
        QVERIFY(model.valueAt(0, 2) == nullptr);
        model.setItems(sharedValue(List{{"plain", 7}}));
        QCOMPARE(titles(model), (QStringList{u"Value"_s}));
        QCOMPARE(row(model, 1), (QStringList{u"7"_s}));
        model.setItems(sharedValue(Value(5)));
        QCOMPARE(model.rowCount(), 1);
    }

    void aTableGrowsByRowsAndColumns()
    {
        ValueTableModel model;
        const QAbstractItemModelTester tester(&model, Fatal);
        QSignalSpy rows(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy columns(&model, &QAbstractItemModel::columnsInserted);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        model.append({file("a", 1), file("b", 2)});
        model.append({});
        model.append({Dict{{{"name", "c"}, {"error", "gone"}}}, Value(3)});
        QCOMPARE(rows.count(), 2);
        QCOMPARE(columns.count(), 2);
        QCOMPARE(resets.count(), 0);
        QCOMPARE(titles(model), (QStringList{u"name"_s, u"size"_s, u"error"_s, u"Value"_s}));
        QCOMPARE(row(model, 2), (QStringList{u"c"_s, QString(), u"gone"_s, QString()}));
        QCOMPARE(row(model, 3), (QStringList{QString(), QString(), QString(), u"3"_s}));
    }

    void aTableIsSortedByValueAndFilteredByText()
    {
        ValueTableModel model;
        ValueTableFilter rows(model);
        const QAbstractItemModelTester tester(&rows, Fatal);
        model.setItems(sharedValue(List{{file("b", 10), file("a", 9), file("disk10", 100), file("disk2", 1)}}));
        rows.sort(1);
        QCOMPARE(rows.index(0, 1).data().toString(), u"1"_s);
        QCOMPARE(rows.index(3, 1).data().toString(), u"100"_s);
        rows.sort(0, Qt::DescendingOrder);
        QCOMPARE(rows.index(0, 0).data().toString(), u"disk10"_s);
        rows.setFilterFixedString(u"DISK"_s);
        QCOMPARE(rows.rowCount(), 2);
    }

    void aTreeShowsEverythingInsideAValue()
    {
        ValueTreeModel model;
        const QAbstractItemModelTester tester(&model, Fatal);
        QCOMPARE(model.rowCount(), 0);
        model.setValue(sharedValue(Dict{{{"list", List{{1, Dict{{{2, "two"}}}}}}, {"none", Value()}}}));
        QCOMPARE(model.rowCount(), 2);
        const QModelIndex list = model.index(0, 0);
        QCOMPARE(list.data().toString(), u"list"_s);
        QVERIFY(model.hasChildren(list));
        QVERIFY(!model.hasChildren(model.index(1, 0)));
        const QModelIndex inner = model.index(1, ValueTreeModel::NameColumn, list);
        QCOMPARE(inner.data().toString(), u"1"_s);
        const QModelIndex two = model.index(0, ValueTreeModel::ValueColumn, inner);
        QCOMPARE(two.data().toString(), u"two"_s);
        QCOMPARE(two.siblingAtColumn(ValueTreeModel::NameColumn).data().toString(), u"2"_s);
        QCOMPARE(two.siblingAtColumn(ValueTreeModel::TypeColumn).data().toString(), u"str"_s);
        QCOMPARE(two.parent(), inner);
        QCOMPARE(inner.parent(), list);
        model.setValue(sharedValue(Value("alone")));
        QCOMPARE(model.rowCount(), 1);
    }

    void functionsAreGroupedByModule()
    {
        FunctionModel model;
        const QAbstractItemModelTester tester(&model, Fatal);
        model.setFunctions(test::sampleFunctions());
        QCOMPARE(model.index(0, 0).data().toString(), u"auth"_s);
        const QModelIndex list = model.indexOf("fs.list");
        QCOMPARE(list.data().toString(), u"list"_s);
        QCOMPARE(list.parent().data().toString(), u"fs"_s);
        QCOMPARE(list.data(FunctionModel::HelpRole).toString(), u"Entries of a directory with their attributes."_s);
        QCOMPARE(signatureOf(*model.functionAt(list)), u"fs.list(path: text, [limit: int]) → list"_s);
        QVERIFY(model.functionAt(list.parent()) == nullptr);
        QVERIFY(!model.indexOf("fs.nothing").isValid());
        QVERIFY(!model.indexOf("nothing").isValid());
    }

    void callsAreListedNewestFirstAndTellHowTheyEnded()
    {
        test::FakeEngine engine;
        const auto node = engine.addNode(qt::RootNode, "local");
        CallListModel model;
        const QAbstractItemModelTester tester(&model, Fatal);
        QSignalSpy ended(&model, &CallListModel::runEnded);
        CallRun& first = model.add(std::make_unique<CallRun>(CallLine{.function = "a.first"}, node, u"local"_s));
        first.start(engine, {});
        CallRun& second = model.add(std::make_unique<CallRun>(CallLine{.function = "b.second"}, node, u"local"_s));
        second.start(engine, "output");
        QCOMPARE(model.index(0).data().toString(), u"b.second"_s);
        QCOMPARE(model.runningCount(), 2);
        QCOMPARE(engine.calls[1]->streamParameter, "output");
        engine.calls[1]->stream({1, 2});
        QCOMPARE(second.streamedEver(), 2u);
        engine.calls[0]->end(Value(42));
        QCOMPARE(first.state(), CallRun::State::Done);
        QCOMPARE(first.outcome(), u"42"_s);
        engine.calls[1]->end(fail(ErrorKind::Call, "b.second: it broke"));
        QCOMPARE(second.state(), CallRun::State::Failed);
        QVERIFY(model.index(0).data(CallListModel::DetailRole).toString().contains(u"it broke"_s));
        QCOMPARE(ended.count(), 2);
        QCOMPARE(model.runningCount(), 0);
        model.removeFinished();
        QCOMPARE(model.rowCount(), 0);
    }

    void aCancelledCallSaysSo()
    {
        test::FakeEngine engine;
        const auto node = engine.addNode(qt::RootNode, "local");
        CallListModel model;
        CallRun& run = model.add(std::make_unique<CallRun>(CallLine{.function = "a.b"}, node, u"local"_s));
        run.start(engine, {});
        run.cancel();
        QTRY_COMPARE(run.state(), CallRun::State::Cancelled);
        run.cancel();
        model.removeFinished();
        QCOMPARE(model.rowCount(), 0);
    }

    void whatIsStreamedIsKeptInBounds()
    {
        test::FakeEngine engine;
        const auto node = engine.addNode(qt::RootNode, "local");
        CallRun run(CallLine{.function = "a.b"}, node, u"local"_s);
        run.start(engine, "output");
        const Value large = Dict{{{"stream", "stdout"}, {"data", Bytes(std::string(1024 * 1024, 'x'))}}};
        for (int i = 0; i < 100; ++i)
            engine.calls[0]->stream({large});
        QCOMPARE(run.streamedEver(), 100u);
        QVERIFY(run.streamed().size() < 64);
        engine.calls[0]->stream(std::vector<Value>(150'000, Value(1)));
        QCOMPARE(run.streamed().size(), 100'000u);
        engine.calls[0]->end(Value());
    }

    void removingFinishedCallsKeepsRunningOnes()
    {
        test::FakeEngine engine;
        const auto node = engine.addNode(qt::RootNode, "local");
        CallListModel model;
        const QAbstractItemModelTester tester(&model, Fatal);
        for (const char* name : {"a.a", "a.b", "a.c"})
            model.add(std::make_unique<CallRun>(CallLine{.function = name}, node, u"local"_s)).start(engine, {});
        engine.calls[0]->end(Value());
        engine.calls[2]->end(Value());
        model.removeFinished();
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.index(0).data().toString(), u"a.b"_s);
    }

    void theHistoryIsKeptInAFile()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"deep/calls.jsonl"_s);
        const QDateTime when(QDate(2026, 11, 22), QTime(12, 4), Qt::UTC);
        {
            CallHistory history(path);
            const QAbstractItemModelTester tester(&history, Fatal);
            history.add({.line = u"os.getpid"_s, .context = u"local"_s, .when = when});
            history.add({.line = u"fs.list \"/\""_s, .context = u"local"_s, .when = when});
            history.add({.line = u"os.getpid"_s, .context = u"ssh web1"_s, .when = when});
            QCOMPARE(history.rowCount(), 2);
            QCOMPARE(history.at(0).context, u"ssh web1"_s);
        }
        CallHistory again(path);
        QCOMPARE(again.rowCount(), 2);
        QVERIFY((again.at(1) == CallHistory::Entry{.line = u"fs.list \"/\""_s, .context = u"local"_s, .when = when}));
        again.remove(0);
        QCOMPARE(CallHistory(path).rowCount(), 1);
        again.clear();
        QCOMPARE(CallHistory(path).rowCount(), 0);
    }

    void aClearedHistoryComesBackBehindWhatCameSince()
    {
        const QTemporaryDir dir;
        const QString path = dir.filePath(u"calls.jsonl"_s);
        CallHistory history(path);
        const QAbstractItemModelTester tester(&history, Fatal);
        const auto add = [&history](const QString& line) { history.add({.line = line, .context = {}, .when = {}}); };
        const auto lines = [&history] {
            QStringList all;
            for (int row = 0; row < history.rowCount(); ++row)
                all << history.at(row).line;
            return all;
        };
        QVERIFY(!history.isCleared());
        add(u"a"_s);
        add(u"b"_s);
        history.clear();
        QVERIFY(history.isCleared());
        QCOMPARE(CallHistory(path).rowCount(), 0);
        add(u"a"_s);
        add(u"c"_s);
        history.clear();
        add(u"d"_s);
        history.undoClear();
        QCOMPARE(lines(), (QStringList{u"d"_s, u"c"_s, u"a"_s, u"b"_s}));
        QCOMPARE(CallHistory(path).rowCount(), 4);
        QVERIFY(!history.isCleared());
        history.clear();
        for (int i = 0; i < 498; ++i)
            add(QString::number(i));
        history.undoClear();
        QCOMPARE(history.rowCount(), 500);
        QCOMPARE(history.at(499).line, u"c"_s);
    }

    void aHistoryToBeReadOnlyIsNotWritten()
    {
        const QTemporaryDir dir;
        const QString path = dir.filePath(u"calls.jsonl"_s);
        CallHistory(path).add({.line = u"os.getpid"_s, .context = {}, .when = {}});
        CallHistory reader(path, CallHistory::Access::Read);
        QCOMPARE(reader.rowCount(), 1);
        reader.add({.line = u"os.uname"_s, .context = {}, .when = {}});
        QCOMPARE(reader.rowCount(), 2);
        QCOMPARE(CallHistory(path).rowCount(), 1);
    }

    void aDamagedHistoryIsReadAsFarAsItGoes()
    {
        QTemporaryDir dir;
        QFile file(dir.filePath(u"calls.jsonl"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"call\": \"os.getpid\"}\nnot json\n{\"call\": 7}\n{\"call\": \"os.uname\"}\n{\"call\": \"cut");
        file.close();
        const CallHistory history(file.fileName());
        QCOMPARE(history.rowCount(), 2);
    }

    void theHistoryIsBounded()
    {
        CallHistory history({});
        const QAbstractItemModelTester tester(&history, Fatal);
        for (int i = 0; i < 520; ++i)
            history.add({.line = u"a.b %1"_s.arg(i), .context = {}, .when = {}});
        QCOMPARE(history.rowCount(), 500);
        QCOMPARE(history.at(0).line, u"a.b 519"_s);
        history.add({.line = QString(20'000, u'x'), .context = {}, .when = {}});
        QCOMPARE(history.at(0).line, u"a.b 519"_s);
    }

    void aHistoryThatCannotBeWrittenSaysWhy()
    {
        CallHistory history(u"/proc/nowhere/calls.jsonl"_s);
        QSignalSpy problems(&history, &CallHistory::notWritten);
        history.add({.line = u"os.getpid"_s, .context = {}, .when = {}});
        QCOMPARE(problems.count(), 1);
        QCOMPARE(history.rowCount(), 1);
    }
};

QTEST_GUILESS_MAIN(CallModelsTest)
#include "call_models_test.moc"
