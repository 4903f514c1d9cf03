#include "app/calls/calls_page.h"
#include "app/calls/value_view.h"
#include "app/common/context_directory.h"
#include "app/common/file_chooser.h"
#include "app/common/selection.h"
#include "tests/gui/support/fake_engine.h"
#include "tests/gui/support/sample_functions.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QStandardPaths>
#include <QTabBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace rz;
using namespace rz::app;
using namespace Qt::StringLiterals;

namespace {

class FixedFile final : public FileChooser {
public:
    explicit FixedFile(QString path) : m_path(std::move(path)) {}
    void askToSave(QWidget*, const QString&, const QString&, const QString&, Chosen chosen) override { chosen(m_path); }
    void askToOpen(QWidget*, const QString&, Chosen chosen) override { chosen(m_path); }

private:
    QString m_path;
};

struct Fixture {
    Fixture()
    {
        QFile::remove(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + u"/calls.jsonl"_s);
        web = engine.addNode(qt::RootNode, "ssh:alice@web1");
        engine.setFunctions(test::sampleFunctions());
        makePage();
    }

    void makePage()
    {
        page = std::make_unique<CallsPage>(engine, contexts, selection);
        page->resize(1200, 700);
        page->show();
        (void)QTest::qWaitForWindowActive(page.get());
    }

    template <class T>
    T& find(const QString& name)
    {
        auto* found = page->findChild<T*>(name);
        if (found == nullptr)
            qFatal("no %s", qPrintable(name));
        return *found;
    }

    // A part of the view of results; that of streamed tables has the same parts.
    template <class T>
    T& result(const QString& name)
    {
        return *find<ValueView>(u"valueView"_s).findChild<T*>(name);
    }

    void chooseWeb()
    {
        selection.choose(web);
        QTRY_VERIFY(find<QTreeView>(u"functions"_s).isVisible());
    }
    void choose(const QString& function)
    {
        chooseWeb();
        page->chooseFunction(function);
    }
    void run() { QTest::mouseClick(&find<QPushButton>(u"runForm"_s), Qt::LeftButton); }
    void type(const QString& call)
    {
        auto& line = find<QLineEdit>(u"callLine"_s);
        line.setText(call);
        QTest::keyClick(&line, Qt::Key_Return);
    }
    QPlainTextEdit& text(const QString& parameter) { return find<QPlainTextEdit>(u"parameter_"_s + parameter); }
    QString state() { return find<QLabel>(u"resultState"_s).text(); }
    test::FakeCall& last() { return *engine.calls.back(); }

    test::FakeEngine engine;
    ContextDirectory contexts{engine};
    Selection selection;
    qt::NodeKey web{};
    std::unique_ptr<CallsPage> page;
};

Value file(const char* name, int size)
{
    return Dict{{{"name", name}, {"size", size}}};
}

}  // namespace

class CallsPageTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void withoutAContextThereIsNothingToRun()
    {
        Fixture f;
        QVERIFY(!f.find<QLineEdit>(u"callLine"_s).isEnabled());
        QVERIFY(!f.find<QTreeView>(u"functions"_s).isVisible());
        const auto failed = f.engine.add("ssh:bob@db1");
        f.engine.fail(failed, Error(ErrorKind::Stream, "no route to host"));
        f.selection.choose(failed);
        QVERIFY(!f.find<QLineEdit>(u"callLine"_s).isEnabled());
    }

    void functionsAppearOnceTheContextIsConnected()
    {
        Fixture f;
        const auto node = f.engine.add("local");
        f.selection.choose(node);
        QVERIFY(!f.find<QTreeView>(u"functions"_s).isVisible());
        f.engine.bringUp(node, "alice@here");
        QTRY_VERIFY(f.find<QTreeView>(u"functions"_s).isVisible());
        f.engine.lose(node, Error(ErrorKind::Stream, "silent for too long"));
        QVERIFY(!f.find<QTreeView>(u"functions"_s).isVisible());
    }

    void functionsAreFoundByNameAndHelp()
    {
        Fixture f;
        f.chooseWeb();
        auto& tree = f.find<QTreeView>(u"functions"_s);
        QTest::keyClicks(&f.find<QLineEdit>(u"functionFilter"_s), u"attributes"_s);
        QCOMPARE(tree.model()->rowCount(), 1);
        QCOMPARE(tree.model()->rowCount(tree.model()->index(0, 0)), 1);
    }

    void aCallWithAFormShowsItsResult()
    {
        Fixture f;
        f.choose(u"fs.list"_s);
        QCOMPARE(f.find<QLabel>(u"signature"_s).text(), u"fs.list(path: text, [limit: int]) → list"_s);
        QTest::keyClicks(&f.text(u"path"_s), u"/etc"_s);
        f.run();
        QCOMPARE(f.engine.calls.size(), 1u);
        QCOMPARE(f.last().call.module, "fs");
        QCOMPARE(f.last().call.function, "list");
        QVERIFY(f.last().call.kwargs == (Dict{{{"path", "/etc"}}}));
        QVERIFY(f.state().startsWith(u"running"_s));
        f.last().end(Value(List{{file("passwd", 2000), file("hosts", 300)}}));
        QVERIFY2(f.state().startsWith(u"done"_s), qPrintable(f.state()));
        auto& table = f.result<QTableView>(u"valueTable"_s);
        QVERIFY(table.isVisible());
        QCOMPARE(table.model()->rowCount(), 2);
        table.sortByColumn(1, Qt::AscendingOrder);
        QCOMPARE(table.model()->index(0, 0).data().toString(), u"hosts"_s);
        QTest::keyClicks(&f.result<QLineEdit>(u"rowFilter"_s), u"pass"_s);
        QCOMPARE(table.model()->rowCount(), 1);
    }

    void optionalParametersAreLeftOutUntilWanted()
    {
        Fixture f;
        f.choose(u"fs.list"_s);
        auto& limit = f.find<QLineEdit>(u"parameter_limit"_s);
        auto& leaveOut = f.find<QCheckBox>(u"leaveOut_limit"_s);
        QVERIFY(!limit.isEnabled());
        leaveOut.click();
        QVERIFY(limit.isEnabled());
        QTest::keyClicks(&f.text(u"path"_s), u"/"_s);
        QTest::keyClicks(&limit, u"0x10"_s);
        f.run();
        QVERIFY(f.last().call.kwargs == (Dict{{{"path", "/"}, {"limit", 16}}}));
        leaveOut.click();
        f.run();
        QVERIFY(f.last().call.kwargs == (Dict{{{"path", "/"}}}));
    }

    void aWrongFieldIsMarkedAndNothingIsCalled()
    {
        Fixture f;
        f.choose(u"fs.list"_s);
        f.find<QCheckBox>(u"leaveOut_limit"_s).click();
        QTest::keyClicks(&f.find<QLineEdit>(u"parameter_limit"_s), u"many"_s);
        f.run();
        QVERIFY(f.engine.calls.empty());
        auto& note = f.find<QLabel>(u"note_limit"_s);
        QVERIFY2(note.text().contains(u"whole number"_s), qPrintable(note.text()));
        QVERIFY(f.find<QLineEdit>(u"parameter_limit"_s).hasFocus());
        QTest::keyClick(&f.find<QLineEdit>(u"parameter_limit"_s), Qt::Key_Backspace);
        QVERIFY(!note.text().contains(u"whole number"_s));
    }

    void eachKindOfFieldGivesItsKindOfValue()
    {
        Fixture f;
        f.choose(u"fs.write"_s);
        QTest::keyClicks(&f.text(u"path"_s), u"/tmp/x"_s);
        f.find<QComboBox>(u"form_data"_s).setCurrentIndex(1);
        QTest::keyClicks(&f.text(u"data"_s), u"00 ff"_s);
        f.find<QCheckBox>(u"leaveOut_atomic"_s).click();
        f.find<QComboBox>(u"parameter_atomic"_s).setCurrentIndex(1);
        f.run();
        QVERIFY(f.last().call.kwargs ==
                (Dict{{{"path", "/tmp/x"}, {"data", Bytes(std::string_view("\x00\xff", 2))}, {"atomic", true}}}));
        f.page->chooseFunction(u"proc.run"_s);
        f.text(u"argv"_s).setPlainText(u"ls\n-l"_s);
        f.find<QCheckBox>(u"leaveOut_env"_s).click();
        f.text(u"env"_s).setPlainText(u"{\"A\": null}"_s);
        f.find<QCheckBox>(u"leaveOut_timeout"_s).click();
        f.find<QLineEdit>(u"parameter_timeout"_s).setText(u"1.5"_s);
        f.run();
        QVERIFY(f.last().call.kwargs ==
                (Dict{{{"argv", List{{"ls", "-l"}}}, {"env", Dict{{{"A", Value()}}}}, {"timeout", 1.5}}}));
        QCOMPARE(f.last().streamParameter, "output");
    }

    void aFilesContentIsSentAsBytes()
    {
        Fixture f;
        QTemporaryDir dir;
        QFile content(dir.filePath(u"content"_s));
        QVERIFY(content.open(QIODevice::WriteOnly));
        content.write("from a file");
        content.close();
        f.page->setFileChooser(std::make_shared<FixedFile>(content.fileName()));
        f.choose(u"fs.write"_s);
        f.find<QComboBox>(u"form_data"_s).setCurrentIndex(2);
        f.find<QPushButton>(u"browse_data"_s).click();
        f.run();
        QVERIFY(*f.last().call.kwargs.find("data") == Value(Bytes(std::string_view("from a file"))));
    }

    void enterMovesOnAndCtrlEnterRuns()
    {
        Fixture f;
        f.choose(u"fs.list"_s);
        auto& path = f.text(u"path"_s);
        QTest::keyClicks(&path, u"/a"_s);
        QTest::keyClick(&path, Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClicks(&path, u"b"_s);
        QTest::keyClick(&path, Qt::Key_Return);
        QVERIFY(!path.hasFocus());
        QTest::keyClick(f.page.get(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(f.engine.calls.size(), 1u);
        QVERIFY(*f.last().call.kwargs.find("path") == Value("/a\nb"));
    }

    void aTypedCallRunsAndIsRecalled()
    {
        Fixture f;
        f.chooseWeb();
        f.type(u"fs.list \"/tmp\" limit=5"_s);
        QCOMPARE(f.engine.calls.size(), 1u);
        QVERIFY(Value(List{f.last().call.args}) == Value(List{{"/tmp"}}));
        f.type(u"os.getpid"_s);
        auto& line = f.find<QLineEdit>(u"callLine"_s);
        QVERIFY(line.text().isEmpty());
        QTest::keyClick(&line, Qt::Key_Up);
        QCOMPARE(line.text(), u"os.getpid"_s);
        QTest::keyClick(&line, Qt::Key_Up);
        QCOMPARE(line.text(), u"fs.list \"/tmp\" limit=5"_s);
        QTest::keyClick(&line, Qt::Key_Down);
        QTest::keyClick(&line, Qt::Key_Down);
        QVERIFY(line.text().isEmpty());
    }

    void aTypedCallThatIsWrongSaysWhere()
    {
        Fixture f;
        f.chooseWeb();
        f.type(u"fs.list /tmp"_s);
        QVERIFY(f.engine.calls.empty());
        auto& problem = f.find<QLabel>(u"callLineProblem"_s);
        QVERIFY(problem.isVisible());
        QVERIFY2(problem.text().contains(u"9"_s), qPrintable(problem.text()));
        QTest::keyClicks(&f.find<QLineEdit>(u"callLine"_s), u"x"_s);
        QVERIFY(!problem.isVisible());
    }

    void outputIsShownAsItArrives()
    {
        Fixture f;
        f.choose(u"proc.run"_s);
        f.text(u"argv"_s).setPlainText(u"make"_s);
        f.run();
        const auto chunk = [](const char* stream, std::string_view data) {
            return Value(Dict{{{"stream", stream}, {"data", Bytes(data)}}});
        };
        auto& output = f.find<QPlainTextEdit>(u"streamView"_s);
        f.last().stream({chunk("stdout", "compiling "), chunk("stderr", "warning: gr\xc3")});
        QVERIFY(output.isVisible());
        QCOMPARE(output.toPlainText(), u"compiling warning: gr"_s);
        f.last().stream({chunk("stderr", "\xbc\x1b[3"), chunk("stderr", "1mn\n")});
        QCOMPARE(output.toPlainText(), u"compiling warning: grün\n"_s);
        f.last().end(Value(Dict{{{"status", 0}}}));
        QVERIFY(output.isVisible());
        auto& tabs = f.find<QTabBar>(u"resultTabs"_s);
        QVERIFY(tabs.isVisible());
        tabs.setCurrentIndex(1);
        QVERIFY(f.result<QTreeView>(u"valueTree"_s).isVisible());
        tabs.setCurrentIndex(0);
        f.page->findChild<QAction*>(u"copyText"_s)->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), u"compiling warning: grün\n"_s);
    }

    void streamedRecordsBecomeATable()
    {
        Fixture f;
        f.choose(u"proc.run"_s);
        f.run();
        f.last().stream({Value("text first")});
        f.last().stream({file("a", 1), file("b", 2)});
        f.last().stream({file("c", 3)});
        auto* table = f.find<ValueView>(u"streamTable"_s).findChild<QTableView*>(u"valueTable"_s);
        QVERIFY(table->isVisible());
        QCOMPARE(table->model()->rowCount(), 4);
        f.last().end(Value());
    }

    void aFailureShowsItsTrace()
    {
        Fixture f;
        f.choose(u"os.getpid"_s);
        f.run();
        ErrorDetails details;
        details.trace = "Traceback:\n  line 1";
        f.last().end(std::unexpected(Error(ErrorKind::Call, "OSError: no such thing").withDetails(details)));
        QVERIFY(f.state().startsWith(u"failed"_s));
        QVERIFY(f.find<QLabel>(u"noticeText"_s).text().contains(u"no such thing"_s));
        auto& trace = f.find<QPlainTextEdit>(u"callTrace"_s);
        QVERIFY(trace.isVisible());
        QCOMPARE(trace.toPlainText(), u"Traceback:\n  line 1"_s);
    }

    void aRunningCallIsCancelled()
    {
        Fixture f;
        f.choose(u"os.getpid"_s);
        f.run();
        auto* cancel = f.page->findChild<QAction*>(u"cancelCall"_s);
        QVERIFY(cancel->isEnabled());
        cancel->trigger();
        QTRY_VERIFY(f.state().startsWith(u"cancelled"_s));
        QVERIFY(!cancel->isEnabled());
        QVERIFY(!f.find<QPlainTextEdit>(u"callTrace"_s).isVisible());
    }

    void severalCallsGoOnAtOnce()
    {
        Fixture f;
        f.choose(u"os.getpid"_s);
        f.run();
        f.run();
        f.page->chooseFunction(u"os.hostname"_s);
        f.run();
        auto& calls = f.find<QListView>(u"calls"_s);
        QCOMPARE(calls.model()->rowCount(), 3);
        f.engine.calls[0]->end(Value(111));
        f.engine.calls[2]->end(Value("web1"));
        QCOMPARE(f.result<QPlainTextEdit>(u"valueText"_s).toPlainText(), u"web1"_s);
        calls.setCurrentIndex(calls.model()->index(2, 0));
        QCOMPARE(f.result<QPlainTextEdit>(u"valueText"_s).toPlainText(), u"111"_s);
        calls.setCurrentIndex(calls.model()->index(1, 0));
        QVERIFY(f.state().startsWith(u"running"_s));
    }

    void callsGoOnWhileAnotherContextIsChosen()
    {
        Fixture f;
        f.choose(u"os.getpid"_s);
        f.run();
        f.selection.choose(qt::RootNode);
        f.last().end(Value(5));
        QVERIFY(f.state().contains(u"ssh alice@web1"_s));
        QVERIFY(f.state().startsWith(u"done"_s));
    }

    void aCallIsRunAgainAndEdited()
    {
        Fixture f;
        f.choose(u"fs.list"_s);
        QTest::keyClicks(&f.text(u"path"_s), u"/etc"_s);
        f.run();
        f.last().end(Value(List{}));
        f.page->findChild<QAction*>(u"runAgain"_s)->trigger();
        QCOMPARE(f.engine.calls.size(), 2u);
        QVERIFY(f.last().call.kwargs == (Dict{{{"path", "/etc"}}}));
        f.page->chooseFunction(u"os.getpid"_s);
        f.page->findChild<QAction*>(u"editCall"_s)->trigger();
        QCOMPARE(f.text(u"path"_s).toPlainText(), u"/etc"_s);
        f.type(u"fs.list {\"$bytes\": \"/w==\"}"_s);
        f.page->findChild<QAction*>(u"editCall"_s)->trigger();
        QCOMPARE(f.find<QLineEdit>(u"callLine"_s).text(), u"fs.list {\"$bytes\":\"/w==\"}"_s);
    }

    void theHistoryOutlivesThePage()
    {
        Fixture f;
        f.chooseWeb();
        f.type(u"fs.list \"/var\""_s);
        f.page.reset();
        f.engine.calls.clear();
        f.makePage();
        QTRY_VERIFY(f.find<QTreeView>(u"functions"_s).isVisible());
        f.find<QTabBar>(u"callTabs"_s).setCurrentIndex(1);
        auto& history = f.find<QListView>(u"history"_s);
        QVERIFY(history.isVisible());
        QCOMPARE(history.model()->rowCount(), 1);
        emit history.activated(history.model()->index(0, 0));
        QCOMPARE(f.text(u"path"_s).toPlainText(), u"/var"_s);
    }

    void secretsAreNeverKept()
    {
        Fixture f;
        f.choose(u"auth.login"_s);
        auto& password = f.find<QLineEdit>(u"parameter_password"_s);
        QTest::keyClicks(&password, u"hunter2"_s);
        f.run();
        QVERIFY(f.last().call.kwargs.find("password")->is<Secret>());
        QVERIFY(password.text().isEmpty());
        f.last().end(Value(true));
        QVERIFY(!f.page->findChild<QAction*>(u"runAgain"_s)->isEnabled());
        QFile file(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + u"/calls.jsonl"_s);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray content = file.readAll();
        QVERIFY(content.contains("auth.login"));
        QVERIFY(!content.contains("hunter2"));
    }

    void resultsAreCopiedAndSaved()
    {
        Fixture f;
        QTemporaryDir dir;
        f.page->setFileChooser(std::make_shared<FixedFile>(dir.filePath(u"r.json"_s)));
        f.choose(u"os.getpid"_s);
        f.run();
        f.last().end(Value(List{{1, "x"}}));
        f.page->findChild<QAction*>(u"copyJson"_s)->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), u"[\n  1,\n  \"x\"\n]"_s);
        f.find<QComboBox>(u"resultForm"_s).setCurrentIndex(2);
        emit f.find<QComboBox>(u"resultForm"_s).activated(2);
        QVERIFY(f.result<QPlainTextEdit>(u"valueText"_s).isVisible());
        f.page->findChild<QAction*>(u"saveResult"_s)->trigger();
        QFile saved(dir.filePath(u"r.json"_s));
        QVERIFY(saved.open(QIODevice::ReadOnly));
        QCOMPARE(saved.readAll(), QByteArray("[\n  1,\n  \"x\"\n]\n"));
    }

    void aContextWithoutAListOfFunctionsStillTakesTypedCalls()
    {
        Fixture f;
        const auto python = f.engine.addNode(qt::RootNode, "ssh:bob@py");
        f.engine.refuseFunctions(python);
        f.selection.choose(python);
        QTRY_VERIFY(f.find<QLineEdit>(u"callLine"_s).isEnabled());
        f.type(u"platform.node"_s);
        QCOMPARE(f.engine.calls.size(), 1u);
        QVERIFY(f.last().node == python);
    }

    void whatWasFilledInStaysForTheSameFunctionElsewhere()
    {
        Fixture f;
        const auto other = f.engine.addNode(qt::RootNode, "ssh:bob@db1");
        f.choose(u"fs.list"_s);
        QTest::keyClicks(&f.text(u"path"_s), u"/etc"_s);
        f.selection.choose(other);
        QTRY_VERIFY(f.find<QTreeView>(u"functions"_s).isVisible());
        QCOMPARE(f.text(u"path"_s).toPlainText(), u"/etc"_s);
        f.run();
        QVERIFY(f.last().node == other);
    }

    void everythingHasANameForScreenReaders()
    {
        Fixture f;
        f.choose(u"proc.run"_s);
        f.run();
        f.last().end(Value(List{{file("a", 1)}}));
        for (const QWidget* widget : f.page->findChildren<QWidget*>()) {
            if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible() ||
                widget->objectName().startsWith(u"qt_"_s))
                continue;
            const bool named = !widget->accessibleName().isEmpty() || widget->property("text").toString().size() > 0 ||
                               widget->inherits("QLabel") || widget->inherits("QScrollBar") ||
                               widget->inherits("QTabBar") || widget->focusProxy() != nullptr ||
                               widget->inherits("QScrollArea");
            QVERIFY2(named,
                     qPrintable(QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName()));
        }
    }
};

QTEST_MAIN(CallsPageTest)
#include "calls_page_test.moc"
