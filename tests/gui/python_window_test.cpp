// A Python context in the real window, before a real Python: chosen in the dialog, seen in the tree, called by names.
#include "app/calls/value_view.h"
#include "app/common/file_chooser.h"
#include "app/contexts/context_model.h"
#include "app/serving/fetch_model.h"
#include "app/serving/serving_dialog.h"
#include "tests/gui/support/desktop.h"

#include <QComboBox>
#include <QDialog>
#include <QFile>
#include <QListView>
#include <QPlainTextEdit>
#include <QStandardPaths>
#include <QTableView>

#include <ranges>

using namespace rz;
using namespace Qt::StringLiterals;
using test::Deadline;
using test::Desktop;

namespace {

// The window, with a context on this machine that was asked for in the dialog.
struct PythonDesktop : Desktop {
    PythonDesktop()
    {
        find<QAction>(u"connectNew"_s)->trigger();
        auto* dialog = find<QDialog>(u"connectDialog"_s);
        auto* line = dialog->findChild<QLineEdit*>(u"chainLine"_s);
        line->clear();
        QTest::keyClicks(line, u"local"_s);
        auto* runtime = dialog->findChild<QComboBox*>(u"python_pathControl"_s);
        runtime->setFocus();
        QTest::keyClick(runtime, Qt::Key_Down);
        QTest::mouseClick(dialog->findChild<QPushButton*>(u"connectButton"_s), Qt::LeftButton);
        [&] { QTRY_VERIFY_WITH_TIMEOUT(state().startsWith(u"Connected"_s), Deadline); }();
        find<QAction>(u"showCalls"_s)->trigger();
        [&] { QTRY_VERIFY_WITH_TIMEOUT(find<QLineEdit>(u"callLine"_s)->isEnabled(), Deadline); }();
    }

    // Whether `text` is in the result.
    bool shows(const QString& text) const
    {
        const auto views = find<app::ValueView>(u"valueView"_s)->findChildren<QAbstractItemView*>();
        return std::ranges::any_of(
                   views,
                   [&text](const QAbstractItemView* view) {
                       const auto* model = view->model();
                       return view->isVisible() &&
                              std::ranges::any_of(std::views::iota(0, model->columnCount()), [&](int column) {
                                  return !model
                                              ->match(model->index(0, column), Qt::DisplayRole, text, 1,
                                                      Qt::MatchContains | Qt::MatchRecursive)
                                              .isEmpty();
                              });
                   }) ||
               shownText().contains(text);
    }
    QString notice() const { return find<QWidget>(u"callError"_s)->findChild<QLabel*>(u"noticeText"_s)->text(); }
};

}  // namespace

class PythonWindowTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        if (!QFile::exists(u"/usr/bin/python3"_s) || !QFile::exists(u"/usr/lib/python3/dist-packages/mitogen"_s))
            QSKIP("needs python3 and python3-mitogen");
        qputenv("RHIZOME_PYTHONPATH",
                (test::sourcePath("tests/gui/support/listening") + ':' + test::sourcePath("tests/interop")).c_str());
    }

    void itIsMarkedInTheTreeAndOnThePath()
    {
        const PythonDesktop f;
        const auto* tree = f.find<QTreeView>(u"contextTree"_s);
        const QModelIndex row = tree->currentIndex();
        QCOMPARE(row.data().toString(), u"local"_s);
        QVERIFY(row.data(app::ContextModel::PythonMarkRole).toBool());
        QVERIFY(row.data(Qt::AccessibleTextRole).toString().contains(u"Python"_s));
        QVERIFY(f.find<QWidget>(u"pythonMark"_s)->isVisible());
    }

    void whatIsConnectedBelowItIsPython()
    {
        const PythonDesktop f;
        f.find<QAction>(u"connectChild"_s)->trigger();
        const auto* dialog = f.find<QDialog>(u"connectDialog"_s);
        QCOMPARE(dialog->findChild<QComboBox*>(u"python_pathControl"_s)->currentText(), u"As its parent: Python"_s);
    }

    void functionsOfItsModulesAreCalledByTheirNames()
    {
        const PythonDesktop f;
        QTemporaryDir folder;
        QFile file(folder.filePath(u"a name.txt"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(f.call(u"os.listdir \"%1\""_s.arg(folder.path())).startsWith(u"done"_s));
        QVERIFY2(f.shows(u"a name.txt"_s), qPrintable(f.shownText()));
        QVERIFY(f.call(u"os.path.join \"/srv\" \"www\""_s).startsWith(u"done"_s));
        QCOMPARE(f.shownText(), u"/srv/www"_s);
        QVERIFY(f.call(u"json.dumps [1, {\"b\": null}] sort_keys=true"_s).startsWith(u"done"_s));
        QCOMPARE(f.shownText(), u"[1, {\"b\": null}]"_s);
    }

    void aTracebackOfThereIsReadable()
    {
        const PythonDesktop f;
        QVERIFY(f.call(u"os.listdir \"/nowhere at all\""_s).startsWith(u"failed"_s));
        const QString notice = f.notice();
        QVERIFY2(notice.contains(u"No such file or directory"_s) && notice.contains(u"/nowhere at all"_s),
                 qPrintable(notice));
        QVERIFY2(!notice.contains(u'\n'), qPrintable(notice));
        auto* trace = f.find<QPlainTextEdit>(u"callTrace"_s);
        QVERIFY(trace->isVisible());
        QVERIFY2(trace->toPlainText().startsWith(u"  File \""_s), qPrintable(trace->toPlainText()));
        QVERIFY(f.call(u"json.loads \"{\""_s).startsWith(u"failed"_s));
        QVERIFY2(f.notice().contains(u"JSONDecodeError"_s), qPrintable(f.notice()));
        QVERIFY2(trace->toPlainText().contains(u"json/decoder.py\", line "_s), qPrintable(trace->toPlainText()));
    }

    void functionsOfOnesOwnModulesAreCalled()
    {
        const PythonDesktop f;
        QVERIFY2(f.call(u"shop.add 2 second=3 more=4"_s).startsWith(u"done"_s), qPrintable(f.notice()));
        QCOMPARE(f.shownText(), u"9"_s);
        QVERIFY(f.call(u"shop.close \"2026-11\" dry_run=true"_s).startsWith(u"failed"_s));
        QVERIFY2(f.notice().contains(u"ValueError: order 4117 of 2026-11 is not paid yet"_s), qPrintable(f.notice()));
        const QString trace = f.find<QPlainTextEdit>(u"callTrace"_s)->toPlainText();
        QVERIFY2(trace.contains(u"shop.py\", line "_s) && trace.contains(u"in settle"_s), qPrintable(trace));
    }

    void whatTheUserServesIsFetchedAndNothingElse()
    {
        const PythonDesktop f;
        QTemporaryDir folder;
        const auto write = [&folder](const QString& name, const QByteArray& content) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
        };
        QVERIFY(QDir(folder.path()).mkdir(u"served"_s));
        const QByteArray content(300'000, 'x');
        write(u"served/file"_s, content);
        write(u"beside"_s, "secret");
        const auto fetch = [&](const QString& name) {
            return f.call(u"file_functions.fetch_error \"%1\""_s.arg(folder.filePath(name)));
        };
        f.find<QAction>(u"serveFiles"_s)->trigger();
        auto* dialog = f.find<app::ServingDialog>(u"servingDialog"_s);
        struct Chooser final : app::FileChooser {
            void askForFolder(QWidget*, const QString&, Chosen chosen) override { chosen(path); }
            QString path;
        };
        const auto chooser = std::make_shared<Chooser>();
        chooser->path = folder.filePath(u"served"_s);
        dialog->setFileChooser(chooser);
        f.find<QAction>(u"serveFolder"_s)->trigger();
        auto* served = f.find<QListView>(u"served"_s)->model();
        QTRY_COMPARE_WITH_TIMEOUT(served->rowCount(), 1, Deadline);

        QVERIFY(f.call(u"file_functions.fetch \"%1\""_s.arg(folder.filePath(u"served/file"_s))).startsWith(u"done"_s));
        QVERIFY(fetch(u"beside"_s).startsWith(u"done"_s));
        QVERIFY2(f.shownText().contains(u"is not registered with FileService"_s), qPrintable(f.shownText()));
        auto* fetches = f.find<QTableView>(u"fetches"_s)->model();
        const auto cell = [fetches](int row, app::FetchModel::Column column) {
            return fetches->index(row, column).data().toString();
        };
        QTRY_COMPARE_WITH_TIMEOUT(fetches->rowCount(), 2, Deadline);
        QTRY_COMPARE_WITH_TIMEOUT(cell(1, app::FetchModel::StateColumn), u"Sent"_s, Deadline);
        QCOMPARE(cell(1, app::FetchModel::FileColumn), folder.filePath(u"served/file"_s));
        QCOMPARE(cell(1, app::FetchModel::ContextColumn), u"local"_s);
        QCOMPARE(cell(1, app::FetchModel::SizeColumn), u"300 kB"_s);
        QCOMPARE(cell(0, app::FetchModel::StateColumn), u"Not served"_s);
        QCOMPARE(f.text(u"fetchTotals"_s), u"1 file(s) sent, 300 kB"_s);  // untranslated

        f.find<QAction>(u"withdraw"_s)->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(served->rowCount(), 0, Deadline);
        QVERIFY(fetch(u"served/file"_s).startsWith(u"done"_s));
        QVERIFY2(f.shownText().contains(u"is not registered"_s), qPrintable(f.shownText()));
    }

    // There is no form to fill in, and the page says what there is instead.
    void howFunctionsAreCalledIsSaid()
    {
        const PythonDesktop f;
        QVERIFY(f.find<QLineEdit>(u"callLine"_s)->placeholderText().contains(u"os.listdir"_s));
        QVERIFY(!f.find<QPushButton>(u"runForm"_s)->isVisible());
        const auto labels = f.find<QWidget>(u"functionList"_s)->findChildren<QLabel*>();
        const bool said = std::ranges::any_of(
            labels, [](const QLabel* label) { return label->isVisible() && label->text().contains(u"PYTHONPATH"_s); });
        QVERIFY(said);
    }

    // Its result is an object of a class that nobody else has.
    void resultsOfAnyClassAreShown()
    {
        const PythonDesktop f;
        QVERIFY2(f.call(u"platform.uname"_s).startsWith(u"done"_s), qPrintable(f.notice()));
        QVERIFY2(f.shows(u"platform.uname_result"_s), qPrintable(f.shownText()));
        QVERIFY2(f.shows(u"Linux"_s) && f.shows(QSysInfo::kernelVersion()), qPrintable(f.shownText()));
    }
};

QTEST_MAIN(PythonWindowTest)
#include "python_window_test.moc"
