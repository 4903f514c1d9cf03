// What became of calls: output, results, failures, history.
#include "app/calls/stream_view.h"
#include "tests/gui/support/calls_fixture.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QTabBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTextBlock>
#include <QToolButton>
#include <QTreeView>

using namespace rz;
using namespace rz::app;
using namespace Qt::StringLiterals;
using test::fileRow;
using test::FixedFile;
using ResultsFixture = test::CallsFixture;

namespace {

Value outputChunk(const char* stream, std::string_view data)
{
    return Dict{{{"stream", stream}, {"data", Bytes(data)}}};
}

}  // namespace

class CallResultsTest : public QObject {
    Q_OBJECT
private slots:
    void outputIsShownAsItArrives()
    {
        ResultsFixture f;
        f.choose(u"proc.run"_s);
        f.text(u"argv"_s).setPlainText(u"make"_s);
        f.run();
        const auto chunk = outputChunk;
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

    // A line without an end would be laid out anew, as a whole, with every piece of it.
    void aLineWithoutEndIsBrokenInTheViewOnly()
    {
        constexpr int Pieces = 400;
        ResultsFixture f;
        QTemporaryDir dir;
        f.page->setFileChooser(std::make_shared<FixedFile>(dir.filePath(u"out.txt"_s)));
        f.choose(u"proc.run"_s);
        f.run();
        std::string piece;
        while (piece.size() < 64 * 1024)
            piece += "0123456789abcde\xc3\xbc";  // 16 characters
        for (int i = 0; i < Pieces; ++i)
            f.last().stream({outputChunk("stdout", piece)});
        auto& output = f.find<QPlainTextEdit>(u"streamView"_s);
        const auto checkLimits = [&output] {
            for (QTextBlock block = output.document()->begin(); block.isValid(); block = block.next())
                QVERIFY(block.length() <= StreamView::MaxLineLength + 1);
            QVERIFY(output.document()->characterCount() <= StreamView::MaxCharacters + 1000);
            QVERIFY(output.document()->characterCount() > StreamView::MaxCharacters / 2);
            QVERIFY2(output.document()->begin().text().contains(u"not shown"_s),
                     qPrintable(output.document()->begin().text()));
        };
        checkLimits();
        f.last().end(Value(Dict{{{"status", 0}}}));
        f.page->findChild<QAction*>(u"saveResult"_s)->trigger();
        QFile saved(dir.filePath(u"out.txt"_s));
        QVERIFY(saved.open(QIODevice::ReadOnly));
        const QByteArray content = saved.readAll();
        QCOMPARE(content.size(), qsizetype(piece.size()) * Pieces);
        QVERIFY(content.startsWith(piece.c_str()) && content.endsWith(piece.c_str()) && !content.contains('\n'));
        f.page->findChild<QAction*>(u"copyText"_s)->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text().size(), QString::fromUtf8(content).size());
        // Chosen again, only what is shown is read anew.
        auto& calls = f.find<QListView>(u"calls"_s);
        f.run();
        QVERIFY(output.toPlainText().isEmpty());
        calls.setCurrentIndex(calls.model()->index(1, 0));
        checkLimits();
    }

