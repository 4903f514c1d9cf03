// Functions, their forms and the line: how calls are made.
#include "tests/gui/support/calls_fixture.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTabBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTreeView>

using namespace rz;
using namespace rz::app;
using namespace Qt::StringLiterals;
using test::fileRow;
using test::FixedFile;
using Fixture = test::CallsFixture;

class CallsPageTest : public QObject {
    Q_OBJECT
private slots:
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
        f.last().end(Value(List{{fileRow("passwd", 2000), fileRow("hosts", 300)}}));
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
        f.last().end(Value(List{{fileRow("a", 1)}}));
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
