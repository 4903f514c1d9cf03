#include "app/prompts/prompt_centre.h"
#include "tests/gui/support/fake_engine.h"
#include "tests/gui/support/fake_keyring.h"
#include "tests/gui/support/prompts.h"

#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;
using connect::Remember;
using Decision = connect::PromptAnswer::Decision;
using test::passwordPrompt;

namespace {

struct Centre {
    Centre() { web = engine.add("ssh:alice@web1"); }

    // A connection asks; gives the question's id.
    std::uint64_t ask(const connect::Prompt& prompt) { return engine.ask(prompt, web); }
    void answer(std::uint64_t id, std::string_view secret, Remember remember)
    {
        centre.answer(id, {Secret(secret)}, remember);
    }
    void accept(connect::Prompt prompt, std::uint64_t id, bool accepted = true)
    {
        prompt.id = id;
        engine.decide(prompt, accepted);
    }
    // The user answers, the server likes it, and the connection is made again.
    void rememberPassword(Remember remember)
    {
        const auto id = ask(passwordPrompt());
        answer(id, "hunter2", remember);
        accept(passwordPrompt(), id);
        engine.bringUp(web, "alice@web1");
        engine.change(web, [](qt::NodeSnapshot& node) { node.state = qt::NodeState::Connecting; });
    }
    std::string lastSecret() const { return engine.answers.back().answer.fields.front().reveal(); }

    QTemporaryDir folder;
    QSettings settings{folder.filePath(u"settings.ini"_s), QSettings::IniFormat};
    test::FakeEngine engine;
    test::FakeKeyring keyring;
    ContextDirectory contexts{engine};
    PromptCentre centre{engine, contexts, keyring, settings};
    qt::NodeKey web{};
};

}  // namespace

class PromptCentreTest : public QObject {
    Q_OBJECT

private slots:
    void keepsQuestionsInOrderUntilTheyAreAnswered()
    {
        Centre f;
        const auto first = f.ask(passwordPrompt("alice@web1"));
        const auto second = f.ask(passwordPrompt("bob@web2"));
        QCOMPARE(f.centre.open().size(), 2u);
        QCOMPARE(f.centre.open().front().prompt.id, first);
        f.answer(first, "hunter2", Remember::No);
        QCOMPARE(f.centre.open().size(), 1u);
        QCOMPARE(f.centre.open().front().prompt.id, second);
        QCOMPARE(f.engine.answers.size(), 1u);
        QCOMPARE(f.lastSecret(), "hunter2");
    }

    void aWithdrawnQuestionIsGone()
    {
        Centre f;
        const QSignalSpy closed(&f.centre, &PromptCentre::closed);
        const auto id = f.ask(passwordPrompt());
        f.engine.withdraw(id);
        QCOMPARE(closed.size(), 1);
        QVERIFY(f.centre.open().empty());
        f.answer(id, "late", Remember::No);
        QVERIFY(f.engine.answers.empty());
    }

    void onlyWhatTheUserStartedComesForward()
    {
        Centre f;
        f.ask(passwordPrompt("bob@other"));
        QVERIFY(!f.centre.foremost());
        const auto child = f.engine.add("ssh:web2", f.web);
        f.centre.expect(child);
        const auto mine = f.engine.ask(passwordPrompt("alice@web2"), child);
        QCOMPARE(f.centre.foremost(), mine);
    }

    void theQuestionsOfAWholeChainComeForwardOneAtATime()
    {
        Centre f;
        f.centre.expect(f.web, 2);
        const auto first = f.ask(test::hostKeyPrompt());
        const auto second = f.ask(passwordPrompt());
        QCOMPARE(f.centre.foremost(), first);
        f.centre.decide(first, Decision::AcceptOnce);
        QCOMPARE(f.centre.foremost(), second);
        f.answer(second, "x", Remember::No);
        QVERIFY(!f.centre.foremost());
    }

    void putAsideItWaitsAndComesBackWhenCalled()
    {
        Centre f;
        f.centre.expect(f.web);
        const auto id = f.ask(passwordPrompt());
        f.centre.putAside(id);
        QVERIFY(!f.centre.foremost());
        QCOMPARE(f.centre.open().size(), 1u);
        f.centre.bringForward(id);
        QCOMPARE(f.centre.foremost(), id);
    }

    void aSecretOfThisRunAnswersTheNextConnection()
    {
        Centre f;
        f.rememberPassword(Remember::ThisRun);
        f.ask(passwordPrompt());
        QVERIFY(f.centre.open().empty());
        QCOMPARE(f.engine.answers.size(), 2u);
        QCOMPARE(f.lastSecret(), "hunter2");
        QVERIFY(f.keyring.secrets.empty());
    }

    void aSecretAnswersByItselfOnlyOnceForEachConnection()
    {
        Centre f;
        f.rememberPassword(Remember::ThisRun);
        f.ask(passwordPrompt());
        f.ask(passwordPrompt());
        QCOMPARE(f.centre.open().size(), 1u);
    }

    void aRefusedSecretIsForgotten()
    {
        Centre f;
        f.rememberPassword(Remember::ThisRun);
        const auto id = f.ask(passwordPrompt());
        f.accept(passwordPrompt(), id, false);
        auto again = passwordPrompt();
        again.attempt = 2;
        f.ask(again);
        QCOMPARE(f.centre.open().size(), 1u);
        f.engine.bringUp(f.web, "alice@web1");
        f.engine.withdraw(f.centre.open().front().prompt.id);
        f.ask(passwordPrompt());
        QCOMPARE(f.centre.open().size(), 1u);
    }

