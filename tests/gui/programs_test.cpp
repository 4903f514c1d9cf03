// Attaching to programs, in the window over an engine in memory.
#include "app/attach/socket_model.h"
#include "app/common/context_directory.h"
#include "app/contexts/context_model.h"
#include "core/io/unix_socket.h"
#include "tests/gui/support/window_scene.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPointer>
#include <QPushButton>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

#include <chrono>
#include <optional>
#include <string>
#include <sys/socket.h>
#include <utility>
#include <vector>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace rz;
using namespace rz::app;
using test::WindowScene;

namespace {

qt::SocketSnapshot socketOf(const char* path, std::optional<pid_t> pid = {})
{
    return {
        .found = {.path = path, .live = pid.has_value(), .pid = pid, .program = "python3", .commandLine = "python3"},
        .title = pid ? "deploy.py" : "",
        .since = std::chrono::system_clock::now() - 5min};
}

struct Window : WindowScene {
    QDialog& open(const QString& actionName, const QString& dialog)
    {
        action(actionName).trigger();
        QTest::qWait(0);
        return find<QDialog>(dialog);
    }
    QString text(const QString& name) { return find<QLabel>(name).text(); }
    QString noticeTitle()
    {
        auto& notice = find<QWidget>(u"overviewNotice"_s);
        return notice.isVisible() ? notice.findChild<QLabel*>(u"noticeTitle"_s)->text() : QString();
    }
    QModelIndex row(const QString& label)
    {
        auto* model = find<QTreeView>(u"contextTree"_s).model();
        return model->match(model->index(0, 0), Qt::DisplayRole, label, 1, Qt::MatchStartsWith | Qt::MatchRecursive)
            .value(0);
    }
};

}  // namespace

class ProgramsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void aSocketIsShownWithItsProgramAndItsAge()
    {
        SocketModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setSockets({socketOf("/tmp/a.sock", 4711), socketOf("/tmp/b.sock")});
        const auto at = [&model](int row, int column) { return model.index(row, column).data().toString(); };
        QCOMPARE(at(0, SocketModel::ProgramColumn), u"deploy.py"_s);
        QCOMPARE(at(0, SocketModel::ProcessColumn), u"4711"_s);
        QCOMPARE(at(0, SocketModel::StateColumn), u"Live"_s);
        QVERIFY(at(0, SocketModel::AgeColumn).startsWith(u"5 min"_s));
        QCOMPARE(at(1, SocketModel::StateColumn), u"Stale"_s);
        QCOMPARE(at(1, SocketModel::ProgramColumn), u"–"_s);
        QCOMPARE(model.rowOf(u"/tmp/b.sock"_s), 1);
        QVERIFY(problemOf(model.at(0).found).isEmpty());
        QVERIFY(!problemOf(model.at(1).found).isEmpty());
    }

    // Other dialogs show no sockets.
    void aSocketMayBeChosenByItsFile()
    {
        const QTemporaryDir directory;
        const std::string path = directory.filePath(u"chosen.sock"_s).toStdString();
        const auto address = io::unixAddress(path);
        const UniqueFd socket = io::unixSocket();
        QVERIFY(::bind(socket.get(), address->get(), io::UnixAddress::length()) == 0);
        qputenv("TMPDIR", directory.path().toLocal8Bit());
        Window f;
        QDialog& dialog = f.open(u"attach"_s, u"attachDialog"_s);
        QTest::mouseClick(dialog.findChild<QToolButton*>(u"browseSocket"_s), Qt::LeftButton);
        auto* chooser = dialog.findChild<QFileDialog*>();
        QVERIFY(chooser != nullptr);
        auto* list = chooser->findChild<QListView*>(u"listView"_s);
        const auto shown = [list] {
            return list->model()->match(list->model()->index(0, 0, list->rootIndex()), Qt::DisplayRole,
                                        u"chosen.sock"_s);
        };
        QTRY_VERIFY(!shown().isEmpty());
        list->setCurrentIndex(shown().front());
        auto* open = chooser->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Open);
        QTRY_VERIFY(open->isEnabled());
        QTest::mouseClick(open, Qt::LeftButton);
        QTRY_COMPARE(dialog.findChild<QLineEdit*>(u"socketPath"_s)->text(), QString::fromStdString(path));
        qunsetenv("TMPDIR");
    }

    void theFirstThatListensIsChosenAndAttachedTo()
    {
        Window f;
        f.engine.sockets = {socketOf("/tmp/a.sock", 4711), socketOf("/tmp/b.sock")};
        QDialog& dialog = f.open(u"attach"_s, u"attachDialog"_s);
        auto& path = f.find<QLineEdit>(u"socketPath"_s);
        QTRY_COMPARE(path.text(), u"/tmp/a.sock"_s);
        QTest::mouseClick(&f.find<QPushButton>(u"attachButton"_s), Qt::LeftButton);
        QVERIFY(!dialog.isVisible());
        QCOMPARE(f.engine.attachedTo.size(), 1U);
        QCOMPARE(f.engine.attachedTo.front().second, std::string("/tmp/a.sock"));
        QTRY_VERIFY(f.text(u"pathState"_s).contains(u"program's answer"_s));
        QVERIFY(f.action(u"cancelConnect"_s).isEnabled());
        f.action(u"cancelConnect"_s).trigger();
        QCOMPARE(f.engine.cancelled, std::vector{f.engine.attachedTo.front().first});
    }

    void whereNobodyListensThereIsNoAttaching()
    {
        Window f;
        f.engine.sockets = {socketOf("/tmp/b.sock")};
        f.open(u"attach"_s, u"attachDialog"_s);
        auto& table = f.find<QTableView>(u"sockets"_s);
        QTRY_VERIFY(table.isVisible());
        const auto& button = f.find<QPushButton>(u"attachButton"_s);
        QVERIFY(!button.isEnabled());
        table.selectRow(0);
        QVERIFY(!button.isEnabled());
        QVERIFY2(f.text(u"attachProblem"_s).contains(u"Nobody listens"_s), qPrintable(f.text(u"attachProblem"_s)));
        QCOMPARE(button.accessibleDescription(), f.text(u"attachProblem"_s));
        QTest::keyClick(&table, Qt::Key_Return);
        QVERIFY(f.engine.attachedTo.empty());
    }

    void aPathCanBeTyped()
    {
        Window f;
        f.open(u"attach"_s, u"attachDialog"_s);
        auto& path = f.find<QLineEdit>(u"socketPath"_s);
        QTRY_VERIFY(path.hasFocus());  // there is nothing to choose
        QTest::keyClicks(&path, u"run/my.sock"_s);
        QVERIFY(!f.find<QPushButton>(u"attachButton"_s).isEnabled());
        path.clear();
        QTest::keyClicks(&path, u" /run/my.sock "_s);
        QTest::keyClick(&path, Qt::Key_Return);
        QCOMPARE(f.engine.attachedTo.size(), 1U);
        QCOMPARE(f.engine.attachedTo.front().second, std::string("/run/my.sock"));
    }

    void lookingAgainFindsWhatIsThereThen()
    {
        Window f;
        f.open(u"attach"_s, u"attachDialog"_s);
        QTRY_VERIFY(f.find<QAction>(u"lookForSockets"_s).isEnabled());
        f.engine.sockets = {socketOf("/tmp/a.sock", 4711)};
        f.find<QAction>(u"lookForSockets"_s).trigger();
        QTRY_COMPARE(f.find<QLineEdit>(u"socketPath"_s).text(), u"/tmp/a.sock"_s);
    }

    void aProgramIsARootOfItsOwnWithItsMark()
    {
        Window f;
        f.fillTree();
        const qt::NodeKey program = f.engine.addProgram("deploy.py (4711)");
        f.engine.addContextOf(program, ContextId{1001}, "ssh.shop1", Dict{{{"user", "deploy"}, {"host", "shop1"}}});
        const QModelIndex row = f.row(u"deploy.py"_s);
        QVERIFY(!row.parent().isValid());
        QCOMPARE(row.row(), 1);
        QVERIFY(row.data(ContextModel::AttachedMarkRole).toBool());
        QVERIFY(!row.data(ContextModel::PythonMarkRole).toBool());
        QVERIFY(row.data(Qt::AccessibleTextRole).toString().contains(u"attached program"_s));
        QCOMPARE(f.row(u"ssh.shop1"_s).parent(), row);
        QVERIFY(f.row(u"ssh.shop1"_s).data(ContextModel::PythonMarkRole).toBool());
        f.choose(u"ssh.shop1"_s);
        QVERIFY(f.find<QWidget>(u"attachedMark"_s).isVisible());
        QVERIFY(f.window.windowTitle().startsWith(u"deploy.py (4711) › ssh.shop1"_s));
        f.engine.remove(program);
        QVERIFY(!f.row(u"deploy.py"_s).isValid());
    }

    // What the log and the routes say of a context 1001 is of our own.
    void itsIdsAreNotThoseOfOurContexts()
    {
        test::FakeEngine engine;
        const ContextDirectory contexts(engine);
        const qt::NodeKey program = engine.addProgram("deploy.py (4711)");
        const qt::NodeKey theirs = engine.addContextOf(program, ContextId{1001}, "ssh.shop1");
        QVERIFY(!contexts.keyOf(ContextId{1001}).has_value());
        const qt::NodeKey ours = engine.add("local");
        engine.change(ours, [](qt::NodeSnapshot& node) { node.id = ContextId{1001}; });
        QCOMPARE(contexts.keyOf(ContextId{1001}), ours);
        engine.remove(theirs);
        QCOMPARE(contexts.keyOf(ContextId{1001}), ours);
    }

    void treesOfSeveralProgramsComeAndGo()
    {
        test::FakeEngine engine;
        ContextModel model(engine);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        const qt::NodeKey one = engine.addProgram("one (1)");
        const qt::NodeKey two = engine.addProgram("two (2)");
        engine.add("local");
        const qt::NodeKey below = engine.addContextOf(two, ContextId{1}, "first");
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.indexOf(below).parent(), model.indexOf(two));
        engine.remove(one);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.indexOf(two).row(), 1);
        engine.remove(two);
        QCOMPARE(model.rowCount(), 1);
        QVERIFY(!model.isEmpty());
    }

    void theProgramItselfTakesNoCallsAndSaysSo()
    {
        Window f;
        const qt::NodeKey program = f.engine.addProgram("deploy.py (4711)");
        f.engine.addContextOf(program, ContextId{1}, "first", Dict{{{"user", "deploy"}}});
        f.choose(u"deploy.py"_s);
        f.action(u"showCalls"_s).trigger();
        QVERIFY(!f.find<QLineEdit>(u"callLine"_s).isEnabled());
        QVERIFY(!f.action(u"connectChild"_s).isEnabled());
        QVERIFY(!f.action(u"copyChain"_s).isEnabled());
        f.choose(u"first"_s);
        QVERIFY(f.find<QLineEdit>(u"callLine"_s).isEnabled());
        QVERIFY(f.action(u"connectChild"_s).isEnabled());
        QVERIFY(!f.action(u"transferFiles"_s).isEnabled());
        QVERIFY(!f.action(u"disconnectContext"_s).isEnabled());  // it is not ours to end
        f.typeCall(u"os.getpid"_s).end(4712);
        QCOMPARE(f.engine.node(f.engine.lastCall()->node).name, std::string("first"));
    }

    void lettingGoIsCalledDetaching()
    {
        Window f;
        const qt::NodeKey program = f.engine.addProgram("deploy.py (4711)");
        const qt::NodeKey local = f.engine.add("local");
        f.engine.bringUp(local, "alice@here");
        f.choose(u"local"_s);
        QCOMPARE(f.action(u"disconnectContext"_s).text(), u"&Disconnect"_s);
        f.choose(u"deploy.py"_s);
        QCOMPARE(f.action(u"disconnectContext"_s).text(), u"&Detach"_s);
        QVERIFY(f.action(u"disconnectContext"_s).toolTip().contains(u"go on"_s));
        f.action(u"disconnectContext"_s).trigger();
        QCOMPARE(f.engine.disconnected, std::vector{program});
    }

    void whatBecameOfAProgramIsTold()
    {
        Window f;
        const qt::NodeKey program = f.engine.addProgram("deploy.py (4711)");
        const qt::NodeKey below = f.engine.addContextOf(program, ContextId{1}, "first");
        f.choose(u"first"_s);
        f.engine.remove(below);
        QCOMPARE(f.row(u"deploy.py"_s), f.find<QTreeView>(u"contextTree"_s).currentIndex());
        f.engine.lose(program, Error(ErrorKind::Stream, "the program has ended"));
        QCOMPARE(f.noticeTitle(), u"The program has gone"_s);
        QVERIFY(f.action(u"reconnect"_s).isEnabled());
        QVERIFY(f.action(u"forget"_s).isEnabled());
        QVERIFY(!f.action(u"survey"_s).isEnabled());
        f.engine.change(program, [](qt::NodeSnapshot& node) {
            node.state = qt::NodeState::Connecting;
            node.step = "no answer yet";
        });
        QCOMPARE(f.noticeTitle(), u"No answer yet"_s);
        QVERIFY(f.text(u"pathState"_s).contains(u"no answer yet"_s));
        f.engine.addProgram("other.py (4712)");
        f.engine.remove(program);
        QCOMPARE(f.find<QTreeView>(u"contextTree"_s).currentIndex(), f.row(u"desktop"_s));
    }

    void aContextIsAddedByItsId()
    {
        Window f;
        const qt::NodeKey program = f.engine.addProgram("deploy.py (4711)");
        f.choose(u"deploy.py"_s);
        const QPointer<QDialog> dialog = &f.open(u"addContext"_s, u"addContextDialog"_s);
        auto& id = f.find<QLineEdit>(u"contextId"_s);
        const auto& add = f.find<QPushButton>(u"acceptContextButton"_s);
        for (const char* wrong : {"", "0", "x", "-3"}) {
            id.clear();
            QTest::keyClicks(&id, QLatin1String(wrong));
            QVERIFY2(!add.isEnabled(), wrong);
        }
        f.engine.noContext = Error(ErrorKind::Channel, "no route to 9, my ID is 0");
        id.clear();
        QTest::keyClicks(&id, u"9"_s);
        QTest::keyClick(&id, Qt::Key_Return);
        QTRY_VERIFY2(f.text(u"addContextOutcome"_s).contains(u"no route to 9"_s),
                     qPrintable(f.text(u"addContextOutcome"_s)));
        QVERIFY(dialog->isVisible());
        f.engine.noContext.reset();
        QTest::keyClick(&id, Qt::Key_Return);
        QTRY_VERIFY(dialog == nullptr || !dialog->isVisible());
        QCOMPARE(f.engine.asked.back(), std::pair(program, ContextId{9}));
        QCOMPARE(f.find<QTreeView>(u"contextTree"_s).currentIndex().data().toString(), u"context 9"_s);
    }
};

QTEST_MAIN(ProgramsTest)
#include "programs_test.moc"
