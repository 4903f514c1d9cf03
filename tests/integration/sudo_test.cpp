// Contexts of other users by the real sudo, from a context of a test user.
#include "core/base/str.h"
#include "tests/integration/become_fixture.h"
#include "tests/support/become_rules.h"
#include "tests/support/leak_check.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <QTest>

#include <ranges>
#include <unistd.h>

using namespace rz;
using namespace rz::test;
using connect::PromptKind;

namespace {

constexpr std::array SudoLocales{"C", "de_DE.UTF-8", "ja_JP.UTF-8"};

Dict given(std::string_view password)
{
    Dict options;
    options.set("password", Secret(password));
    return options;
}

}  // namespace

class SudoTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string why = TestUser::unavailable(); !why.empty())
            QSKIP(why.c_str());
        if (::access("/usr/bin/sudo", X_OK) != 0)
            QSKIP("sudo is not installed");
        m_alice.emplace();
        m_bob.emplace();
        m_programs.emplace(0755);
    }
    void cleanupTestCase()
    {
        m_programs.reset();
        m_bob.reset();
        m_alice.reset();
    }

    void the_right_password_lets_in_data()
    {
        QTest::addColumn<QString>("locale");
        QTest::addColumn<QString>("defaults");
        for (const char* locale : SudoLocales)
            QTest::newRow(locale) << locale << "";
        for (const char* defaults :
             {"pwfeedback", "requiretty", "use_pty", "!use_pty", "pwfeedback,requiretty,!use_pty",
              "passprompt_override", "passprompt=\"What is it? \"", "!visiblepw", "lecture=always"})
            QTest::newRow(defaults) << "C.UTF-8" << defaults;
    }
    void the_right_password_lets_in()
    {
        QFETCH(QString, locale);
        QFETCH(QString, defaults);
        const SudoRules rules(allow(defaults.toStdString()));
        BecomeFixture fixture(alice(), locale.toStdString());
        fixture.answer({alice().password()});
        const Outcome outcome = fixture.become(hopTo("sudo", "root"));
        QCOMPARE(fixture.uidOf(outcome), std::string("0"));
        QCOMPARE(outcome.result()->name, std::string("sudo.root"));
        QCOMPARE(fixture.outcomes(), std::string("accepted"));
        const connect::Prompt prompt = fixture.prompts().asked().front().prompt;
        QCOMPARE(prompt.kind, PromptKind::Password);
        QCOMPARE(prompt.program, std::string("sudo"));
        QCOMPARE(prompt.subject, alice().name());
        QVERIFY(prompt.instruction.empty());
        QCOMPARE(prompt.path.back(), std::string("sudo root"));
        QVERIFY(prompt.maySave);
    }

    void a_wrong_password_is_asked_for_again_data() { locales(); }
    void a_wrong_password_is_asked_for_again()
    {
        QFETCH(QString, locale);
        const SudoRules rules(allow());
        BecomeFixture fixture(alice(), locale.toStdString());
        fixture.answer({"wrong", alice().password()});
        const Outcome outcome = fixture.become(hopTo("sudo", bob().name()));
        QCOMPARE(fixture.uidOf(outcome), str(bob().uid()));
        QCOMPARE(fixture.outcomes(), std::string("refused accepted"));
        const auto asked = fixture.prompts().asked();
        QCOMPARE(asked[1].prompt.attempt, 2);
        QCOMPARE(asked[1].prompt.maxAttempts, 3);
        qInfo("%s", asked[1].prompt.lastFailure.c_str());
        QVERIFY(!asked[1].prompt.lastFailure.empty());
    }

    void three_wrong_passwords_end_it_data() { locales(); }
    void three_wrong_passwords_end_it()
    {
        QFETCH(QString, locale);
        const SudoRules rules(allow());
        BecomeFixture fixture(alice(), locale.toStdString());
        fixture.answer({"wrong", "worse", "worst"});
        const Outcome outcome = fixture.become(hopTo("sudo", "root"));
        QVERIFY2(outcome.error().starts_with("PasswordError"), outcome.error().c_str());
        QVERIFY2(outcome.error().ends_with("was refused 3 times"), outcome.error().c_str());
        QCOMPARE(fixture.outcomes(), std::string("refused refused refused"));
        QCOMPARE(outcome.result().error().details().hop, std::string("sudo root"));
        QCOMPARE(outcome.result().error().details().step, std::string("authentication"));
    }

    void a_refused_password_is_not_sent_again()
    {
        const std::string log = m_programs->write("log", "", 0666);
        const std::string program = script("refuses", str(R"sh(for i in 1 2 3; do
            a=$("$SUDO_ASKPASS" '[rhizome] password of a for a: ') || exit 1
            echo "$a" >>)sh",
                                                          log, "; echo 'Sorry' >&2; done"));
        BecomeFixture fixture(alice());
        fixture.answer({"wrong", "wrong", "worse"});
        const Outcome outcome = fixture.become(hopTo("sudo", "root", path(program)));
        QVERIFY2(outcome.error().starts_with("PasswordError"), outcome.error().c_str());
        QVERIFY(fixture.prompts().asked()[2].prompt.lastFailure.contains("not sent again"));
        QCOMPARE(readFile(log), std::string("wrong\nworse\n"));
    }

    void a_program_that_allows_one_try_is_started_again()
    {
        const SudoRules rules(allow("passwd_tries=1"));
        BecomeFixture fixture(alice());
        fixture.answer({"wrong", "worse", alice().password()});
        const Outcome outcome = fixture.become(hopTo("sudo", "root"));
        QCOMPARE(fixture.uidOf(outcome), std::string("0"));
        QCOMPARE(fixture.outcomes(), std::string("refused refused accepted"));
        const auto asked = fixture.prompts().asked();
        QCOMPARE(asked[1].prompt.attempt, 2);
        QVERIFY(!asked[1].prompt.lastFailure.empty());
        QCOMPARE(asked[2].prompt.attempt, 3);
    }

    void a_program_that_allows_one_try_is_started_three_times_at_most()
    {
        const SudoRules rules(allow("passwd_tries=1"));
        BecomeFixture fixture(alice());
        fixture.answer({"wrong", "worse", "worst", "too late"});
        const Outcome outcome = fixture.become(hopTo("sudo", "root"));
        QVERIFY2(outcome.error().ends_with("was refused 3 times"), outcome.error().c_str());
        QCOMPARE(fixture.outcomes(), std::string("refused refused refused"));
    }

    void a_given_password_is_used_and_nobody_asked()
    {
        const SudoRules rules(allow());
        BecomeFixture fixture(alice());
        const Outcome outcome = fixture.become(hopTo("sudo", "root", given(alice().password())));
        QCOMPARE(fixture.uidOf(outcome), std::string("0"));
        QVERIFY(fixture.prompts().asked().empty());
    }

    void a_given_password_that_is_wrong_is_used_once()
    {
        const SudoRules rules(allow());
        BecomeFixture fixture(alice());
        fixture.answer({alice().password()});
        const Outcome outcome = fixture.become(hopTo("sudo", "root", given("wrong")));
        QCOMPARE(fixture.uidOf(outcome), std::string("0"));
        QCOMPARE(fixture.outcomes(), std::string("accepted"));
        QCOMPARE(fixture.prompts().asked().front().prompt.attempt, 2);
    }

    void a_refusal_ends_it()
    {
        const LeakCheck leaks({}, {bob().uid()});
        {
            const SudoRules rules(allow());
            BecomeFixture fixture(alice());
            fixture.prompts().addRule(
                [](const connect::Prompt&) { return decisionAnswer(connect::PromptAnswer::Decision::Refused); });
            const Outcome outcome = fixture.become(hopTo("sudo", bob().name()));
            QVERIFY2(outcome.error().starts_with("PasswordError"), outcome.error().c_str());
            QVERIFY2(outcome.error().contains("you did not give the password of "), outcome.error().c_str());
        }
        const std::string left = leaks.leaks();
        QVERIFY2(left.empty(), left.c_str());
    }

    void without_anybody_to_ask_it_says_so()
    {
        const SudoRules rules(allow());
        BecomeFixture fixture(alice());
        const Outcome outcome = fixture.become(hopTo("sudo", bob().name()));
        QVERIFY2(outcome.error().contains("nobody could be asked"), outcome.error().c_str());
    }

    void a_cancelled_connection_leaves_nothing()
    {
        const LeakCheck leaks({}, {alice().uid(), bob().uid()});
        {
            const SudoRules rules(allow());
            BecomeFixture fixture(alice());
            fixture.prompts().holdUnanswered();
            Outcome outcome;
            auto handle = fixture.master().connector().connect(hopTo("sudo", bob().name()), fixture.first(), outcome);
            QVERIFY(fixture.master().until([&] { return fixture.prompts().waiting().size() == 1; }));
            handle.reset();
            QVERIFY(fixture.master().until([&] { return outcome.done(); }));
            QVERIFY2(outcome.error().starts_with("CancelledError"), outcome.error().c_str());
            QVERIFY(fixture.master().until([&] { return fixture.prompts().asked().front().withdrawn; }));
        }
        const std::string left = leaks.leaks();
        QVERIFY2(left.empty(), left.c_str());
    }

    void without_a_password_nobody_is_asked()
    {
        const LeakCheck leaks({bob().home()}, {alice().uid(), bob().uid()});
        {
            const SudoRules rules(str(alice().name(), " ALL=(ALL) NOPASSWD: ALL"));
            BecomeFixture fixture(alice());
            const Outcome outcome = fixture.become(hopTo("sudo", bob().name()));
            QCOMPARE(fixture.uidOf(outcome), str(bob().uid()));
            QVERIFY(fixture.prompts().asked().empty());
        }
        const std::string left = leaks.leaks();
        QVERIFY2(left.empty(), left.c_str());
    }

    void the_password_may_be_that_of_the_target()
    {
        const SudoRules rules(allow("targetpw"));
        BecomeFixture fixture(alice());
        fixture.answer({bob().password()});
        const Outcome outcome = fixture.become(hopTo("sudo", bob().name()));
        QCOMPARE(fixture.uidOf(outcome), str(bob().uid()));
        QCOMPARE(fixture.prompts().asked().front().prompt.subject, bob().name());
    }

    void it_works_two_hops_away()
    {
        const SudoRules rules(str(alice().name(), " ALL=(ALL) ALL\n", bob().name(), " ALL=(ALL) ALL"));
        BecomeFixture fixture(alice());
        fixture.prompts().addRule([this](const connect::Prompt& prompt) {
            return secretAnswer({prompt.subject == bob().name() ? bob().password() : alice().password()});
        });
        const Outcome first = fixture.become(hopTo("sudo", bob().name()));
        QCOMPARE(fixture.uidOf(first), str(bob().uid()));
        const Outcome second = fixture.become(hopTo("sudo", "root"), first.result()->id);
        QCOMPARE(fixture.uidOf(second), std::string("0"));
        const auto asked = fixture.prompts().asked();
        QCOMPARE(asked[1].prompt.subject, bob().name());
        QCOMPARE(asked[1].prompt.path, (std::vector<std::string>{"local", "sudo " + bob().name(), "sudo root"}));
    }

    // A one-time code, for example.
    void other_questions_are_shown_in_their_own_words()
    {
        const std::string program = script("otp", R"sh(
            a=$("$SUDO_ASKPASS" "$3") && b=$("$SUDO_ASKPASS" "$(printf '\033[1mYour code:\007\nfor 42? ')") || exit 1
            [ "$a" = "$PASSWORD" ] && [ "$b" = 123456 ] || exit 1
            shift 6; exec "$@")sh");
        BecomeFixture fixture(alice());
        fixture.answer({"123"});
        fixture.prompts().answer(PromptKind::KeyboardInteractive, {"123456"});
        Outcome outcome = fixture.become(hopTo("sudo", "root", path(program)));
        const auto asked = fixture.prompts().asked();
        QCOMPARE(asked.size(), std::size_t{2});
        QCOMPARE(asked[0].prompt.kind, PromptKind::KeyboardInteractive);  // its prompt was not expanded
        QCOMPARE(asked[1].prompt.fields.front().label, std::string("[1mYour code:\nfor 42? "));
        QCOMPARE(asked[1].prompt.subject, std::string("sudo root"));
        QVERIFY(!asked[1].prompt.maySave);
    }

    // As sudo-rs and others do.
    void a_sudo_without_askpass_is_answered_at_its_terminal_data()
    {
        QTest::addColumn<QString>("defaults");
        for (const char* defaults : {"!pwfeedback", "pwfeedback"})
            QTest::newRow(defaults) << defaults;
    }
    void a_sudo_without_askpass_is_answered_at_its_terminal()
    {
        QFETCH(QString, defaults);
        const SudoRules rules(allow(defaults.toStdString()));
        const std::string program = script("noaskpass", "shift; exec sudo \"$@\"");
        BecomeFixture fixture(alice());
        fixture.answer({"wrong", alice().password()});
        const Outcome outcome = fixture.become(hopTo("sudo", "root", path(program)));
        QCOMPARE(fixture.uidOf(outcome), std::string("0"));
        QCOMPARE(fixture.outcomes(), std::string("refused accepted"));
        QCOMPARE(fixture.prompts().asked().front().prompt.subject, alice().name());
    }

    void what_is_wrong_is_said_data()
    {
        QTest::addColumn<QString>("rules");
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("cause");
        const QString name = QString::fromStdString(m_alice ? alice().name() : "alice");
        QTest::newRow("not in sudoers") << "#" << "root" << "sudo does not let this user become anybody.";
        QTest::newRow("another account only") << name + " ALL=(nobody) ALL" << "root"
                                              << "sudo does not let this user run a shell as that account.";
        QTest::newRow("another program only") << name + " ALL=(ALL) /bin/true" << "root"
                                              << "sudo does not let this user run a shell as that account.";
        QTest::newRow("unknown user") << name + " ALL=(ALL) ALL" << "nosuchuser" << "There is no such account.";
    }
    void what_is_wrong_is_said()
    {
        QFETCH(QString, rules);
        QFETCH(QString, user);
        QFETCH(QString, cause);
        const SudoRules written(rules.toStdString());
        BecomeFixture fixture(alice());
        fixture.answer({alice().password()});
        const Outcome outcome = fixture.become(hopTo("sudo", user.toStdString()));
        QVERIFY2(outcome.error().starts_with("StreamError"), outcome.error().c_str());
        const ErrorDetails& details = outcome.result().error().details();
        QVERIFY2(details.cause == cause.toStdString(), str(details.cause, "\nseen: ", details.seen).c_str());
        QVERIFY(!details.fix.empty());
        QCOMPARE(fixture.prompts().count(PromptKind::Password) <= 1, true);
    }

    void an_expired_account_is_told()
    {
        const TestUser carol;
        const SudoRules rules(str(carol.name(), " ALL=(ALL) ALL"));
        mustRun({"usermod", "--expiredate", "1", carol.name()});
        BecomeFixture fixture(carol);
        fixture.answer({carol.password()});
        const Outcome outcome = fixture.become(hopTo("sudo", "root"));
        const ErrorDetails& details = outcome.result().error().details();
        QVERIFY2(details.cause == "The account is locked or has expired.",
                 str(outcome.error(), "\n", details.cause, "\nseen: ", details.seen).c_str());
        QCOMPARE(fixture.prompts().asked().size(), std::size_t{1});
    }

    // PAM wants a new one first, and asks for it in its own words.
    void an_expired_password_can_be_changed()
    {
        const TestUser carol;
        const SudoRules rules(str(carol.name(), " ALL=(ALL) ALL"));
        mustRun({"chage", "-d", "0", carol.name()});
        BecomeFixture fixture(carol);
        fixture.answer({carol.password()});
        const std::string fresh = "Fresh-" + randomWord(12);
        int number = 0;
        fixture.prompts().addRule([&](const connect::Prompt& prompt) -> std::optional<connect::PromptAnswer> {
            if (prompt.kind != PromptKind::KeyboardInteractive)
                return {};
            return secretAnswer({++number == 1 ? carol.password() : fresh});
        });
        const Outcome outcome = fixture.become(hopTo("sudo", "root"));
        for (const auto& one : fixture.prompts().asked())
            qInfo("%d %s", static_cast<int>(one.prompt.kind), one.prompt.fields.front().label.c_str());
        QCOMPARE(fixture.uidOf(outcome), std::string("0"));
        QCOMPARE(fixture.prompts().count(PromptKind::KeyboardInteractive), std::size_t{3});
    }

    void a_sudo_that_is_not_there_is_named()
    {
        BecomeFixture fixture(alice());
        const Outcome outcome = fixture.become(hopTo("sudo", "root", path("/no/such/sudo")));
        QVERIFY2(outcome.error().contains("/no/such/sudo"), outcome.error().c_str());
    }

    void options_become_arguments()
    {
        const std::string program = script("args", R"sh(for a; do printf '%s|' "$a" >&2; done; echo >&2; exit 1)sh");
        BecomeFixture fixture(alice());
        Dict options = path(program);
        options.set("set_home", true);
        options.set("preserve_env", true);
        options.set("selinux_role", "role");
        options.set("selinux_type", "type");
        List arguments;
        for (const char* argument : {"-k", "-g", "staff"})
            arguments.items.emplace_back(argument);
        options.set("sudo_args", std::move(arguments));
        const Outcome outcome = fixture.become(hopTo("sudo", "carol", std::move(options)));
        const std::string seen = outcome.result().error().details().seen;
        QVERIFY2(seen.starts_with("-A|-p|[rhizome] password of %p for %u: |-u|carol|-H|-E|-r|role|-t|type|"
                                  "--reset-timestamp|--group=staff|--|sh|-c|"),
                 seen.c_str());
    }

    void an_unsupported_argument_is_named()
    {
        BecomeFixture fixture(alice());
        Dict options;
        List arguments;
        arguments.items.emplace_back("--background");
        options.set("sudo_args", std::move(arguments));
        const Outcome outcome = fixture.become(hopTo("sudo", "root", std::move(options)));
        QVERIFY2(outcome.error().starts_with("StreamError") && outcome.error().contains("--background"),
                 outcome.error().c_str());
    }

    void the_password_is_in_no_argument_environment_or_log()
    {
        const SudoRules rules(allow("!use_pty,requiretty"));
        BecomeFixture fixture(alice());
        fixture.answer({"wrong-" + alice().password(), alice().password()});
        SecretWatch watch(alice().password());
        const Outcome outcome = fixture.become(hopTo("sudo", "root"));
        QCOMPARE(fixture.uidOf(outcome), std::string("0"));
        const auto found = watch.found();
        QVERIFY2(found.empty(), found.empty() ? "" : found.begin()->c_str());
        QVERIFY(watch.processesLookedAt() > 100);
        QVERIFY(!fixture.master().logs().contains(alice().password()));
        for (const std::string& line : outcome.story().output)
            QVERIFY(!line.contains(alice().password()));
        for (const auto& step : outcome.story().steps)
            QVERIFY(!step.note.contains(alice().password()));
    }

    void many_at_once()
    {
        const LeakCheck leaks({bob().home()}, {alice().uid(), bob().uid()});
        {
            const SudoRules rules(allow());
            BecomeFixture fixture(alice());
            fixture.prompts().holdUnanswered();
            constexpr std::size_t Count = 10;
            std::array<Outcome, Count> outcomes;
            std::vector<connect::Connector::Handle> handles;
            for (Outcome& outcome : outcomes)
                handles.push_back(
                    fixture.master().connector().connect(hopTo("sudo", bob().name()), fixture.first(), outcome));
            QVERIFY(fixture.master().until([&] { return fixture.prompts().waiting().size() == Count; }));
            for (const connect::Prompt& prompt : std::views::reverse(fixture.prompts().waiting()))
                fixture.prompts().answerWaiting(prompt.id, secretAnswer({alice().password()}));
            for (const Outcome& outcome : outcomes) {
                QVERIFY(fixture.master().until([&] { return outcome.done(); }, std::chrono::seconds(60)));
                QCOMPARE(fixture.uidOf(outcome), str(bob().uid()));
            }
        }
        const std::string left = leaks.leaks();
        QVERIFY2(left.empty(), left.c_str());
    }

private:
    void locales()
    {
        QTest::addColumn<QString>("locale");
        for (const char* locale : SudoLocales)
            QTest::newRow(locale) << locale;
    }

    const TestUser& alice() const { return *m_alice; }
    const TestUser& bob() const { return *m_bob; }
    // Alice may become anybody, and is asked each time.
    std::string allow(const std::string& defaults = {}) const
    {
        return str("Defaults:", alice().name(), " timestamp_timeout=0", defaults.empty() ? "" : ",", defaults, '\n',
                   alice().name(), " ALL=(ALL) ALL");
    }
    std::string script(std::string_view name, std::string_view text) const
    {
        return m_programs->write(name, str("#!/bin/sh\n", text, '\n'), 0755);
    }
    static Dict path(const std::string& program)
    {
        Dict options;
        options.set("sudo_path", program);
        return options;
    }

    std::optional<TestUser> m_alice;
    std::optional<TestUser> m_bob;
    std::optional<TempDir> m_programs;
};

QTEST_GUILESS_MAIN(SudoTest)
#include "sudo_test.moc"
