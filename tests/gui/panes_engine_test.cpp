// The panes before the real engine: a context on this machine, its functions, output, log, routes and counters.
#include "app/calls/call_history.h"
#include "app/calls/calls_page.h"
#include "app/calls/value_view.h"
#include "app/common/selection.h"
#include "app/connect/connect_dialog.h"
#include "app/logs/log_model.h"
#include "app/logs/log_pane.h"
#include "app/routes/routes_pane.h"
#include "app/stats/stats_pane.h"
#include "tests/gui/support/engine_desk.h"

#include <QAction>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace rz;
using namespace rz::app;
using namespace Qt::StringLiterals;

namespace {

using test::Deadline;

struct Desk : test::EngineDesk {
    std::int64_t pid() const { return *contexts.find(node)->facts.find("pid")->as<std::int64_t>(); }

    CallHistory history{QString()};
};

template <class T>
T& widgetOf(QWidget& pane, const QString& name)
{
    auto* found = pane.findChild<T*>(name);
    if (found == nullptr)
        qFatal("no %s", qPrintable(name));
    return *found;
}

}  // namespace

class PanesEngineTest : public QObject {
    Q_OBJECT
private slots:
    void theDialogOffersWhatTheContextCanConnectBy()
    {
        const QTemporaryDir programs;
        QVERIFY(QFile::link(u"/bin/sh"_s, programs.filePath(u"docker"_s)));
        const QByteArray path = qgetenv("PATH");
        qputenv("PATH", programs.path().toUtf8());
        Desk f;
        QTRY_VERIFY_WITH_TIMEOUT(f.isUp(f.node), Deadline);
        qputenv("PATH", path);
        const QPointer dialog = new ConnectDialog(
            *f.engine, {.under = f.node, .path = u"local"_s, .method = u"local"_s},
            {.methods = {u"local"_s, u"docker"_s, u"podman"_s}, .hosts = {}, .recent = {}, .saved = {}}, nullptr);
        const auto& method = widgetOf<QComboBox>(*dialog, u"method"_s);
        const int podman = method.findData(u"podman"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!(method.model()->index(podman, 0).flags() & Qt::ItemIsEnabled), Deadline);
        QCOMPARE(method.itemData(podman, Qt::ToolTipRole).toString(), u"podman is not installed on local."_s);
        for (const QString& there : {u"local"_s, u"docker"_s})
            QVERIFY(method.model()->index(method.findData(there), 0).flags() & Qt::ItemIsEnabled);
        delete dialog;
    }

    void aFunctionIsCalledByItsForm()
    {
        Desk f;
        CallsPage page(*f.engine, f.contexts, f.selection, f.history);
        page.resize(1000, 700);
        page.show();
        f.waitFor(f.node);
        f.selection.choose(f.node);
        QTRY_VERIFY_WITH_TIMEOUT(widgetOf<QTreeView>(page, u"functions"_s).isVisible(), Deadline);
        page.chooseFunction(u"os.getpid"_s);
        widgetOf<QPushButton>(page, u"runForm"_s).click();
        auto& state = widgetOf<QLabel>(page, u"resultState"_s);
        QTRY_VERIFY_WITH_TIMEOUT(state.text().startsWith(u"done"_s), Deadline);
        auto* text = widgetOf<ValueView>(page, u"valueView"_s).findChild<QPlainTextEdit*>(u"valueText"_s);
        QCOMPARE(text->toPlainText(), QString::number(f.pid()));
    }

    void aProgramsOutputArrivesWhileItRuns()
    {
        Desk f;
        CallsPage page(*f.engine, f.contexts, f.selection, f.history);
        page.show();
        f.waitFor(f.node);
        f.selection.choose(f.node);
        QTRY_VERIFY_WITH_TIMEOUT(widgetOf<QTreeView>(page, u"functions"_s).isVisible(), Deadline);
        page.chooseFunction(u"proc.run"_s);
        // It prints, and then does not end by itself.
        widgetOf<QPlainTextEdit>(page, u"parameter_argv"_s)
            .setPlainText(u"sh\n-c\necho first; echo second >&2; exec sleep 600"_s);
        widgetOf<QPushButton>(page, u"runForm"_s).click();
        auto& output = widgetOf<QPlainTextEdit>(page, u"streamView"_s);
        QTRY_VERIFY_WITH_TIMEOUT(
            output.toPlainText().contains(u"first"_s) && output.toPlainText().contains(u"second"_s), Deadline);
        auto& state = widgetOf<QLabel>(page, u"resultState"_s);
        QVERIFY(state.text().startsWith(u"running"_s));
        page.findChild<QAction*>(u"cancelCall"_s)->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(state.text().startsWith(u"cancelled"_s), Deadline);
    }

    void aDirectoryBecomesATable()
    {
        Desk f;
        CallsPage page(*f.engine, f.contexts, f.selection, f.history);
        page.show();
        f.waitFor(f.node);
        f.selection.choose(f.node);
        auto& line = widgetOf<QLineEdit>(page, u"callLine"_s);
        QTRY_VERIFY_WITH_TIMEOUT(line.isEnabled(), Deadline);
        line.setText(u"fs.list \"/etc\""_s);
        QTest::keyClick(&line, Qt::Key_Return);
        auto* table = widgetOf<ValueView>(page, u"valueView"_s).findChild<QTableView*>(u"valueTable"_s);
        QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() > 3, Deadline);
        QCOMPARE(table->model()->headerData(0, Qt::Horizontal).toString(), u"name"_s);
    }

    void aRemoteFailureIsShown()
    {
        Desk f;
        CallsPage page(*f.engine, f.contexts, f.selection, f.history);
        page.show();
        f.waitFor(f.node);
        f.selection.choose(f.node);
        auto& line = widgetOf<QLineEdit>(page, u"callLine"_s);
        QTRY_VERIFY_WITH_TIMEOUT(line.isEnabled(), Deadline);
        line.setText(u"fs.list \"/nowhere at all\""_s);
        QTest::keyClick(&line, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(widgetOf<QLabel>(page, u"noticeText"_s).text().contains(u"/nowhere at all"_s),
                                 Deadline);
        QVERIFY(widgetOf<QLabel>(page, u"resultState"_s).text().startsWith(u"failed"_s));
    }

    void logsRoutesAndLinksAreLive()
    {
        Desk f;
        LogPane logs(*f.engine, f.contexts, f.selection);
        RoutesPane routes(*f.engine, f.contexts, f.selection);
        StatsPane stats(*f.engine, f.contexts, f.selection);
        for (QWidget* pane :
             {static_cast<QWidget*>(&logs), static_cast<QWidget*>(&routes), static_cast<QWidget*>(&stats)})
            pane->show();
        f.waitFor(f.node);
        QTRY_COMPARE_WITH_TIMEOUT(widgetOf<QTableView>(routes, u"routes"_s).model()->rowCount(), 1, Deadline);
        QTRY_COMPARE_WITH_TIMEOUT(widgetOf<QTableView>(stats, u"links"_s).model()->rowCount(), 1, Deadline);
        // A call that nobody waits for tells its failure by a log line of the context.
        QTRY_VERIFY_WITH_TIMEOUT(logs.model().rowCount() > 0, Deadline);
    }
};

QTEST_MAIN(PanesEngineTest)
#include "panes_engine_test.moc"
