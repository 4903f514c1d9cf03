// The list of transfers and its pane, before an engine in memory.
#include "app/common/context_directory.h"
#include "app/common/selection.h"
#include "app/common/translation.h"
#include "app/transfers/transfer_queue.h"
#include "app/transfers/transfers_pane.h"
#include "tests/gui/support/fake_engine.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace rz;
using namespace rz::app;
using namespace Qt::StringLiterals;
using fakessh::Lane;

namespace {

struct Queue {
    Queue()
    {
        web = engine.addNode(qt::RootNode, "ssh:alice@web1");
        makeQueue();
    }

    void makeQueue()
    {
        queue.reset();
        queue = std::make_unique<TransferQueue>(engine, contexts, settings, folder.filePath(u"transfers.jsonl"_s));
    }
    TransferOrder order() const
    {
        return {.from = queue->place(qt::RootNode),
                .to = queue->place(web),
                .sources = {u"/srv/site"_s},
                .target = u"www"_s};
    }
    Transfer& add() { return queue->add(order()); }
    QString shown(int row, int column) const { return queue->model().index(row, column).data().toString(); }

    QTemporaryDir folder;
    QSettings settings{folder.filePath(u"settings.ini"_s), QSettings::IniFormat};
    test::FakeEngine engine;
    ContextDirectory contexts{engine};
    qt::NodeKey web{};
    std::unique_ptr<TransferQueue> queue;
};

struct Pane : Queue {
    Pane()
    {
        pane.resize(1200, 300);
        pane.show();
        (void)QTest::qWaitForWindowActive(&pane);
    }

    template <class T>
    T& find(const QString& name)
    {
        auto* found = pane.findChild<T*>(name);
        if (found == nullptr)
            qFatal("no %s", qPrintable(name));
        return *found;
    }
    QAction& action(const QString& name) { return find<QAction>(name); }
    Transfer& addShown()
    {
        Transfer& added = add();
        pane.choose(added);
        return added;
    }

    Selection selection;
    QAction start{u"Transfer files…"_s};
    TransfersPane pane{*queue, selection, &start};
};

}  // namespace

