// The window on a small screen: every page and pane fits, in every language.
#include "app/common/translation.h"
#include "app/transfers/transfer_queue.h"
#include "tests/gui/support/window_scene.h"

#include <QAbstractScrollArea>
#include <QDockWidget>
#include <QStandardPaths>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;
using test::WindowScene;

namespace {

constexpr QSize Small(800, 480);

// What is visible and has less room than it needs; what is in a scroll area can be scrolled to.
QStringList squeezed(const QWidget& parent)
{
    QStringList found;
    for (const QWidget* child : parent.findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
        const bool ofQt = child->objectName().startsWith(u"qt_dock"_s) || child->inherits("QLineEditIconButton");
        if (!child->isVisible() || child->isWindow() || ofQt)
            continue;
        const QSize least = child->minimumSizeHint().boundedTo(child->maximumSize());
        const int height = child->minimumHeight() > 0 ? child->minimumHeight() : least.height();
        if (child->height() < height && child->sizePolicy().verticalPolicy() != QSizePolicy::Ignored)
            found << u"%1 %2: %3 of %4"_s.arg(QLatin1String(child->metaObject()->className()), child->objectName())
                         .arg(child->height())
                         .arg(height);
        if (!child->inherits("QAbstractScrollArea"))
            found << squeezed(*child);
    }
    return found;
}

}  // namespace

class SmallWindowTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void everyPageAndPaneFits_data()
    {
        QTest::addColumn<QString>("language");
        QTest::newRow("English") << u"en"_s;
        QTest::newRow("German") << u"de"_s;
    }
    void everyPageAndPaneFits()
    {
        QFETCH(const QString, language);
        const Translation translation(language);
        WindowScene scene({}, {}, Appearance::Light);
        scene.fillTree();
        scene.fillLogs();
        scene.fillRoutesAndLinks();
        scene.choose(u"sudo"_s);
        scene.action(u"showCalls"_s).trigger();
        scene.typeCall(u"fs.list \"/etc\""_s).end(test::directoryValue());
        scene.window.findChild<QAction*>(u"editCall"_s)->trigger();
        auto& queue = scene.find<TransferQueue>(u"transferQueue"_s);
        queue.add({.from = queue.place(qt::RootNode),
                   .to = queue.place(scene.root),
                   .sources = {u"/home/alice/a-folder-with-a-rather-long-name/site"_s}});
        scene.engine.transfers[0]->exit(23);
        scene.find<QTableView>(u"transfers"_s).selectRow(0);
        const qt::NodeKey program = scene.engine.addProgram("nightly-inventory-of-every-host.py (4711)");
        scene.engine.addContextOf(program, ContextId{1}, "ssh.shop1");
        for (const char* page : {"showOverview", "showCalls", "showConnection"}) {
            for (const char* pane : {"goToLogs", "goToRoutes", "goToStats", "goToTransfers", "goToPrompts"}) {
                scene.action(QLatin1String(page)).trigger();
                scene.action(QLatin1String(pane)).trigger();
                scene.choose(page == std::string_view("showOverview") ? u"nightly"_s : u"sudo"_s);
                scene.window.resize(Small);
                QCoreApplication::processEvents();
                const QString least = u"%1 x %2"_s.arg(scene.window.minimumSizeHint().width())
                                          .arg(scene.window.minimumSizeHint().height());
                QVERIFY2(scene.window.size() == Small, qPrintable(least));
                const QStringList bad = squeezed(scene.window);
                QVERIFY2(bad.isEmpty(), qPrintable(bad.join(u", "_s)));
            }
        }
    }

    // On a screen of that size the pages get the most of it at first.
    void thePagesHaveMostOfASmallScreen()
    {
        WindowScene scene({}, {}, Appearance::Light);
        scene.fillTree();
        scene.beginOn({1024, 600});
        QCoreApplication::processEvents();
        const QSize page = scene.find<QWidget>(u"pages"_s).size();
        QVERIFY2(page.width() >= 720 && page.height() >= 300,
                 qPrintable(u"%1 x %2"_s.arg(page.width()).arg(page.height())));
        scene.beginOn({1280, 820});
        QCoreApplication::processEvents();
        QCOMPARE(scene.find<QDockWidget>(u"contextsDock"_s).width(), 440);
    }
};

QTEST_MAIN(SmallWindowTest)
#include "small_window_test.moc"
