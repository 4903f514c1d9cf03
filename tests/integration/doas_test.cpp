// Contexts of other users by the real doas, from a context of a test user.
#include "core/base/str.h"
#include "tests/integration/become_fixture.h"
#include "tests/support/become_rules.h"
#include "tests/support/leak_check.h"
#include "tests/support/temp_dir.h"

#include <QTest>

#include <array>
#include <unistd.h>

using namespace rz;
using namespace rz::test;
using connect::PromptKind;

namespace {

constexpr std::array DoasLocales{"C", "de_DE.UTF-8", "ja_JP.UTF-8"};

}  // namespace

class DoasTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string why = TestUser::unavailable(); !why.empty())
            QSKIP(why.c_str());
        if (::access("/usr/bin/doas", X_OK) != 0)
            QSKIP("doas is not installed");
        m_alice.emplace();
        m_bob.emplace();
        m_rules.emplace(str("permit ", alice().name(), " as ", bob().name()));
    }
    void cleanupTestCase()
    {
        m_rules.reset();
        m_bob.reset();
        m_alice.reset();
    }

    void the_right_password_lets_in_data() { locales(); }
    void the_right_password_lets_in()
    {
        QFETCH(QString, locale);
        BecomeFixture fixture(alice(), locale.toStdString());
        fixture.answer({alice().password()});
        const Outcome outcome = fixture.become(hopTo("doas", bob().name()));
        QCOMPARE(fixture.uidOf(outcome), str(bob().uid()));
        QCOMPARE(outcome.result()->name, "doas." + bob().name());
        QCOMPARE(fixture.outcomes(), std::string("accepted"));
        const connect::Prompt prompt = fixture.prompts().asked().front().prompt;
        QCOMPARE(prompt.kind, PromptKind::Password);
        QCOMPARE(prompt.program, std::string("doas"));
        QCOMPARE(prompt.subject, alice().name());
        qInfo("%s", prompt.instruction.c_str());
        QVERIFY(!prompt.instruction.empty());
    }

    void a_wrong_password_is_asked_for_again_data() { locales(); }
    void a_wrong_password_is_asked_for_again()
    {
        QFETCH(QString, locale);
        BecomeFixture fixture(alice(), locale.toStdString());
        fixture.answer({"wrong", alice().password()});
        const Outcome outcome = fixture.become(hopTo("doas", bob().name()));
        QCOMPARE(fixture.uidOf(outcome), str(bob().uid()));
        QCOMPARE(fixture.outcomes(), std::string("refused accepted"));
        const auto asked = fixture.prompts().asked();
        QCOMPARE(asked[1].prompt.attempt, 2);
        qInfo("%s", asked[1].prompt.lastFailure.c_str());
        QVERIFY(asked[1].prompt.lastFailure.starts_with("doas: "));
    }

    void three_wrong_passwords_end_it()
    {
        BecomeFixture fixture(alice());
        fixture.answer({"wrong", "worse", "worst"});
        const Outcome outcome = fixture.become(hopTo("doas", bob().name()));
        QVERIFY2(outcome.error().starts_with("PasswordError"), outcome.error().c_str());
        QVERIFY2(outcome.error().ends_with("was refused 3 times"), outcome.error().c_str());
        QCOMPARE(fixture.outcomes(), std::string("refused refused refused"));
    }

    void a_given_password_is_used_once_data()
    {
        QTest::addColumn<bool>("right");
        QTest::newRow("right") << true;
        QTest::newRow("wrong") << false;
    }
    void a_given_password_is_used_once()
    {
        QFETCH(bool, right);
        BecomeFixture fixture(alice());
        fixture.answer({alice().password()});
        Dict options;
        options.set("password", Secret(right ? alice().password() : "wrong"));
        const Outcome outcome = fixture.become(hopTo("doas", bob().name(), std::move(options)));
        QCOMPARE(fixture.uidOf(outcome), str(bob().uid()));
        QCOMPARE(fixture.outcomes(), std::string(right ? "" : "accepted"));
    }

    void a_refusal_ends_it_and_leaves_nothing()
    {
        const LeakCheck leaks({}, {alice().uid(), bob().uid()});
        {
            BecomeFixture fixture(alice());
            fixture.prompts().addRule(
                [](const connect::Prompt&) { return decisionAnswer(connect::PromptAnswer::Decision::Refused); });
            const Outcome outcome = fixture.become(hopTo("doas", bob().name()));
            QVERIFY2(outcome.error().starts_with("PasswordError"), outcome.error().c_str());
        }
        const std::string left = leaks.leaks();
        QVERIFY2(left.empty(), left.c_str());
    }

    void without_a_password_nobody_is_asked_and_nothing_is_left_over()
    {
        const LeakCheck leaks({alice().home(), bob().home()}, {alice().uid(), bob().uid()});
        {
            const DoasRules rules(str("permit nopass ", bob().name(), " as ", alice().name()));
            BecomeFixture fixture(bob());
            const Outcome outcome = fixture.become(hopTo("doas", alice().name()));
            QCOMPARE(fixture.uidOf(outcome), str(alice().uid()));
            QVERIFY(fixture.prompts().asked().empty());
        }
        const std::string left = leaks.leaks();
        QVERIFY2(left.empty(), left.c_str());
    }

    void it_works_two_hops_away()
    {
        const DoasRules rules(str("permit ", bob().name(), " as ", alice().name()));
        BecomeFixture fixture(alice());
        fixture.prompts().addRule([this](const connect::Prompt& prompt) {
            return secretAnswer({prompt.subject == bob().name() ? bob().password() : alice().password()});
        });
        const Outcome first = fixture.become(hopTo("doas", bob().name()));
        QCOMPARE(fixture.uidOf(first), str(bob().uid()));
        const Outcome second = fixture.become(hopTo("doas", alice().name()), first.result()->id);
        QCOMPARE(fixture.uidOf(second), str(alice().uid()));
        QCOMPARE(fixture.prompts().asked()[1].prompt.path,
                 (std::vector<std::string>{"local", "doas " + bob().name(), "doas " + alice().name()}));
    }

    void what_is_wrong_is_said_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("cause");
        QTest::newRow("not permitted") << "root" << "doas.conf does not permit this user to become that one.";
        QTest::newRow("unknown user") << "nosuchuser" << "There is no such account.";
    }
    void what_is_wrong_is_said()
    {
        QFETCH(QString, user);
        QFETCH(QString, cause);
        BecomeFixture fixture(alice());
        const Outcome outcome = fixture.become(hopTo("doas", user.toStdString()));
        QVERIFY2(outcome.error().starts_with("StreamError"), outcome.error().c_str());
        const ErrorDetails& details = outcome.result().error().details();
        QVERIFY2(details.cause == cause.toStdString(), str(details.cause, "\nseen: ", details.seen).c_str());
        QVERIFY(fixture.prompts().asked().empty());
    }

    void the_password_is_in_no_argument_environment_or_log()
    {
        BecomeFixture fixture(alice());
        fixture.answer({"wrong-" + alice().password(), alice().password()});
        SecretWatch watch(alice().password());
        const Outcome outcome = fixture.become(hopTo("doas", bob().name()));
        QCOMPARE(fixture.uidOf(outcome), str(bob().uid()));
        const auto found = watch.found();
        QVERIFY2(found.empty(), found.empty() ? "" : found.begin()->c_str());
        QVERIFY(!fixture.master().logs().contains(alice().password()));
        for (const std::string& line : outcome.story().output)
            QVERIFY(!line.contains(alice().password()));
    }

private:
    void locales()
    {
        QTest::addColumn<QString>("locale");
        for (const char* locale : DoasLocales)
            QTest::newRow(locale) << locale;
    }

    const TestUser& alice() const { return *m_alice; }
    const TestUser& bob() const { return *m_bob; }

    std::optional<TestUser> m_alice;
    std::optional<TestUser> m_bob;
    std::optional<DoasRules> m_rules;
};

QTEST_GUILESS_MAIN(DoasTest)
#include "doas_test.moc"
