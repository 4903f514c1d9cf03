// Who types, and where the keys go when a question comes or goes meanwhile.
#include "tests/gui/support/prompt_window.h"

#include <QApplication>
#include <QPushButton>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;
using Decision = connect::PromptAnswer::Decision;

namespace {

struct TypedPrompts : test::PromptWindow {
    // As a keyboard does: to whatever has the focus at each key.
    static void type(const QString& text)
    {
        for (const QChar letter : text)
            QTest::keyClick(QApplication::focusWidget(), letter.toLatin1());
    }
    static void press(Qt::Key key) { QTest::keyClick(QApplication::focusWidget(), key); }
    QLineEdit& field() { return find<QLineEdit>(u"promptField0"_s, sheet); }
    QPushButton& button(const QString& name) { return find<QPushButton>(name, sheet); }
    // What stood there has been deleted.
    static void settle() { QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); }
};

}  // namespace

class PromptTypingTest : public QObject {
    Q_OBJECT

private slots:
    void theRestOfAPasswordGoesToNobodyElse()
    {
        TypedPrompts f;
        const auto first = f.askMine(test::passwordPrompt("alice@web1"));
        f.ask(test::passwordPrompt("bob@web2"));
        f.type(u"hunt"_s);
        f.engine.withdraw(first);
        f.settle();
        f.type(u"er2"_s);
        f.press(Qt::Key_Return);
        QVERIFY(f.engine.answers.empty());
        QVERIFY(f.sheet->isVisible());
        QVERIFY(f.field().text().isEmpty());
    }

    void notEvenByTab()
    {
        TypedPrompts f;
        const auto first = f.askMine(test::passwordPrompt("alice@web1"));
        f.ask(test::passwordPrompt("bob@web2"));
        f.type(u"hunt"_s);
        f.engine.withdraw(first);
        f.settle();
        f.field().setFocus();
        f.type(u"er2"_s);
        f.press(Qt::Key_Return);
        QVERIFY(f.engine.answers.empty());
        QVERIFY(f.field().text().isEmpty());
    }

    void theNextQuestionIsAnsweredAfterAPause()
    {
        TypedPrompts f;
        const auto first = f.askMine(test::passwordPrompt("alice@web1"));
        const auto second = f.ask(test::passwordPrompt("bob@web2"));
        f.type(u"hunt"_s);
        f.engine.withdraw(first);
        f.settle();
        QTRY_VERIFY(f.field().hasFocus());
        f.type(u"x"_s);
        f.press(Qt::Key_Return);
        QCOMPARE(f.engine.answers.size(), 1u);
        QCOMPARE(f.engine.answers.front().id, second);
        QCOMPARE(f.answer().fields.front().reveal(), "x");
    }

    // Without a next question the line typed in before must not show a password, or run it.
    void theRestOfAPasswordIsShownNowhere()
    {
        TypedPrompts f;
        f.line->setFocus();
        const auto only = f.askMine(test::passwordPrompt());
        QVERIFY(f.field().hasFocus());
        f.type(u"hunt"_s);
        f.engine.withdraw(only);
        f.settle();
        f.type(u"er2"_s);
        QVERIFY(!f.sheet->isVisible());
        QVERIFY(f.line->text().isEmpty());
        QTRY_VERIFY(f.line->hasFocus());
    }

    void whoTypesElsewhereGoesOnThere()
    {
        TypedPrompts f;
        f.line->setFocus();
        f.type(u"fs.list"_s);
        f.askMine(test::hostKeyPrompt());
        QVERIFY(f.sheet->isVisible());
        f.type(u" etc"_s);
        f.press(Qt::Key_Return);
        QVERIFY(f.engine.answers.empty());
        QCOMPARE(f.line->text(), u"fs.list etc"_s);
        QTRY_VERIFY(f.button(u"refuseButton"_s).hasFocus());
        f.press(Qt::Key_Return);
        QVERIFY(f.answer().decision == Decision::Refused);
        QVERIFY(f.line->hasFocus());
    }

    void aClickNeedsNoPause()
    {
        TypedPrompts f;
        f.line->setFocus();
        f.type(u"x"_s);
        f.askMine(test::passwordPrompt());
        QTest::mouseClick(&f.field(), Qt::LeftButton);
        QVERIFY(f.field().hasFocus());
        f.type(u"hunter2"_s);
        f.press(Qt::Key_Return);
        QCOMPARE(f.answer().fields.front().reveal(), "hunter2");
    }

    void afterAnAnswerTheNextQuestionIsAnsweredAtOnce()
    {
        TypedPrompts f;
        const auto first = f.askMine(test::passwordPrompt("alice@web1"));
        const auto second = f.ask(test::passwordPrompt("bob@web2"));
        f.type(u"a"_s);
        f.press(Qt::Key_Return);
        f.settle();
        f.type(u"b"_s);
        f.press(Qt::Key_Return);
        QCOMPARE(f.engine.answers.size(), 2u);
        QCOMPARE(f.engine.answers[0].id, first);
        QCOMPARE(f.engine.answers[1].id, second);
        f.settle();
        // One that comes a moment later follows it too.
        f.askMine(test::passwordPrompt());
        QVERIFY(f.field().hasFocus());
    }

    void whatTheUserOpensIsAnsweredAtOnce()
    {
        TypedPrompts f;
        const auto id = f.ask(test::passwordPrompt());
        f.line->setFocus();
        f.type(u"x"_s);
        f.centre.bringForward(id);
        QVERIFY(f.field().hasFocus());
    }

    void aCardOfThePaneLeavesItsKeysToNoOther()
    {
        TypedPrompts f;
        const auto first = f.ask(test::passwordPrompt("alice@web1"));
        f.ask(test::passwordPrompt("bob@web2"));
        f.find<QLineEdit>(u"promptField0"_s, f.pane).setFocus();
        f.type(u"hunt"_s);
        f.engine.withdraw(first);
        QCOMPARE(f.inPane().size(), 1u);
        for (const Qt::Key key : {Qt::Key_E, Qt::Key_R, Qt::Key_Return}) {
            if (QWidget* focus = QApplication::focusWidget())
                QTest::keyClick(focus, key);
        }
        QVERIFY(f.engine.answers.empty());
        QVERIFY(f.find<QLineEdit>(u"promptField0"_s, f.pane).text().isEmpty());
    }
};

QTEST_MAIN(PromptTypingTest)
#include "prompt_typing_test.moc"
