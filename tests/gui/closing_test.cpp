// What the window does when it is to close while files are being copied.
#include "app/transfers/transfer_queue.h"
#include "tests/gui/support/window_scene.h"

#include <QMessageBox>
#include <QPushButton>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;
using test::WindowScene;

namespace {

struct ClosingScene : WindowScene {
    ClosingScene() { host = engine.addNode(qt::RootNode, "ssh:alice@web1"); }

    Transfer& begin()
    {
        return queue.add({.from = queue.place(qt::RootNode), .to = queue.place(host), .sources = {u"/srv/site"_s}});
    }
    // Null when nothing is asked.
    QMessageBox* question()
    {
        for (auto* box : window.findChildren<QMessageBox*>(u"confirmQuit"_s)) {
            if (box->isVisible())
                return box;
        }
        return nullptr;
    }

    TransferQueue& queue = find<TransferQueue>(u"transferQueue"_s);
    qt::NodeKey host{};
};

}  // namespace

class ClosingTest : public QObject {
    Q_OBJECT
private slots:
    void whatIsUnderWayIsNotBrokenOffUnasked()
    {
        ClosingScene f;
        f.begin();
        f.begin().pause();
        f.action(u"quit"_s).trigger();
        QVERIFY(f.window.isVisible());
        QVERIFY(f.question() != nullptr);
        QVERIFY2(f.question()->text().startsWith(u"2 transfer"_s), qPrintable(f.question()->text()));
        f.window.close();
        QCOMPARE(f.window.findChildren<QMessageBox*>(u"confirmQuit"_s).size(), 1);
        // The safe answer is the default.
        QTest::keyClick(f.question(), Qt::Key_Return);
        QVERIFY(f.window.isVisible() && f.question() == nullptr);
        QVERIFY(f.engine.transfers[0] != nullptr && !f.engine.transfers[0]->cancelled);
        f.window.close();
        QVERIFY(f.question() != nullptr);
        QTest::mouseClick(f.question()->findChild<QPushButton*>(u"confirmQuitButton"_s), Qt::LeftButton);
        QVERIFY(!f.window.isVisible());
    }

    void nothingIsAskedWhenAllIsOver()
    {
        ClosingScene f;
        f.begin();
        f.engine.transfers[0]->exit(0);
        f.window.close();
        QVERIFY(!f.window.isVisible());
    }

    // As when the session or the machine ends.
    void whoIsToldToEndDoesNotAsk()
    {
        ClosingScene f;
        f.begin();
        f.window.closeAtOnce();
        QVERIFY(!f.window.isVisible());
        f.window.show();
        f.window.close();
        QVERIFY(f.window.isVisible() && f.question() != nullptr);
        f.window.closeAtOnce();
        QVERIFY(!f.window.isVisible());
    }
};

QTEST_MAIN(ClosingTest)
#include "closing_test.moc"
