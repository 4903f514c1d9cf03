// The way of the Tab key through the real window and the connect dialog.
#include "tests/gui/support/window_scene.h"

#include <QApplication>
#include <QDialog>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;
using test::WindowScene;

namespace {

QString describeStop(const QWidget& widget)
{
    QStringList path;
    for (const QWidget* next = &widget; next != nullptr; next = next->parentWidget())
        path.prepend(QLatin1String(next->metaObject()->className()) + u' ' + next->objectName());
    return path.join(u" / "_s);
}

// All that Tab visits from here until it is here again.
QList<QWidget*> tabRound(QWidget& first)
{
    first.setFocus();
    QList<QWidget*> visited;
    while (visited.size() < 200) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QWidget* now = QApplication::focusWidget();
        if (now == nullptr || now == &first)
            return visited;
        if (visited.contains(now)) {
            qWarning("a trap: %s",
                     qPrintable(describeStop(*visited.back()) + u" leads back to "_s + describeStop(*now)));
            return {};
        }
        visited << now;
    }
    return visited;
}

// Where in the round the part, or something in it, comes; -1 when Tab does not get there.
qsizetype placeOf(const QList<QWidget*>& visited, const QWidget& part)
{
    const auto found = std::ranges::find_if(
        visited, [&part](const QWidget* widget) { return widget == &part || part.isAncestorOf(widget); });
    return found == visited.end() ? -1 : found - visited.begin();
}

}  // namespace

class TabOrderTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    // From the line at the top to the contexts, the page, the panes, and back to the beginning.
    void tabGoesRoundInReadingOrder()
    {
        WindowScene f;
        f.fillTree();
        f.fillLogs();
        f.choose(u"sudo"_s);
        f.action(u"showCalls"_s).trigger();
        f.typeCall(u"fs.list \"/etc\""_s).end(test::directoryValue());
        f.window.findChild<QAction*>(u"editCall"_s)->trigger();
        const QList<QWidget*> visited = tabRound(f.find<QWidget>(u"quickConnectLine"_s));
        QStringList order;
        for (const char* name : {"contextsDock", "contextTree", "pathBar", "pages", "callLine", "functions", "calls",
                                 "parameter_path", "runForm", "runAgainButton", "valueView", "logsDock", "log"})
            order << u"%1 %2"_s.arg(placeOf(visited, f.find<QWidget>(QLatin1String(name))), 3).arg(QLatin1String(name));
        QStringList sorted = order;
        sorted.sort();
        QCOMPARE(order, sorted);
        QVERIFY2(!order.front().startsWith(u" -1"_s), qPrintable(order.join(u", "_s)));
    }

    // The fields of another function are made later than everything else.
    void tabGoesRoundWithTheFieldsOfAnotherFunctionToo()
    {
        WindowScene f;
        f.fillTree();
        f.fillLogs();
        f.choose(u"sudo"_s);
        f.action(u"showCalls"_s).trigger();
        for (const char* function : {"fs.list", "fs.write"}) {
            f.typeCall(QLatin1String(function) + u" \"/etc\""_s).end(Value());
            f.window.findChild<QAction*>(u"editCall"_s)->trigger();
        }
        const QList<QWidget*> visited = tabRound(f.find<QWidget>(u"quickConnectLine"_s));
        QVERIFY(!visited.isEmpty());
        qsizetype before = -1;
        for (const char* name : {"calls", "parameter_path", "form_data", "parameter_data", "leaveOut_atomic", "runForm",
                                 "runAgainButton", "log"}) {
            const qsizetype place = placeOf(visited, f.find<QWidget>(QLatin1String(name)));
            QVERIFY2(place > before, name);
            before = place;
        }
    }

    void tabGoesThroughTheDialogsOfProgramsInReadingOrder_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("dialog");
        QTest::addColumn<QStringList>("controls");
        QTest::newRow("attach") << u"attach"_s << u"attachDialog"_s
                                << QStringList{u"lookForSocketsButton"_s, u"sockets"_s, u"socketPath"_s,
                                               u"browseSocket"_s, u"attachButton"_s};
        QTest::newRow("scripts") << u"share"_s << u"scriptsDialog"_s
                                 << QStringList{u"shareSwitch"_s,      u"sharePath"_s,     u"copySharePathButton"_s,
                                                u"copyScriptButton"_s, u"exampleScript"_s, u"clients"_s,
                                                u"closeScripts"_s};
        QTest::newRow("served files") << u"serveFiles"_s << u"servingDialog"_s
                                      << QStringList{u"serveFolderButton"_s, u"serveFileButton"_s,
                                                     u"withdrawButton"_s,    u"served"_s,
                                                     u"fetches"_s,           u"closeServing"_s};
    }
    void tabGoesThroughTheDialogsOfProgramsInReadingOrder()
    {
        QFETCH(const QString, action);
        QFETCH(const QString, dialog);
        QFETCH(const QStringList, controls);
        WindowScene f;
        qt::SocketSnapshot socket;
        socket.found.path = "/tmp/a.sock";
        socket.found.live = true;
        f.engine.sockets = {socket};
        f.action(action).trigger();
        auto& shown = f.find<QDialog>(dialog);
        shown.activateWindow();
        QTRY_VERIFY(QApplication::activeWindow() == &shown);
        qt::ClientSnapshot client;
        client.key = attach::ClientKey{1};
        f.engine.setClients({client});
        f.engine.setServing({.paths = {{.path = "/srv", .directory = true}},
                             .failure = {},
                             .fetches = {{.fetch = {.number = 1, .path = "/srv/a", .reason = {}}, .since = {}}}});
        auto* first = shown.findChild<QWidget*>(controls.front());
        QTRY_VERIFY(shown.findChild<QWidget*>(controls.last())->isEnabled() && first->isEnabled());
        const QList<QWidget*> visited = tabRound(*first);
        QVERIFY(!visited.isEmpty());
        qsizetype before = -1;
        for (const QString& name : controls.sliced(1)) {
            const qsizetype place = placeOf(visited, *shown.findChild<QWidget*>(name));
            QVERIFY2(place > before, qPrintable(name));
            before = place;
        }
    }

    void tabGoesThroughTheConnectDialogInReadingOrder()
    {
        WindowScene f;
        QVERIFY(QTest::qWaitForWindowActive(&f.window));
        f.action(u"connectNew"_s).trigger();
        auto& dialog = f.find<QDialog>(u"connectDialog"_s);
        dialog.activateWindow();
        QTRY_VERIFY(QApplication::activeWindow() == &dialog);
        const auto part = [&dialog](const char* name) { return dialog.findChild<QWidget*>(QLatin1String(name)); };
        const QList<QWidget*> visited = tabRound(*part("chainLine"));
        qsizetype before = -1;
        for (const char* name : {"method", "hostnameControl", "usernameControl", "portControl", "python_pathControl",
                                 "moreOptions", "connectButton"}) {
            const qsizetype place = placeOf(visited, *part(name));
            QVERIFY2(place > before || (place == -1 && std::string_view(name) == "connectButton"), name);
            before = place;
        }
        QVERIFY(!visited.isEmpty());
        QTest::keyClicks(part("chainLine"), u"local"_s);
        QVERIFY2(!tabRound(*part("chainLine")).isEmpty(), "the fields of another method are a trap");
    }
};

QTEST_MAIN(TabOrderTest)
#include "tab_order_test.moc"