class TransfersPaneTest : public QObject {
    Q_OBJECT
private slots:
    void whatIsAskedForIsStarted()
    {
        Queue f;
        const QAbstractItemModelTester tester(&f.queue->model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        f.add();
        QCOMPARE(f.engine.transfers.size(), 1u);
        const qt::TransferRequest& request = f.engine.transfers[0]->request;
        QCOMPARE(request.destination, f.web);
        QCOMPARE(request.at, qt::RootNode);
        QCOMPARE(request.argv.front(), "rsync");
        QCOMPARE(request.argv.back(), "remote:www");
        QCOMPARE(f.shown(0, TransferModel::StateColumn), u"Running"_s);
        QCOMPARE(f.shown(0, TransferModel::FromColumn), u"desktop: /srv/site"_s);
        QCOMPARE(f.shown(0, TransferModel::ToColumn), u"ssh alice@web1: www"_s);
    }

    void progressRateAndTimeLeftAreTold()
    {
        Queue f;
        f.add();
        test::FakeTransfer& job = *f.engine.transfers[0];
        job.print("\r      1,000,000  45%   12.34MB/s    0:01:12 ");
        job.tellTraffic(500'000, 20);
        QCOMPARE(f.shown(0, TransferModel::ProgressColumn), u"45 %"_s);
        QCOMPARE(f.queue->model().index(0, TransferModel::ProgressColumn).data(TransferModel::PercentRole).toInt(), 45);
        QCOMPARE(f.shown(0, TransferModel::LeftColumn), u"1 min 12 s"_s);
        QTest::qWait(20);
        job.tellTraffic(1'500'000, 20);
        QVERIFY(f.queue->model().at(0)->rate() > 0);
        job.exit(0);
        QCOMPARE(f.shown(0, TransferModel::StateColumn), u"Done"_s);
        QCOMPARE(f.shown(0, TransferModel::ProgressColumn), u"1.5 MB"_s);
        QVERIFY(f.shown(0, TransferModel::LeftColumn).isEmpty());
    }

    // scp does not tell: it is counted what there is, and what went over.
    void progressIsKnownWhereTheProgramIsSilent()
    {
        Queue f;
        QDir(f.folder.path()).mkpath(u"site/deep"_s);
        for (const QString& name : {u"site/one"_s, u"site/deep/.two"_s}) {
            QFile file(f.folder.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.resize(1'000'000));
        }
        TransferOrder order = f.order();
        order.program = TransferProgram::Scp;
        order.sources = {f.folder.filePath(u"site"_s)};
        f.queue->add(order);
        f.engine.transfers[0]->tellTraffic(400'000, 20);
        QTRY_COMPARE(f.shown(0, TransferModel::ProgressColumn), u"20 %"_s);
        QTest::qWait(20);
        f.engine.transfers[0]->tellTraffic(1'000'000, 20);
        QCOMPARE(f.shown(0, TransferModel::ProgressColumn), u"50 %"_s);
        QVERIFY(!f.shown(0, TransferModel::LeftColumn).isEmpty());
        f.engine.transfers[0]->tellTraffic(2'100'000, 20);
        QCOMPARE(f.shown(0, TransferModel::ProgressColumn), u"99 %"_s);
        f.engine.transfers[0]->exit(0);
        QCOMPARE(f.shown(0, TransferModel::ProgressColumn), u"2.1 MB"_s);
        // In a context it is asked there.
        std::swap(order.from, order.to);
        order.sources = {u"/a"_s, u"/b"_s};
        f.queue->add(order);
        QCOMPARE(f.engine.calls.size(), 2u);
        for (const QPointer<test::FakeCall>& call : f.engine.calls) {
            Dict usage;
            usage.set("size", 1'000'000);
            QCOMPARE(call->node, f.web);
            call->end(Value(std::move(usage)));
        }
        f.engine.transfers[1]->tellTraffic(20, 500'000);
        QCOMPARE(f.shown(0, TransferModel::ProgressColumn), u"25 %"_s);
    }

    void onlySoManyRunAtOnce()
    {
        Queue f;
        for (int i = 0; i < 5; ++i)
            f.add();
        QCOMPARE(f.engine.transfers.size(), 3u);
        QCOMPARE(f.shown(0, TransferModel::StateColumn), u"Waiting"_s);
        f.engine.transfers[1]->exit(0);
        QCOMPARE(f.engine.transfers.size(), 4u);
        QVERIFY(f.queue->model().at(1)->state() == TransferState::Running);
        QVERIFY(f.queue->model().at(0)->state() == TransferState::Waiting);
        // One that stands still makes room.
        f.queue->model().at(1)->pause();
        QCOMPARE(f.engine.transfers.size(), 5u);
        f.queue->setAtOnce(1);
        f.makeQueue();
        QCOMPARE(f.queue->atOnce(), 1);
    }

    void oneThatWaitsIsCancelledAtOnce()
    {
        Queue f;
        f.queue->setAtOnce(1);
        f.add();
        Transfer& second = f.add();
        second.cancel();
        QVERIFY(second.state() == TransferState::Cancelled);
        QCOMPARE(f.engine.transfers.size(), 1u);
    }

    void anotherRunFindsTheListAndItsContexts()
    {
        Queue f;
        f.add();
        f.engine.transfers[0]->exit(11);
        f.add();
        f.makeQueue();
        QCOMPARE(f.queue->model().rowCount(), 2);
        QCOMPARE(f.shown(0, TransferModel::StateColumn), u"Failed"_s);
        QVERIFY(f.queue->model().at(0)->record().trouble == TransferTrouble::Interrupted);
        QVERIFY(!f.engine.transfers[1]);
        f.queue->retry(*f.queue->model().at(0));
        QCOMPARE(f.engine.transfers.size(), 3u);
        QCOMPARE(f.engine.transfers[2]->request.destination, f.web);
        // A context that is not there now.
        f.makeQueue();
        f.engine.remove(f.web);
        f.queue->retry(*f.queue->model().at(0));
        QCOMPARE(f.engine.transfers.size(), 3u);
        QVERIFY(f.queue->model().at(0)->record().reason.contains(u"ssh alice@web1 is not connected"_s));
    }

    void whatIsOverCanBeTakenOut()
    {
        Queue f;
        f.add();
        f.add();
        f.engine.transfers[0]->exit(0);
        f.queue->removeFinished();
        QCOMPARE(f.queue->model().rowCount(), 1);
        QVERIFY(f.queue->model().at(0)->state() == TransferState::Running);
    }

    void anEmptyListSaysWhatToDo()
    {
        Pane f;
        QVERIFY(!f.find<QTableView>(u"transfers"_s).isVisible());
        const QSignalSpy asked(&f.start, &QAction::triggered);
        QTest::mouseClick(&f.find<QPushButton>(u"emptyStateButton"_s), Qt::LeftButton);
        QCOMPARE(asked.count(), 1);
        f.add();
        QVERIFY(f.find<QTableView>(u"transfers"_s).isVisible());
    }

    void theChosenOneIsShownInFull()
    {
        Pane f;
        f.addShown();
        QVERIFY(f.find<QWidget>(u"transferDetails"_s).isVisible());
        QVERIFY(f.find<QLineEdit>(u"transferCommandLine"_s).text().startsWith(u"rsync -a "_s));
        test::FakeTransfer& job = *f.engine.transfers[0];
        job.print("<b>one</b>\n");
        job.print("bad\n", Lane::Errors);
        QCOMPARE(f.find<QPlainTextEdit>(u"transferOutput"_s).toPlainText(), u"<b>one</b>\nbad"_s);
        f.action(u"copyTransferCommand"_s).trigger();
        QVERIFY(QGuiApplication::clipboard()->text().endsWith(u"/srv/site remote:www"_s));
        f.action(u"showTransferContext"_s).trigger();
        QCOMPARE(f.selection.current(), f.web);
    }

    void pausingResumingAndCancellingReachTheProgram()
    {
        Pane f;
        Transfer& transfer = f.addShown();
        const QPointer job = f.engine.transfers[0];
        QVERIFY(f.action(u"pauseTransfer"_s).isEnabled() && !f.action(u"resumeTransfer"_s).isEnabled());
        f.action(u"pauseTransfer"_s).trigger();
        QVERIFY(job->paused && transfer.state() == TransferState::Paused);
        f.action(u"resumeTransfer"_s).trigger();
        QVERIFY(!job->paused && transfer.state() == TransferState::Running);
        f.action(u"cancelTransfer"_s).trigger();
        QTRY_VERIFY(transfer.state() == TransferState::Cancelled);
        QVERIFY(!f.find<QWidget>(u"transferTrouble"_s).isVisible());
        QVERIFY(!f.action(u"cancelTransfer"_s).isEnabled() && f.action(u"retryTransfer"_s).isEnabled());
    }

    void aFailureSaysWhatToDoAndCanBeRetried()
    {
        Pane f;
        f.addShown();
        f.engine.transfers[0]->print("rsync: [receiver] write failed: No space left on device (28)\n", Lane::Errors);
        f.engine.transfers[0]->exit(11);
        QVERIFY(f.find<QWidget>(u"transferTrouble"_s).isVisible());
        const QString advice = f.find<QLabel>(u"noticeText"_s).text();
        QVERIFY2(advice.startsWith(u"Make room on ssh alice@web1"_s), qPrintable(advice));
        QVERIFY2(advice.contains(u"exited with status 11"_s), qPrintable(advice));
        f.action(u"retryTransfer"_s).trigger();
        QCOMPARE(f.engine.transfers.size(), 2u);
        QVERIFY(!f.find<QWidget>(u"transferTrouble"_s).isVisible());
        QVERIFY(f.find<QPlainTextEdit>(u"transferOutput"_s).toPlainText().isEmpty());
        f.engine.transfers[1]->print("again\n");
        QCOMPARE(f.find<QPlainTextEdit>(u"transferOutput"_s).toPlainText(), u"again"_s);
    }

    void retryingWhatDeletesAsksAgain()
    {
        Pane f;
        TransferOrder order = f.order();
        order.options |= TransferOption::DeleteExtra;
        f.pane.choose(f.queue->add(order));
        f.engine.transfers[0]->exit(11);
        f.find<QPushButton>(u"retryTransferButton"_s).click();
        QCOMPARE(f.engine.transfers.size(), 1u);
        f.find<QMessageBox>(u"confirmDelete"_s).button(QMessageBox::Cancel)->click();
        QCOMPARE(f.engine.transfers.size(), 1u);
        QTRY_VERIFY(f.pane.findChildren<QMessageBox*>().isEmpty());
        // Only shown: another transfer, which deletes nothing.
        f.action(u"retryTransfer"_s).trigger();
        f.find<QPushButton>(u"onlyShowButton"_s).click();
        QCOMPARE(f.engine.transfers.size(), 2u);
        QVERIFY(std::ranges::count(f.engine.transfers[1]->request.argv, "--dry-run") == 1);
        QCOMPARE(f.queue->model().rowCount(), 2);
        QTRY_VERIFY(f.pane.findChildren<QMessageBox*>().isEmpty());
        f.pane.choose(*f.queue->model().at(1));
        f.action(u"retryTransfer"_s).trigger();
        f.find<QPushButton>(u"confirmDeleteButton"_s).click();
        QCOMPARE(f.engine.transfers.size(), 3u);
        QVERIFY(std::ranges::count(f.engine.transfers[2]->request.argv, "--dry-run") == 0);
        QCOMPARE(f.queue->model().rowCount(), 2);
    }

    void retryingSeveralThatDeleteAsksOnce()
    {
        Pane f;
        TransferOrder order = f.order();
        order.options |= TransferOption::DeleteExtra;
        for (const char16_t* target : {u"one", u"other"}) {
            order.target = QString::fromUtf16(target);
            f.queue->add(order);
        }
        f.add();
        for (int i = 0; i < 3; ++i)
            f.engine.transfers[static_cast<std::size_t>(i)]->exit(11);
        f.find<QTableView>(u"transfers"_s).selectAll();
        f.action(u"retryTransfer"_s).trigger();
        QCOMPARE(f.engine.transfers.size(), 4u);  // the one that deletes nothing
        QCOMPARE(f.pane.findChildren<QMessageBox*>().size(), 1);
        const QString told = f.find<QMessageBox>(u"confirmDelete"_s).informativeText();
        QVERIFY2(told.contains(u"ssh alice@web1: one\n"_s) || told.contains(u"ssh alice@web1: other\n"_s),
                 qPrintable(told));
        f.find<QPushButton>(u"confirmDeleteButton"_s).click();
        QTRY_VERIFY(f.pane.findChildren<QMessageBox*>().isEmpty());
        QCOMPARE(f.engine.transfers.size(), 6u);
        QCOMPARE(f.queue->model().rowCount(), 3);
    }

    void aFailureIsToldInTheLanguageOfTheWindow()
    {
        const Translation german(u"de"_s);
        Pane f;
        f.addShown();
        f.engine.transfers[0]->exit(11);
        const auto advice = [&f] { return f.find<QLabel>(u"noticeText"_s).text(); };
        QVERIFY2(!advice().contains(u"status"_s) && advice().contains(u"11"_s), qPrintable(advice()));
        f.queue->retry(*f.queue->model().at(0));
        f.engine.transfers[1]->end(io::ExitStatus{.signal = 9});
        QVERIFY2(!advice().contains(u"ended"_s) && advice().contains(u"9"_s), qPrintable(advice()));
    }

    void inAWindowOfUsualSizeWhatMattersIsInSight_data()
    {
        QTest::addColumn<QString>("language");
        QTest::newRow("English") << u"en"_s;
        QTest::newRow("German") << u"de"_s;
    }

    void inAWindowOfUsualSizeWhatMattersIsInSight()
    {
        QFETCH(const QString, language);
        const Translation translation(language);
        Pane f;
        f.pane.resize(1280, 220);
        f.addShown();
        const auto& table = f.find<QTableView>(u"transfers"_s);
        QTRY_VERIFY(f.find<QWidget>(u"transferDetails"_s).width() > 320);  // they have their room, too
        const int left = TransferModel::LeftColumn;
        QVERIFY2(table.columnViewportPosition(left) + table.columnWidth(left) <= table.viewport()->width(),
                 qPrintable(QString::number(table.viewport()->width())));
        f.engine.transfers[0]->print("rsync: [receiver] write failed: No space left on device (28)\n", Lane::Errors);
        f.engine.transfers[0]->exit(11);
        const auto& trouble = f.find<QWidget>(u"transferTrouble"_s);
        QTRY_COMPARE(trouble.visibleRegion().boundingRect(), trouble.rect());
        const QModelIndex failed = table.model()->index(0, TransferModel::StateColumn);
        QVERIFY(table.sizeHintForIndex(failed).width() <= table.columnWidth(TransferModel::StateColumn));
    }

    void aLostContextIsTheReason()
    {
        Pane f;
        f.addShown();
        f.engine.transfers[0]->end(std::unexpected(
            Error(ErrorKind::Timeout, "ssh alice@web1 is not connected: it has not answered for 10 s")));
        const QString advice = f.find<QLabel>(u"noticeText"_s).text();
        QVERIFY2(advice.startsWith(u"Reconnect ssh alice@web1"_s), qPrintable(advice));
        QVERIFY2(advice.contains(u"has not answered for 10 s"_s), qPrintable(advice));
    }

    void hostileNamesAndOutputAreTextAndBounded()
    {
        Pane f;
        TransferOrder order = f.order();
        order.sources = {u"/srv/<img src=x>"_s};
        f.pane.choose(f.queue->add(order));
        f.engine.transfers[0]->print("<h1>" + std::string(100'000, 'x') + "\n\x1b]0;title\x07\r\r\r\n");
        for (int i = 0; i < 100; ++i)
            f.engine.transfers[0]->print(std::string(1000, '\n'));
        const auto& output = f.find<QPlainTextEdit>(u"transferOutput"_s);
        QVERIFY(output.blockCount() <= static_cast<int>(TransferOutput::MaxLines));
        const QString tip = f.queue->model().index(0, TransferModel::FromColumn).data(Qt::ToolTipRole).toString();
        QVERIFY2(!tip.contains(u"<img"_s), qPrintable(tip));
    }

    void howManyRunIsAsked()
    {
        Pane f;
        for (int i = 0; i < 5; ++i)
            f.add();
        f.find<QComboBox>(u"transfersAtOnce"_s).setCurrentIndex(4);
        QCOMPARE(f.engine.transfers.size(), 5u);
    }

    void theListIsFiltered()
    {
        Pane f;
        f.add();
        auto& filter = f.find<QLineEdit>(u"filter"_s);
        filter.setText(u"WEB1"_s);
        QCOMPARE(f.find<QTableView>(u"transfers"_s).model()->rowCount(), 1);
        filter.setText(u"nothing"_s);
        QVERIFY(!f.find<QTableView>(u"transfers"_s).isVisible());
    }
};

QTEST_MAIN(TransfersPaneTest)
#include "transfers_pane_test.moc"
