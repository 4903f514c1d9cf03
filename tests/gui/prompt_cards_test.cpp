#include "tests/gui/support/prompt_window.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;
using Decision = connect::PromptAnswer::Decision;
using Prompts = test::PromptWindow;

class PromptCardsTest : public QObject {
    Q_OBJECT

private slots:
    void aPasswordIsTypedAndAnsweredByEnter()
    {
        Prompts f;
        f.ask(test::passwordPrompt());
        QCOMPARE(f.text(u"promptTitle"_s), u"Password for alice@web1"_s);
        QCOMPARE(f.text(u"promptPath"_s), u"desktop › ssh alice@web1"_s);
        auto& field = f.find<QLineEdit>(u"promptField0"_s);
        QCOMPARE(field.echoMode(), QLineEdit::Password);
        QTest::keyClicks(&field, u"hunter2"_s);
        QTest::keyClick(&field, Qt::Key_Return);
        QVERIFY(f.answer().decision == Decision::Answered);
        QCOMPARE(f.answer().fields.front().reveal(), "hunter2");
    }

    void nothingTypedIsNoAnswer()
    {
        Prompts f;
        f.ask(test::passwordPrompt());
        QVERIFY(!f.find<QPushButton>(u"answerButton"_s).isEnabled());
        QTest::keyClick(&f.find<QLineEdit>(u"promptField0"_s), Qt::Key_Return);
        QVERIFY(f.engine.answers.empty());
    }

    void severalFieldsAreOneAnswer()
    {
        Prompts f;
        f.ask(test::codesPrompt());
        QCOMPARE(f.text(u"promptTitle"_s), u"web1 asks: Two factors"_s);
        QCOMPARE(f.text(u"promptInstruction"_s), u"Enter both."_s);
        auto& password = f.find<QLineEdit>(u"promptField0"_s);
        auto& code = f.find<QLineEdit>(u"promptField1"_s);
        QCOMPARE(password.accessibleName(), u"Password"_s);
        QCOMPARE(code.echoMode(), QLineEdit::Normal);
        password.setFocus();
        QTest::keyClicks(&password, u"hunter2"_s);
        QTest::keyClick(&password, Qt::Key_Return);
        QVERIFY(code.hasFocus());
        QTest::keyClicks(&code, u"123456"_s);
        QTest::keyClick(&code, Qt::Key_Return);
        QCOMPARE(f.answer().fields.size(), 2u);
        QCOMPARE(f.answer().fields[1].reveal(), "123456");
    }

    void theNextAttemptSaysWhyTheLastFailed()
    {
        Prompts f;
        auto prompt = test::passwordPrompt();
        prompt.attempt = 2;
        prompt.lastFailure = "web1 refused the password.";
        f.ask(prompt);
        QCOMPARE(f.text(u"promptAttempt"_s), u"Attempt 2 of 3. web1 refused the password."_s);
    }

    void anUnknownHostKeyShowsFingerprintTypeAndPicture()
    {
        Prompts f;
        f.ask(test::hostKeyPrompt());
        QVERIFY(f.text(u"fingerprint"_s).contains(u"SHA256:uNiVz"_s));
        QVERIFY(f.text(u"fingerprint"_s).contains(u"ssh-ed25519"_s));
        QVERIFY(f.text(u"randomart"_s).contains(u"[SHA256]"_s));
        QTest::mouseClick(&f.find<QPushButton>(u"acceptRememberButton"_s), Qt::LeftButton);
        QVERIFY(f.answer().decision == Decision::AcceptAndRemember);
    }

    void aChangedHostKeyIsRefusedByEnter()
    {
        Prompts f;
        f.askMine(test::hostKeyPrompt(connect::PromptKind::HostKeyChanged));
        QVERIFY(f.text(u"oldFingerprint"_s).contains(u"SHA256:p2QAM"_s));
        QVERIFY(f.text(u"promptAdvice"_s).contains(u"known_hosts, line 12"_s));
        auto& refuse = f.find<QPushButton>(u"refuseButton"_s);
        QVERIFY(refuse.isDefault());
        QVERIFY(refuse.hasFocus());
        QTest::keyClick(&refuse, Qt::Key_Return);
        QVERIFY(f.answer().decision == Decision::Refused);
    }

    void acceptingOnceIsNotRemembering()
    {
        Prompts f;
        f.ask(test::hostKeyPrompt());
        QTest::mouseClick(&f.find<QPushButton>(u"acceptOnceButton"_s), Qt::LeftButton);
        QVERIFY(f.answer().decision == Decision::AcceptOnce);
    }

    void theSheetTakesTheFocusAndGivesItBack()
    {
        Prompts f;
        auto* elsewhere = new QLineEdit(&f.window);
        elsewhere->show();
        elsewhere->setFocus();
        f.askMine(test::passwordPrompt());
        QVERIFY(f.sheet->isVisible());
        QVERIFY(f.find<QLineEdit>(u"promptField0"_s, f.sheet).hasFocus());
        QTest::keyClicks(&f.find<QLineEdit>(u"promptField0"_s, f.sheet), u"x"_s);
        QTest::keyClick(&f.find<QLineEdit>(u"promptField0"_s, f.sheet), Qt::Key_Return);
        QVERIFY(!f.sheet->isVisible());
        QVERIFY(elsewhere->hasFocus());
    }

