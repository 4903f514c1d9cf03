// How a transfer is asked for: the dialog by itself, and the ways to it in the real window.
#include "app/common/context_directory.h"
#include "app/common/file_chooser.h"
#include "app/transfers/transfer_dialog.h"
#include "app/transfers/transfer_queue.h"
#include "tests/gui/support/window_scene.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QDockWidget>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTableView>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QTreeView>
#include <QUrl>

#include <algorithm>
#include <initializer_list>

using namespace rz;
using namespace rz::app;
using namespace Qt::StringLiterals;
using test::WindowScene;

namespace {

class FixedPath final : public FileChooser {
public:
    void askToOpen(QWidget*, const QString&, Chosen chosen) override { chosen(u"/etc/motd"_s); }
    void askForFolder(QWidget*, const QString&, Chosen chosen) override { chosen(u"/srv/site"_s); }
};

QModelIndex rowOf(const QTreeView& tree, const QString& label)
{
    const QAbstractItemModel& rows = *tree.model();
    return rows.match(rows.index(0, 0), Qt::DisplayRole, label, 1, Qt::MatchStartsWith | Qt::MatchRecursive).value(0);
}

struct Dialog {
    explicit Dialog(const QStringList& files = {})
    {
        web = engine.addNode(qt::RootNode, "ssh:alice@web1");
        db = engine.addNode(qt::RootNode, "ssh:bob@db1");
        engine.add("ssh:nowhere");
        dialog = new TransferDialog(queue, {.context = db, .sources = files}, nullptr);
        dialog->setFileChooser(std::make_shared<FixedPath>());
        QObject::connect(dialog, &TransferDialog::chosen, &engine, [this](const TransferOrder& one) { order = one; });
        dialog->show();
    }
    ~Dialog() { delete dialog; }

    template <class T>
    T& find(const QString& name) const
    {
        auto* found = dialog->findChild<T*>(name);
        if (found == nullptr)
            qFatal("no %s", qPrintable(name));
        return *found;
    }
    void choose(const QString& box, int index) const { find<QComboBox>(box).setCurrentIndex(index); }
    void write(const QString& source, const QString& target) const
    {
        find<QPlainTextEdit>(u"transferSource"_s).setPlainText(source);
        find<QLineEdit>(u"transferTarget"_s).setText(target);
    }
    QString command() const { return find<QPlainTextEdit>(u"transferCommand"_s).toPlainText(); }
    QPushButton& start() const { return find<QPushButton>(u"transferStart"_s); }

    test::FakeEngine engine;
    QTemporaryDir folder;
    QSettings settings{folder.filePath(u"settings.ini"_s), QSettings::IniFormat};
    ContextDirectory contexts{engine};
    TransferQueue queue{engine, contexts, settings, {}};
    qt::NodeKey web{};
    qt::NodeKey db{};
    QPointer<TransferDialog> dialog;
    std::optional<TransferOrder> order;
};

}  // namespace

class TransferDialogTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void theCommandIsShownAsItIsWritten()
    {
        const Dialog f;
        QVERIFY(!f.start().isEnabled());
        QVERIFY(!f.find<QLabel>(u"transferProblem"_s).text().isEmpty());
        f.find<QToolButton>(u"chooseFolder"_s).click();
        QVERIFY(f.start().isEnabled());
        QVERIFY2(f.command().endsWith(u"-- /srv/site remote:"_s), qPrintable(f.command()));
        f.find<QCheckBox>(u"optionContents"_s).click();
        f.find<QCheckBox>(u"optionCompress"_s).click();
        f.find<QToolButton>(u"chooseFile"_s).click();
        QVERIFY2(f.command().startsWith(u"rsync -a -z "_s), qPrintable(f.command()));
        QVERIFY2(f.command().endsWith(u"-- /srv/site/ /etc/motd/ remote:"_s), qPrintable(f.command()));
        f.start().click();
        QVERIFY(!f.dialog || !f.dialog->isVisible());
        QCOMPARE(f.order->to.name, u"ssh bob@db1"_s);
        QVERIFY(f.order->from.isDesktop());
    }

    void onlyWhatAProgramKnowsIsOffered()
    {
        const Dialog f;
        const auto& directions = f.find<QComboBox>(u"transferDirection"_s);
        QCOMPARE(directions.count(), 3);
        f.choose(u"transferProgram"_s, static_cast<int>(TransferProgram::Scp));
        QVERIFY(f.find<QCheckBox>(u"optionArchive"_s).isVisible());
        QVERIFY(!f.find<QCheckBox>(u"optionDelete"_s).isVisible());
        f.choose(u"transferProgram"_s, static_cast<int>(TransferProgram::GitClone));
        QCOMPARE(directions.count(), 2);
        QVERIFY(!f.find<QCheckBox>(u"optionArchive"_s).isVisible());
        f.choose(u"transferProgram"_s, static_cast<int>(TransferProgram::Sftp));
        QCOMPARE(directions.count(), 1);
        f.find<QToolButton>(u"chooseFile"_s).click();
        QCOMPARE(f.command(), u"sftp -b /etc/motd remote:"_s);
    }

    void aPlaceHereIsSuggestedForWhatComesHere()
    {
        const Dialog f;
        f.choose(u"transferDirection"_s, static_cast<int>(TransferDirection::FromContext));
        f.find<QPlainTextEdit>(u"transferSource"_s).setPlainText(u"site\n\nlog"_s);
        QVERIFY(f.find<QLineEdit>(u"transferTarget"_s).text().startsWith(u'/'));
        QVERIFY(f.find<QToolButton>(u"chooseTarget"_s).isVisible());
        QVERIFY(!f.find<QToolButton>(u"chooseFile"_s).isVisible());
        f.find<QToolButton>(u"chooseTarget"_s).click();
        QVERIFY2(f.command().endsWith(u"-- remote:site remote:log /srv/site"_s), qPrintable(f.command()));
        f.write(u"site"_s, u"relative"_s);
        QVERIFY(!f.start().isEnabled());
        QVERIFY(f.find<QLabel>(u"transferProblem"_s).text().contains(u"desktop"_s));
    }

    void betweenTwoContextsBothAreChosen()
    {
        const Dialog f;
        QVERIFY(!f.find<QComboBox>(u"transferOther"_s).isVisible());
        f.choose(u"transferDirection"_s, static_cast<int>(TransferDirection::Between));
        QVERIFY(f.find<QComboBox>(u"transferOther"_s).isVisible());
        f.write(u"/srv/site"_s, u""_s);
        QVERIFY(f.start().isEnabled());
        f.choose(u"transferOther"_s, f.find<QComboBox>(u"transferContext"_s).currentIndex());
        QVERIFY(!f.start().isEnabled());
        f.choose(u"transferOther"_s, 0);
        f.start().click();
        QCOMPARE(f.order->from.node, std::optional(f.db));
        QCOMPARE(f.order->to.node, std::optional(f.web));
    }

    void betweenTwoContextsItIsSaidWhichCommandsWhich()
    {
        const Dialog f;
        const auto& trust = f.find<QWidget>(u"transferTrust"_s);
        QVERIFY(!trust.isVisible());
        f.choose(u"transferDirection"_s, static_cast<int>(TransferDirection::Between));
        QVERIFY(trust.isVisible());
        const auto said = [&trust] { return trust.findChild<QLabel*>(u"noticeText"_s)->text(); };
        QVERIFY2(said().contains(u"rsync on ssh bob@db1 can run any command on ssh alice@web1"_s), qPrintable(said()));
        // git fetches: there it is the target that commands.
        f.choose(u"transferProgram"_s, static_cast<int>(TransferProgram::GitClone));
        QVERIFY2(said().contains(u"git clone on ssh alice@web1 can run any command on ssh bob@db1"_s),
                 qPrintable(said()));
        f.choose(u"transferDirection"_s, 0);
        QVERIFY(!trust.isVisible());
    }

    void deletingIsConfirmed()
    {
        const Dialog f({u"/srv/site"_s});
        f.find<QCheckBox>(u"optionDelete"_s).click();
        f.start().click();
        QVERIFY(!f.order);
        auto& box = f.find<QMessageBox>(u"confirmDelete"_s);
        QVERIFY(box.isVisible());
        QVERIFY(box.defaultButton() == box.button(QMessageBox::Cancel));
        box.button(QMessageBox::Cancel)->click();
        QVERIFY(!f.order && f.dialog->isVisible());
        f.start().click();
        QTRY_COMPARE(f.dialog->findChildren<QMessageBox*>().size(), 1);
        f.find<QPushButton>(u"confirmDeleteButton"_s).click();
        QVERIFY(f.order && isIrreversible(*f.order));
    }

    void insteadOfDeletingItCanBeShown()
    {
        const Dialog f({u"/srv/site"_s});
        f.find<QCheckBox>(u"optionDelete"_s).click();
        f.start().click();
        f.find<QPushButton>(u"onlyShowButton"_s).click();
        QVERIFY(f.order && !isIrreversible(*f.order));
        QVERIFY(f.order->options & TransferOption::DryRun);
    }

    void theActionAsksForTheChosenContext()
    {
        WindowScene f({}, {}, Appearance::Light);
        f.fillTree();
        f.choose(u"sudo"_s);
        QTest::keyClick(&f.window, Qt::Key_T, Qt::ControlModifier);
        QCOMPARE(f.find<QComboBox>(u"transferContext"_s).currentText(), u"ssh alice@web1 › sudo root"_s);
        f.find<QPlainTextEdit>(u"transferSource"_s).setPlainText(u"/etc/motd"_s);
        QTest::mouseClick(&f.find<QPushButton>(u"transferStart"_s), Qt::LeftButton);
        QCOMPARE(f.engine.transfers.size(), 1u);
        QVERIFY(f.find<QTableView>(u"transfers"_s).isVisible());
        QVERIFY(f.find<QWidget>(u"transferDetails"_s).isVisible());
        QCOMPARE(f.find<QDockWidget>(u"transfersDock"_s).windowTitle(), u"Transfers (1)"_s);
        f.engine.transfers[0]->exit(0);
        QCOMPARE(f.find<QDockWidget>(u"transfersDock"_s).windowTitle(), u"Transfers"_s);
    }

    void droppedFilesAskForADirectory()
    {
        WindowScene f({}, {}, Appearance::Light);
        f.fillTree();
        const auto& view = f.find<QTreeView>(u"contextTree"_s);
        QAbstractItemModel& tree = *view.model();
        QMimeData files;
        files.setUrls({QUrl::fromLocalFile(u"/etc/motd"_s), QUrl::fromLocalFile(u"/srv/a b"_s)});
        QVERIFY(!tree.canDropMimeData(&files, Qt::CopyAction, -1, -1, rowOf(view, u"ssh bob@db1"_s)));
        QVERIFY(!tree.canDropMimeData(&files, Qt::CopyAction, -1, -1, rowOf(view, u"desktop"_s)));
        QVERIFY(tree.dropMimeData(&files, Qt::CopyAction, -1, -1, rowOf(view, u"sudo"_s)));
        QCOMPARE(f.find<QPlainTextEdit>(u"transferSource"_s).toPlainText(), u"/etc/motd\n/srv/a b"_s);
        QCOMPARE(f.find<QComboBox>(u"transferContext"_s).currentText(), u"ssh alice@web1 › sudo root"_s);
        QVERIFY(f.find<QPushButton>(u"transferStart"_s).isEnabled());
        QMimeData web;
        web.setUrls({QUrl(u"https://example.com/x"_s)});
        QVERIFY(!tree.canDropMimeData(&web, Qt::CopyAction, -1, -1, rowOf(view, u"sudo"_s)));
    }

    void aDragFromOutsideEndsOnTheRowBelowIt()
    {
        WindowScene f({}, {}, Appearance::Light);
        f.fillTree();
        const auto& tree = f.find<QTreeView>(u"contextTree"_s);
        QMimeData files;
        files.setUrls({QUrl::fromLocalFile(u"/etc/motd"_s)});
        const auto drag = [&](const QString& label) {
            const QPoint at = tree.visualRect(rowOf(tree, label)).center();
            QDragEnterEvent enter(at, Qt::CopyAction | Qt::MoveAction, &files, Qt::LeftButton, Qt::NoModifier);
            QDragMoveEvent move(at, Qt::CopyAction | Qt::MoveAction, &files, Qt::LeftButton, Qt::NoModifier);
            QDropEvent drop(at, Qt::CopyAction | Qt::MoveAction, &files, Qt::LeftButton, Qt::NoModifier);
            for (QEvent* event : std::initializer_list<QEvent*>{&enter, &move})
                QCoreApplication::sendEvent(tree.viewport(), event);
            if (move.isAccepted())
                QCoreApplication::sendEvent(tree.viewport(), &drop);
            return move.isAccepted();
        };
        QVERIFY(!drag(u"ssh bob@db1"_s));  // lost
        QVERIFY(f.window.findChild<TransferDialog*>() == nullptr);
        QVERIFY(drag(u"sudo"_s));
        QCOMPARE(f.find<QPlainTextEdit>(u"transferSource"_s).toPlainText(), u"/etc/motd"_s);
        QCOMPARE(f.find<QComboBox>(u"transferContext"_s).currentText(), u"ssh alice@web1 › sudo root"_s);
    }

    void theMenuOfARowHasIt()
    {
        WindowScene f({}, {}, Appearance::Light);
        f.fillTree();
        const auto& tree = f.find<QTreeView>(u"contextTree"_s);
        f.choose(u"sudo"_s);
        const QPoint at = tree.visualRect(rowOf(tree, u"sudo"_s)).center();
        QTimer::singleShot(0, this, [] {
            auto* const menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            QVERIFY(menu != nullptr);
            const QList<QAction*> actions = menu->actions();
            const auto entry = std::ranges::find(actions, u"transferFiles"_s, &QObject::objectName);
            QVERIFY(entry != actions.end() && (*entry)->isEnabled());
            QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(*entry).center());
        });
        QContextMenuEvent asked(QContextMenuEvent::Mouse, at, tree.viewport()->mapToGlobal(at));
        QCoreApplication::sendEvent(tree.viewport(), &asked);
        QCOMPARE(f.find<QComboBox>(u"transferContext"_s).currentText(), u"ssh alice@web1 › sudo root"_s);
    }

    void withoutAContextItSaysSo()
    {
        WindowScene f({}, {}, Appearance::Light);
        f.action(u"transferFiles"_s).trigger();
        QVERIFY(!f.find<QComboBox>(u"transferContext"_s).isEnabled());
        QVERIFY(f.find<QLabel>(u"transferProblem"_s).text().contains(u"context"_s));
    }
};

QTEST_MAIN(TransferDialogTest)
#include "transfer_dialog_test.moc"
