// The tree of contexts and the one selection, without the rest of the window.
#include "app/contexts/context_model.h"
#include "app/contexts/contexts_pane.h"
#include "tests/gui/support/fake_engine.h"

#include <QLineEdit>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;
using qt::NodeKey;

namespace {

struct Pane {
    Pane()
    {
        db = engine.add("ssh:db1");
        engine.bringUp(db, "alice@db1");
        web = engine.addNode(qt::RootNode, "ssh:web1");
        pane.show();
        selection.choose(db);
    }
    QTreeView& tree() { return *pane.findChild<QTreeView*>(u"contextTree"_s); }
    QString chosen() { return tree().currentIndex().siblingAtColumn(0).data().toString(); }
    void filter(const QString& text) { pane.findChild<QLineEdit*>(u"filter"_s)->setText(text); }

    test::FakeEngine engine;
    ContextModel model{engine};
    Selection selection;
    ContextsPane pane{model, selection};
    NodeKey db{};
    NodeKey web{};
};

}  // namespace

class ContextsPaneTest : public QObject {
    Q_OBJECT

private slots:
    void whatTheFilterHidesStaysChosen()
    {
        Pane f;
        QCOMPARE(f.chosen(), u"ssh db1"_s);
        f.filter(u"web1"_s);
        QCOMPARE(f.selection.current(), f.db);
        QCOMPARE(f.chosen(), QString());
        f.filter({});
        QCOMPARE(f.selection.current(), f.db);
        QCOMPARE(f.chosen(), u"ssh db1"_s);
    }

    void whatNoLongerMatchesStaysChosen()
    {
        Pane f;
        f.filter(u"connected"_s);
        f.engine.lose(f.db, Error(ErrorKind::Timeout, "db1 has not answered for 10 s"));
        QCOMPARE(f.selection.current(), f.db);
        QCOMPARE(f.chosen(), QString());
        f.engine.bringUp(f.db, "alice@db1");
        QCOMPARE(f.chosen(), u"ssh db1"_s);
    }

    void noNeighbourIsChosenForARowThatGoes()
    {
        Pane f;
        f.engine.remove(f.db);
        QCOMPARE(f.selection.current(), f.db);
        QCOMPARE(f.chosen(), QString());
    }

    void withNothingInSightTheArrowsBeginAtTheTop()
    {
        Pane f;
        f.filter(u"web1"_s);
        f.pane.move(ContextsPane::Step::Next);
        QCOMPARE(f.selection.current(), qt::RootNode);
        f.pane.move(ContextsPane::Step::Next);
        QCOMPARE(f.selection.current(), f.web);
    }
};

QTEST_MAIN(ContextsPaneTest)
#include "contexts_pane_test.moc"