    void whatIsCopiedHasNoneOfTheBreaks()
    {
        ResultsFixture f;
        f.choose(u"proc.run"_s);
        f.run();
        const std::string longLine(3 * StreamView::MaxLineLength, 'x');
        f.last().stream({outputChunk("stdout", "before\n" + longLine)});
        f.last().stream({outputChunk("stdout", "x\nafter\n")});
        auto& output = f.find<QPlainTextEdit>(u"streamView"_s);
        QCOMPARE(output.blockCount(), 1 + 4 + 2);
        QVERIFY(output.document()->findBlockByNumber(2).text().startsWith(u'\u21aa'));
        output.selectAll();
        output.copy();
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 u"before\n"_s + QString(3 * StreamView::MaxLineLength + 1, u'x') + u"\nafter\n"_s);
        // From the last character of a line's beginning to the first one of what goes on.
        const QTextBlock second = output.document()->findBlockByNumber(2);
        QTextCursor cursor(second);
        cursor.setPosition(second.position() - 2);
        cursor.setPosition(second.position() + 2, QTextCursor::KeepAnchor);
        output.setTextCursor(cursor);
        output.copy();
        QCOMPARE(QGuiApplication::clipboard()->text(), u"xx"_s);
    }

    void onlyTheLastLinesAreShown()
    {
        ResultsFixture f;
        f.choose(u"proc.run"_s);
        f.run();
        std::string lines;
        for (int i = 0; i < StreamView::MaxLines + 10; ++i)
            lines += std::to_string(i) + '\n';
        f.last().stream({outputChunk("stdout", lines)});
        auto& output = f.find<QPlainTextEdit>(u"streamView"_s);
        const QTextDocument& document = *output.document();
        QVERIFY(document.blockCount() <= StreamView::MaxLines + 1);
        QVERIFY(document.begin().text().contains(u"not shown"_s));
        QCOMPARE(document.lastBlock().previous().text(), QString::number(StreamView::MaxLines + 9));
        f.last().stream({outputChunk("stdout", "more\n")});
        QVERIFY(document.blockCount() <= StreamView::MaxLines + 1);
        QCOMPARE(document.lastBlock().previous().text(), u"more"_s);
        QVERIFY(!document.begin().next().text().contains(u"not shown"_s));
    }

    void streamedRecordsBecomeATable()
    {
        ResultsFixture f;
        f.choose(u"proc.run"_s);
        f.run();
        f.last().stream({Value("text first")});
        f.last().stream({fileRow("a", 1), fileRow("b", 2)});
        f.last().stream({fileRow("c", 3)});
        auto* table = f.find<ValueView>(u"streamTable"_s).findChild<QTableView*>(u"valueTable"_s);
        QVERIFY(table->isVisible());
        QCOMPARE(table->model()->rowCount(), 4);
        f.last().end(Value());
    }

    void aFailureShowsItsTrace()
    {
        ResultsFixture f;
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
        ResultsFixture f;
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
        ResultsFixture f;
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
        ResultsFixture f;
        f.choose(u"os.getpid"_s);
        f.run();
        f.selection.choose(qt::RootNode);
        f.last().end(Value(5));
        QVERIFY(f.state().contains(u"ssh alice@web1"_s));
        QVERIFY(f.state().startsWith(u"done"_s));
    }

    void aCallIsRunAgainAndEdited()
    {
        ResultsFixture f;
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
        ResultsFixture f;
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

    void aClearedHistoryCanBeBroughtBack()
    {
        ResultsFixture f;
        f.chooseWeb();
        f.type(u"fs.list \"/var\""_s);
        f.find<QTabBar>(u"callTabs"_s).setCurrentIndex(1);
        QVERIFY(!f.find<QWidget>(u"undoClearBar"_s).isVisible());
        f.page->findChild<QAction*>(u"clearHistory"_s)->trigger();
        QVERIFY(!f.find<QListView>(u"history"_s).isVisible());
        QVERIFY(f.find<QWidget>(u"undoClearBar"_s).isVisible());
        QCOMPARE(f.find<QLabel>(u"undoClearText"_s).text(), u"The history was cleared."_s);
        QTest::mouseClick(&f.find<QToolButton>(u"undoClearButton"_s), Qt::LeftButton);
        QVERIFY(f.find<QListView>(u"history"_s).isVisible());
        QVERIFY(!f.find<QWidget>(u"undoClearBar"_s).isVisible());
        QCOMPARE(CallHistory(f.historyFile()).rowCount(), 1);
    }

    void secretsAreNeverKept()
    {
        ResultsFixture f;
        f.choose(u"auth.login"_s);
        auto& password = f.find<QLineEdit>(u"parameter_password"_s);
        QTest::keyClicks(&password, u"hunter2"_s);
        f.run();
        QVERIFY(f.last().call.kwargs.find("password")->is<Secret>());
        QVERIFY(password.text().isEmpty());
        f.last().end(Value(true));
        QVERIFY(!f.page->findChild<QAction*>(u"runAgain"_s)->isEnabled());
        QFile file(f.historyFile());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray content = file.readAll();
        QVERIFY(content.contains("auth.login"));
        QVERIFY(!content.contains("hunter2"));
    }

    void resultsAreCopiedAndSaved()
    {
        ResultsFixture f;
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
};

QTEST_MAIN(CallResultsTest)
#include "call_results_test.moc"
