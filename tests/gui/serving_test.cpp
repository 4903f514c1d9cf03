// Files that are served, in the window over an engine in memory.
#include "app/common/context_directory.h"
#include "app/common/file_chooser.h"
#include "app/common/filter_edit.h"
#include "app/serving/fetch_model.h"
#include "app/serving/serving_dialog.h"
#include "tests/gui/support/window_scene.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QListView>
#include <QPersistentModelIndex>
#include <QStandardPaths>
#include <QStringList>
#include <QTest>
#include <QWidget>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;
using test::WindowScene;

class ServingTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void whatIsServedIsChosenByTheUser()
    {
        WindowScene f;
        f.action(u"serveFiles"_s).trigger();
        QTest::qWait(0);
        auto& dialog = f.find<ServingDialog>(u"servingDialog"_s);
        struct Chooser final : FileChooser {
            void askForFolder(QWidget* /*parent*/, const QString& /*title*/, Chosen chosen) override
            {
                chosen(u"/srv/packages"_s);
            }
            void askToOpen(QWidget* /*parent*/, const QString& /*title*/, Chosen chosen) override
            {
                chosen(u"/home/alice/key.pub"_s);
            }
        };
        dialog.setFileChooser(std::make_shared<Chooser>());
        auto& list = f.find<QListView>(u"served"_s);
        QVERIFY(!list.isVisible());
        QVERIFY(!f.action(u"withdraw"_s).isEnabled());
        f.action(u"serveFolder"_s).trigger();
        f.action(u"serveFile"_s).trigger();
        QCOMPARE(f.engine.served, (std::vector<std::string>{"/srv/packages", "/home/alice/key.pub"}));
        qt::ServingSnapshot serving;
        serving.paths = {{.path = "/srv/packages", .directory = true}, {.path = "/home/alice/key.pub"}};
        f.engine.setServing(serving);
        QVERIFY(list.isVisible());
        list.setCurrentIndex(list.model()->index(1, 0));
        QCOMPARE(list.currentIndex().data(Qt::AccessibleTextRole).toString(), u"/home/alice/key.pub, file"_s);
        list.setFocus();
        QTest::keyClick(&list, Qt::Key_Delete);
        QCOMPARE(f.engine.withdrawn, std::vector<std::string>{"/home/alice/key.pub"});
        serving.failure = Error::fromErrno("/srv/none", ENOENT);
        f.engine.setServing(serving);
        QVERIFY(f.find<QWidget>(u"servingNotice"_s).isVisible());
        auto* filter = dialog.findChild<FilterEdit*>();
        filter->setFocus();
        QTest::keyClick(filter, Qt::Key_Return);
        QVERIFY(dialog.isVisible());
        QCOMPARE(f.engine.served.size(), std::size_t{2});
    }

    // The engine tells the last of them only.
    void fetchesKeepTheirRows()
    {
        using State = services::FileFetch::State;
        WindowScene f;
        ContextDirectory contexts(f.engine);
        FetchModel model(contexts);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto fetch = [](std::uint64_t number, State state) {
            return qt::FetchSnapshot{.fetch = {.number = number,
                                               .by = ContextId{7},
                                               .path = std::to_string(number),
                                               .state = state,
                                               .size = 10 * number,
                                               .reason = {}},
                                     .since = {}};
        };
        const auto files = [&model] {
            QStringList names;
            for (int row = 0; row < model.rowCount(); ++row)
                names << model.index(row, FetchModel::FileColumn).data().toString();
            return names.join(u' ');
        };
        model.setFetches({fetch(1, State::Sending), fetch(2, State::Sending)});
        QCOMPARE(files(), u"2 1"_s);
        const QPersistentModelIndex second = model.index(0, FetchModel::StateColumn);
        model.setFetches({fetch(2, State::Sent), fetch(3, State::NotServed), fetch(4, State::Failed)});
        QCOMPARE(files(), u"4 3 2"_s);
        QCOMPARE(second.row(), 2);
        QCOMPARE(second.data().toString(), u"Sent"_s);
        QCOMPARE(model.index(1, FetchModel::SizeColumn).data().toString(), u"–"_s);
        QCOMPARE(model.index(2, FetchModel::SizeColumn).data(FetchModel::ValueRole).toInt(), 20);
        model.setFetches({fetch(8, State::Sent)});
        QCOMPARE(files(), u"8"_s);
        model.setFetches({});
        QCOMPARE(model.rowCount(), 0);
    }
};

QTEST_MAIN(ServingTest)
#include "serving_test.moc"