    void aSecretNotToBeRememberedIsNot()
    {
        Centre f;
        f.rememberPassword(Remember::No);
        f.ask(passwordPrompt());
        QCOMPARE(f.centre.open().size(), 1u);
    }

    void aWrongSecretIsNeverKept()
    {
        Centre f;
        const auto id = f.ask(passwordPrompt());
        f.answer(id, "wrong", Remember::Keyring);
        f.accept(passwordPrompt(), id, false);
        QVERIFY(f.keyring.secrets.empty());
    }

    // What nobody learns to be right is not kept for later news; but the same news may tell of that after the end.
    void anAnswerEndsWithItsConnection_data()
    {
        QTest::addColumn<bool>("atOnce");
        QTest::newRow("told with the end") << true;
        QTest::newRow("not told") << false;
    }
    void anAnswerEndsWithItsConnection()
    {
        QFETCH(const bool, atOnce);
        Centre f;
        const auto id = f.ask(passwordPrompt());
        f.answer(id, "hunter2", Remember::Keyring);
        f.engine.bringUp(f.web, "alice@web1");
        if (!atOnce)
            QCoreApplication::processEvents();
        f.accept(passwordPrompt(), id);
        QCOMPARE(f.keyring.secrets.size(), atOnce ? 1u : 0u);
    }

    void forgettingSecretsIncludesThoseNotYetKnownToBeRight()
    {
        Centre f;
        const auto id = f.ask(passwordPrompt());
        f.answer(id, "hunter2", Remember::ThisRun);
        f.centre.forgetRunSecrets();
        f.accept(passwordPrompt(), id);
        f.ask(passwordPrompt());
        QCOMPARE(f.centre.open().size(), 1u);
    }

    void theKeyringAnswersInTheNextRun()
    {
        Centre f;
        f.rememberPassword(Remember::Keyring);
        QCOMPARE(f.keyring.secrets.size(), 1u);
        f.centre.forgetRunSecrets();
        f.ask(passwordPrompt());
        QTRY_COMPARE(f.engine.answers.size(), 2u);
        QCOMPARE(f.lastSecret(), "hunter2");
        QVERIFY(f.centre.open().empty());
    }

    void theKeyringIsNotAskedForWhatItDoesNotHave()
    {
        Centre f;
        f.ask(passwordPrompt());
        QCOMPARE(f.keyring.reads, 0);
        QCOMPARE(f.centre.open().size(), 1u);
    }

    void whatVanishedFromTheKeyringIsAsked()
    {
        Centre f;
        f.rememberPassword(Remember::Keyring);
        f.centre.forgetRunSecrets();
        f.keyring.secrets.clear();
        f.ask(passwordPrompt());
        QTRY_COMPARE(f.centre.open().size(), 1u);
    }

    void whatTheKeyringDoesNotKeepIsToldAndNotLookedForThere()
    {
        Centre f;
        f.keyring.refusal = u"the collection is locked"_s;
        const QSignalSpy told(&f.centre, &PromptCentre::notKept);
        f.rememberPassword(Remember::Keyring);
        QTRY_COMPARE(told.size(), 1);
        QCOMPARE(told[0][0].toString(), u"Password for alice@web1"_s);
        QCOMPARE(told[0][1].toString(), u"the collection is locked"_s);
        f.centre.forgetRunSecrets();
        f.ask(passwordPrompt());
        QCOMPARE(f.centre.open().size(), 1u);
        QCOMPARE(f.keyring.reads, 0);
    }

    void theKeyringForgetsARefusedSecret()
    {
        Centre f;
        f.rememberPassword(Remember::Keyring);
        const auto id = f.ask(passwordPrompt());
        f.accept(passwordPrompt(), id, false);
        QVERIFY(f.keyring.secrets.empty());
    }

    void oneAnswerServesAllWhoAskTheSame()
    {
        Centre f;
        const auto other = f.engine.add("ssh:alice@web1");
        const auto first = f.ask(passwordPrompt());
        f.engine.ask(passwordPrompt(), other);
        f.answer(first, "hunter2", Remember::ThisRun);
        f.accept(passwordPrompt(), first);
        QCOMPARE(f.engine.answers.size(), 2u);
        QVERIFY(f.centre.open().empty());
    }

    void settingsHoldNoSecret()
    {
        Centre f;
        f.rememberPassword(Remember::Keyring);
        f.settings.sync();
        QFile file(f.settings.fileName());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray content = file.readAll();
        QVERIFY(content.contains("alice@web1"));
        QVERIFY(!content.contains("hunter2"));
    }

    void hostKeysAreDecidedNotRemembered()
    {
        Centre f;
        const auto id = f.ask(test::hostKeyPrompt());
        f.centre.decide(id, Decision::AcceptAndRemember);
        QVERIFY(f.engine.answers.back().answer.decision == Decision::AcceptAndRemember);
        f.ask(test::hostKeyPrompt());
        QCOMPARE(f.centre.open().size(), 1u);
    }
};

QTEST_GUILESS_MAIN(PromptCentreTest)
#include "prompt_centre_test.moc"
