// What contexts say of themselves is shown as words: it is no markup, and nothing in it acts on what stands around it.
#include "app/connect/candidate_model.h"
#include "app/connect/method_menu.h"
#include "tests/gui/support/prompts.h"
#include "tests/gui/support/window_scene.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QLabel>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;
using test::WindowScene;

namespace {

// Markup, what turns the direction of text about, and a second line.
const std::string Evil = "<b>evil</b> \u202elanguage\nsecond";

bool isHarmlessLine(const QString& text)
{
    return !text.contains(QChar(0x202e)) && !text.contains(u'\n');
}

// Where Qt takes it for markup, it is escaped.
bool isHarmlessTip(const QString& tip)
{
    return !tip.contains(QChar(0x202e)) && !(Qt::mightBeRichText(tip) && tip.contains(u"<b>"_s));
}

// Texts that are drawn as they are: labels, buttons, rows.
QStringList badRows(const QAbstractItemModel& model, const QModelIndex& parent = {})
{
    QStringList bad;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        for (int column = 0; column < model.columnCount(parent); ++column) {
            const QModelIndex index = model.index(row, column, parent);
            for (const int role : {Qt::DisplayRole, Qt::AccessibleTextRole}) {
                if (!isHarmlessLine(index.data(role).toString()))
                    bad << index.data(role).toString();
            }
            if (!isHarmlessTip(index.data(Qt::ToolTipRole).toString()))
                bad << index.data(Qt::ToolTipRole).toString();
        }
        bad += badRows(model, model.index(row, 0, parent));
    }
    return bad;
}

QStringList badIn(const QWidget& top)
{
    QStringList bad;
    const auto note = [&bad](bool good, const QWidget* widget, const QString& text) {
        if (!good)
            bad << u"%1 (%2): %3"_s.arg(QString::fromLatin1(widget->metaObject()->className()), widget->objectName(),
                                        text);
    };
    for (const QWidget* widget : top.findChildren<QWidget*>()) {
        note(isHarmlessTip(widget->toolTip()), widget, widget->toolTip());
        note(!widget->accessibleName().contains(QChar(0x202e)), widget, widget->accessibleName());
        if (const auto* label = qobject_cast<const QLabel*>(widget)) {
            note(!label->text().contains(QChar(0x202e)), widget, label->text());
            note(label->textFormat() == Qt::PlainText || !Qt::mightBeRichText(label->text()), widget, label->text());
        } else if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) {
            note(isHarmlessLine(button->text()), widget, button->text());
        } else if (const auto* view = qobject_cast<const QAbstractItemView*>(widget); view && view->model()) {
            bad += badRows(*view->model());
        } else if (const auto* box = qobject_cast<const QComboBox*>(widget)) {
            bad += badRows(*box->model());
        }
    }
    for (const QAction* action : top.findChildren<QAction*>()) {
        if (!isHarmlessLine(action->text()))
            bad << action->text();
    }
    return bad;
}

connect::Story evilStory()
{
    connect::Story story = test::finishedStory();
    for (connect::StoryStep& step : story.steps)
        step.note = Evil;
    story.steps.front().name = Evil;
    return story;
}

}  // namespace

class RemoteWordsTest : public QObject {
    Q_OBJECT
private slots:
    void aContextOfOursNamesItselfAsItLikes()
    {
        WindowScene f({}, {}, Appearance::Light);
        const qt::NodeKey web = f.engine.addNode(qt::RootNode, "ssh:alice@web1");
        f.engine.setStory(web, evilStory());
        f.engine.change(web, [](qt::NodeSnapshot& node) {
            node.facts.set(Value("<b>x</b>"), Value(Evil));
            node.facts.set(Value("host"), Value(Evil));
            node.identity = "<b>root</b>@h " + Evil;
            node.name = Evil;
            node.step = Evil;
        });
        f.engine.setRoutes({{.id = *f.engine.node(web).id, .name = Evil, .nextHop = ContextId{1}, .announcedBy = {}}});
        f.choose(u"ssh alice@web1"_s);
        for (const QLabel* label : f.find<QWidget>(u"overviewFacts"_s).findChildren<QLabel*>())
            QCOMPARE(label->textFormat(), Qt::PlainText);
        for (const QString& page : {u"showOverview"_s, u"showConnection"_s, u"showCalls"_s}) {
            f.action(page).trigger();
            const QStringList bad = badIn(f.window);
            QVERIFY2(bad.isEmpty(), qPrintable(bad.join(u'\n')));
        }
        f.engine.change(web, [](qt::NodeSnapshot& node) { node.state = qt::NodeState::Connecting; });
        QVERIFY2(badIn(f.window).isEmpty(), qPrintable(badIn(f.window).join(u'\n')));
        f.engine.fail(web, Error(ErrorKind::Stream, Evil));
        const QStringList bad = badIn(f.window);
        QVERIFY2(bad.isEmpty(), qPrintable(bad.join(u'\n')));
    }

    void aStrangerIsNamedByOthers()
    {
        WindowScene f({}, {}, Appearance::Light);
        const qt::NodeKey program = f.engine.addProgram(Evil);
        f.engine.addContextOf(program, ContextId{7}, Evil, Dict{{{"user", Evil}, {"host", Evil}, {"<b>x</b>", 1}}});
        for (const qt::NodeKey key : {qt::RootNode, program}) {
            const qt::NodeKey stranger = f.engine.addContextOf(key, ContextId{20}, Evil, {});
            f.choose(u"<b>evil"_s);
            const QStringList bad = badIn(f.window);
            QVERIFY2(bad.isEmpty(), qPrintable(bad.join(u'\n')));
            f.engine.remove(stranger);
        }
    }

    void aQuestionIsWordedByOthers()
    {
        WindowScene f({}, {}, Appearance::Light);
        const qt::NodeKey web = f.engine.add("ssh:alice@web1");
        connect::Prompt codes = test::codesPrompt();
        codes.title = codes.subject = codes.instruction = codes.lastFailure = Evil;
        codes.path = {Evil};
        codes.attempt = 2;
        codes.fields = {{.label = Evil, .echo = true}, {.label = Evil, .echo = false}};
        connect::Prompt key = test::hostKeyPrompt();
        key.subject = key.hostKey->fingerprint = key.hostKey->type = Evil;
        f.engine.ask(codes, web);
        f.engine.ask(key, web);
        f.action(u"oldestQuestion"_s).trigger();
        const QStringList bad = badIn(f.window);
        QVERIFY2(bad.isEmpty(), qPrintable(bad.join(u'\n')));
    }

    // What is chosen is connected to by its own name.
    void whatIsFoundNamesItselfAsItLikes()
    {
        CandidateModel model;
        model.setCandidates({{.name = Evil, .state = Evil, .note = Evil}});
        QVERIFY2(badRows(model).isEmpty(), qPrintable(badRows(model).join(u'\n')));
        QVERIFY(!isHarmlessTip(u"<b>x</b>"_s));
        QCOMPARE(model.index(0, 0).data(Qt::EditRole).toString(), QString::fromStdString(Evil));
    }

    void whereAMethodIsMissingIsNamedByOthers()
    {
        MethodMenu menu(u"Connect by"_s, {u"docker"_s}, nullptr);
        menu.setMissing({"docker"}, u"<b>evil</b>"_s);
        QVERIFY(isHarmlessTip(menu.findChild<QAction*>(u"by-docker"_s)->toolTip()));
    }
};

QTEST_MAIN(RemoteWordsTest)
#include "remote_words_test.moc"