    void escapePutsTheSheetAsideAndTheQuestionStays()
    {
        Prompts f;
        f.askMine(test::passwordPrompt());
        QVERIFY(f.inPane().empty());
        QTest::keyClick(&f.find<QLineEdit>(u"promptField0"_s, f.sheet), Qt::Key_Escape);
        QVERIFY(!f.sheet->isVisible());
        QCOMPARE(f.inPane().size(), 1u);
        QCOMPARE(f.centre.open().size(), 1u);
    }

    // The numbers are those of several trees.
    void theOldestIsFirstWhateverItsNumber()
    {
        Prompts f;
        std::vector<std::uint64_t> asked;
        for (const std::uint64_t id : {900u, 5u, 70u}) {
            auto prompt = test::passwordPrompt();
            prompt.id = id;
            emit f.engine.prompted(prompt, f.web);
            asked.push_back(id);
        }
        QCOMPARE(f.inPane(), asked);
        f.centre.bringForward(5);
        QCOMPARE(f.inPane(), (std::vector<std::uint64_t>{900, 70}));
        f.centre.putAside(5);
        QCOMPARE(f.inPane(), asked);
    }

    // A card is work, and so is the order of Tab through all of them: once for what comes at once.
    void manyQuestionsAreShownTogether()
    {
        Prompts f;
        std::vector<std::uint64_t> asked;
        for (int i = 0; i < 500; ++i)
            asked.push_back(f.engine.ask(test::hostKeyPrompt(), f.web));
        QVERIFY(f.pane->findChild<PromptCard*>() == nullptr);
        QCOMPARE(f.inPane(), asked);
        // Tab goes from card to card.
        QWidget* next = f.pane->findChild<QScrollArea*>();
        std::vector<std::uint64_t> visited;
        for (std::size_t i = 0; i < 3 * asked.size(); ++i) {
            do
                next = next->nextInFocusChain();
            while (qobject_cast<QPushButton*>(next) == nullptr);
            const auto* card = qobject_cast<PromptCard*>(next->parentWidget());
            QVERIFY(card != nullptr);
            if (i % 3 == 0)
                visited.push_back(card->promptId());
            QCOMPARE(card->promptId(), visited.back());
        }
        QCOMPARE(visited, asked);
        for (const std::uint64_t id : asked)
            f.engine.withdraw(id);
        QVERIFY(f.inPane().empty());
    }

    void theKeyringIsOfferedWhereThereIsOne()
    {
        Prompts f;
        f.ask(test::passwordPrompt());
        auto& remember = f.find<QComboBox>(u"remember"_s);
        const auto* items = qobject_cast<QStandardItemModel*>(remember.model());
        QTRY_VERIFY(items->item(2)->isEnabled());
        QVERIFY(!f.find<QLabel>(u"keyringNote"_s).isVisible());
        remember.setCurrentIndex(2);
        QTest::keyClicks(&f.find<QLineEdit>(u"promptField0"_s), u"x"_s);
        QTest::mouseClick(&f.find<QPushButton>(u"answerButton"_s), Qt::LeftButton);
        QVERIFY(f.answer().remember == connect::Remember::Keyring);
    }

    void withoutAKeyringItIsSaid()
    {
        Prompts f(Keyring::State::Missing);
        f.ask(test::passwordPrompt());
        const auto* items = qobject_cast<QStandardItemModel*>(f.find<QComboBox>(u"remember"_s).model());
        QTRY_VERIFY(f.find<QLabel>(u"keyringNote"_s).isVisible());
        QVERIFY(!items->item(2)->isEnabled());
        QVERIFY(items->item(1)->isEnabled());
    }

    void whatTheKeyringDidNotKeepIsSaidUntilDismissed()
    {
        Prompts f;
        auto& notice = f.find<QWidget>(u"keyringNotice"_s);
        QVERIFY(!notice.isVisible());
        emit f.centre.notKept(u"Password for alice@web1"_s, u"it is locked"_s);
        QVERIFY(notice.isVisible());
        const QString text = f.find<QLabel>(u"noticeText"_s, &notice).text();
        QVERIFY2(text.contains(u"alice@web1"_s) && text.contains(u"it is locked"_s), qPrintable(text));
        f.find<QPushButton>(u"dismissNoticeButton"_s).click();
        QVERIFY(!notice.isVisible());
    }

    void whatAServerSendsIsPlainText()
    {
        Prompts f;
        auto prompt = test::codesPrompt();
        prompt.instruction = "<b>bold</b>";
        f.ask(prompt);
        for (const QLabel* label : f.pane->findChild<PromptCard*>()->findChildren<QLabel*>())
            QCOMPARE(label->textFormat(), Qt::PlainText);
        QCOMPARE(f.text(u"promptInstruction"_s), u"<b>bold</b>"_s);
    }
};

QTEST_MAIN(PromptCardsTest)
#include "prompt_cards_test.moc"
