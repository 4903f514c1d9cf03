// Contexts of other users by the real su, from a context of a test user.
#include "core/base/str.h"
#include "tests/integration/become_fixture.h"
#include "tests/support/leak_check.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <QTest>

#include <algorithm>
#include <unistd.h>

using namespace rz;
using namespace rz::test;
using connect::PromptKind;

namespace {

constexpr std::array SuLocales{"C", "de_DE.UTF-8", "ja_JP.UTF-8"};

Dict givenToSu(std::string_view password)
{
    Dict options;
    options.set("password", Secret(password));
    return options;
}

Dict path(const std::string& program)
{
    Dict options;
    options.set("su_path", program);
    return options;
}

// Whether frames come over the pseudo-terminal of su itself.
bool speaksAtTerminal(TestMaster& master, ContextId id)
{
    const auto pid = *master.context(id).call("os.getpid").as<std::int64_t>();
    for (int fd = 3; fd < 10; ++fd) {
        char target[256] = {};
        if (::readlink(str("/proc/", pid, "/fd/", fd).c_str(), target, sizeof target - 1) > 0 &&
            std::string_view(target).starts_with("/dev/pts/"))
            return true;
    }
    return false;
}

}  // namespace

class SuTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string why = TestUser::unavailable(); !why.empty())
            QSKIP(why.c_str());
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

    void the_right_password_lets_in_data() { locales(); }
    void the_right_password_lets_in()
    {
        QFETCH(QString, locale);
        BecomeFixture fixture(alice(), locale.toStdString());
        fixture.answer({bob().password()});
        const Outcome outcome = fixture.become(hopTo("su", bob().name()));
        QCOMPARE(fixture.uidOf(outcome), str(bob().uid()));
        QCOMPARE(outcome.result()->name, "su." + bob().name());
        QCOMPARE(fixture.outcomes(), std::string("accepted"));
        const connect::Prompt prompt = fixture.prompts().asked().front().prompt;
        QCOMPARE(prompt.kind, PromptKind::Password);
        QCOMPARE(prompt.program, std::string("su"));
        QCOMPARE(prompt.subject, bob().name());
        QCOMPARE(prompt.path, (std::vector<std::string>{"local", "su " + bob().name()}));
        qInfo("%s", prompt.instruction.c_str());
        QVERIFY(!prompt.instruction.empty());
        QVERIFY(!speaksAtTerminal(fixture.master(), outcome.result()->id));
    }

    void a_wrong_password_is_asked_for_again_data() { locales(); }
    void a_wrong_password_is_asked_for_again()
    {
        QFETCH(QString, locale);
        BecomeFixture fixture(alice(), locale.toStdString());
        fixture.answer({"wrong", bob().password()});
        const Outcome outcome = fixture.become(hopTo("su", bob().name()));
        QCOMPARE(fixture.uidOf(outcome), str(bob().uid()));
        QCOMPARE(fixture.outcomes(), std::string("refused accepted"));
        const auto asked = fixture.prompts().asked();
        QCOMPARE(asked[1].prompt.attempt, 2);
        qInfo("%s", asked[1].prompt.lastFailure.c_str());
        QVERIFY(asked[1].prompt.lastFailure.starts_with("su: "));
    }

    void three_wrong_passwords_end_it_data() { locales(); }
    void three_wrong_passwords_end_it()
    {
        QFETCH(QString, locale);
        BecomeFixture fixture(alice(), locale.toStdString());
        fixture.answer({"wrong", "worse", "worst"});
        const Outcome outcome = fixture.become(hopTo("su", bob().name()));
        QVERIFY2(outcome.error().starts_with("PasswordError"), outcome.error().c_str());
        QVERIFY2(outcome.error().ends_with("was refused 3 times"), outcome.error().c_str());
        QCOMPARE(fixture.outcomes(), std::string("refused refused refused"));
        QCOMPARE(outcome.result().error().details().step, std::string("authentication"));
    }

    void a_refused_password_is_not_sent_again()
    {
        BecomeFixture fixture(alice());
        fixture.answer({"wrong", "wrong", bob().password()});
        const Outcome outcome = fixture.become(hopTo("su", bob().name()));
        QCOMPARE(fixture.uidOf(outcome), str(bob().uid()));
        QCOMPARE(fixture.prompts().asked()[2].prompt.attempt, 3);
        QVERIFY(fixture.prompts().asked()[2].prompt.lastFailure.contains("not sent again"));
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
        fixture.answer({bob().password()});
        const Outcome outcome =
            fixture.become(hopTo("su", bob().name(), givenToSu(right ? bob().password() : "wrong")));
        QCOMPARE(fixture.uidOf(outcome), str(bob().uid()));
        QCOMPARE(fixture.outcomes(), std::string(right ? "" : "accepted"));
    }

    void a_refusal_ends_it()
    {
        const LeakCheck leaks({}, {alice().uid(), bob().uid()});
        {
            BecomeFixture fixture(alice());
            fixture.prompts().addRule(
                [](const connect::Prompt&) { return decisionAnswer(connect::PromptAnswer::Decision::Refused); });
            const Outcome outcome = fixture.become(hopTo("su", bob().name()));
            QVERIFY2(outcome.error().starts_with("PasswordError"), outcome.error().c_str());
            QVERIFY2(outcome.error().contains("you did not give the password of "), outcome.error().c_str());
        }
        const std::string left = leaks.leaks();
        QVERIFY2(left.empty(), left.c_str());
    }

    void a_cancelled_connection_leaves_nothing()
    {
        const LeakCheck leaks({}, {alice().uid(), bob().uid()});
        {
            BecomeFixture fixture(alice());
            fixture.prompts().holdUnanswered();
            Outcome outcome;
            auto handle = fixture.master().connector().connect(hopTo("su", bob().name()), fixture.first(), outcome);
            QVERIFY(fixture.master().until([&] { return fixture.prompts().waiting().size() == 1; }));
            handle.reset();
            QVERIFY(fixture.master().until([&] { return outcome.done(); }));
            QVERIFY2(outcome.error().starts_with("CancelledError"), outcome.error().c_str());
        }
        const std::string left = leaks.leaks();
        QVERIFY2(left.empty(), left.c_str());
    }

    void root_is_not_asked()
    {
        TestMaster master;
        const Outcome outcome = master.connect(hopTo("su", bob().name()));
        QCOMPARE(outcome.error(), std::string());
        master.connector().disconnect(outcome.result()->id);
        QVERIFY(master.until([&] { return master.router().getStreams().empty(); }));
        QVERIFY(master.until([&] { return bob().processes().empty(); }));
    }

    void it_works_two_hops_away()
    {
        BecomeFixture fixture(alice());
        fixture.prompts().addRule([this](const connect::Prompt& prompt) {
            return secretAnswer({prompt.subject == bob().name() ? bob().password() : alice().password()});
        });
        const Outcome first = fixture.become(hopTo("su", bob().name()));
        QCOMPARE(fixture.uidOf(first), str(bob().uid()));
        const Outcome second = fixture.become(hopTo("su", alice().name()), first.result()->id);
        QCOMPARE(fixture.uidOf(second), str(alice().uid()));
        QCOMPARE(fixture.prompts().asked()[1].prompt.path,
                 (std::vector<std::string>{"local", "su " + bob().name(), "su " + alice().name()}));
    }

    void any_login_shell_will_do_data()
    {
        QTest::addColumn<QString>("shell");
        QTest::addColumn<bool>("terminal");
        QTest::newRow("sh") << "/bin/sh" << false;
        QTest::newRow("bash") << "/bin/bash" << false;
        QTest::newRow("fish") << "/usr/bin/fish" << false;
        QTest::newRow("csh") << "/bin/csh" << true;  // closes what it does not know
    }
    void any_login_shell_will_do()
    {
        QFETCH(QString, shell);
        QFETCH(bool, terminal);
        if (::access(qPrintable(shell), X_OK) != 0)
            QFAIL("the shell is not installed");
        const TestUser carol(shell.toStdString());
        const std::string file = carol.write("bytes", bytes());
        BecomeFixture fixture(alice());
        fixture.answer({carol.password()});
        const Outcome outcome = fixture.become(hopTo("su", carol.name()));
        QCOMPARE(fixture.uidOf(outcome), str(carol.uid()));
        QCOMPARE(speaksAtTerminal(fixture.master(), outcome.result()->id), terminal);
        // All bytes there are, in both directions.
        const rpc::Context context = fixture.master().context(outcome.result()->id);
        const Value read = context.call("fs.read", {Value(file)});
        QVERIFY(read.as<Bytes>()->toString() == bytes());
        context.call("fs.write", {Value(str(file, "2")), Value(Bytes(bytes()))});
        QVERIFY(readFile(file + "2") == bytes());
    }

    // Its password must be changed first: PAM asks more than one question.
    void further_questions_are_shown_in_their_own_words()
    {
        const TestUser carol;
        mustRun({"chage", "-d", "0", carol.name()});
        BecomeFixture fixture(alice());
        fixture.answer({carol.password()});
        const std::string fresh = "Fresh-" + randomWord(12);
        int number = 0;
        fixture.prompts().addRule([&](const connect::Prompt& prompt) -> std::optional<connect::PromptAnswer> {
            if (prompt.kind != PromptKind::KeyboardInteractive)
                return {};
            return secretAnswer({++number == 1 ? carol.password() : fresh});
        });
        const Outcome outcome = fixture.become(hopTo("su", carol.name()));
        QCOMPARE(fixture.uidOf(outcome), str(carol.uid()));
        const auto asked = fixture.prompts().asked();
        QCOMPARE(asked.size(), std::size_t{4});
        for (const auto& one : asked)
            qInfo("%d %s %s", static_cast<int>(one.prompt.kind), one.prompt.fields.front().label.c_str(),
                  one.prompt.instruction.c_str());
        QVERIFY(asked[2].prompt.fields.front().label.contains("ew password"));
        QVERIFY(!asked[2].prompt.maySave);
    }

    void what_is_wrong_is_said_data()
    {
        QTest::addColumn<QString>("case_");
        QTest::addColumn<QString>("cause");
        QTest::newRow("unknown user") << "unknown" << "There is no such account.";
        QTest::newRow("expired account") << "expired" << "The account has expired.";
        QTest::newRow("no shell") << "nologin" << "The account has no login shell (nologin).";
        QTest::newRow("not in the group wheel")
            << "wheel" << "This user may not use su; often only members of the group wheel or sudo may.";
    }
    void what_is_wrong_is_said()
    {
        QFETCH(QString, case_);
        QFETCH(QString, cause);
        const TestUser carol(case_ == "nologin" ? "/usr/sbin/nologin" : "/bin/sh");
        if (case_ == "expired")
            mustRun({"usermod", "--expiredate", "1", carol.name()});
        Dict options;
        if (case_ == "wheel")
            options = path(script("wheel", "stty -echo; printf 'Password: '; read -r p; stty echo; echo;"
                                           "echo 'su: Permission denied' >&2; exit 1"));
        BecomeFixture fixture(alice());
        fixture.answer({carol.password()});
        const Outcome outcome =
            fixture.become(hopTo("su", case_ == "unknown" ? "nosuchuser" : carol.name(), std::move(options)));
        QVERIFY2(!outcome.error().starts_with("PasswordError"), outcome.error().c_str());
        const ErrorDetails& details = outcome.result().error().details();
        QVERIFY2(details.cause == cause.toStdString(), str(details.cause, "\nseen: ", details.seen).c_str());
        QVERIFY(!details.fix.empty());
        QVERIFY(fixture.prompts().asked().size() <= 1);
    }

    void the_wording_of_questions_and_refusals_can_be_given()
    {
        const std::string program = script("odd", R"sh(
            printf 'Office: '; stty -echo; read -r office; echo; printf 'Pass word: '; read -r p; stty echo; echo
            [ "$office$p" = B7right ] && shift && exec sh "$@"
            echo 'not so'; exit 1)sh");
        BecomeFixture fixture(alice());
        fixture.answer({"wrong", "right"});
        fixture.prompts().answer(PromptKind::KeyboardInteractive, {"B7"});
        Dict options = path(program);
        options.set("password_prompt", "Pass word");
        List refusals;
        refusals.items.emplace_back("not so");
        options.set("incorrect_prompts", std::move(refusals));
        const Outcome outcome = fixture.become(hopTo("su", bob().name(), std::move(options)));
        QCOMPARE(fixture.uidOf(outcome), str(alice().uid()));
        QCOMPARE(fixture.prompts().count(PromptKind::Password), std::size_t{2});
        QCOMPARE(fixture.prompts().count(PromptKind::KeyboardInteractive), std::size_t{2});
    }

    void an_end_that_is_no_refusal_is_not_tried_again()
    {
        Dict options =
            path(script("ends", "stty -echo; printf '? '; read -r p; stty echo; echo; echo 'so long'; exit 3"));
        List refusals;
        refusals.items.emplace_back("not so");
        options.set("incorrect_prompts", std::move(refusals));
        BecomeFixture fixture(alice());
        fixture.answer({"right"});
        const Outcome outcome = fixture.become(hopTo("su", bob().name(), std::move(options)));
        QVERIFY2(outcome.error().contains("exited with status 3"), outcome.error().c_str());
        QVERIFY(outcome.result().error().details().seen.contains("so long"));
        QCOMPARE(fixture.prompts().asked().size(), std::size_t{1});
    }

    void the_password_is_in_no_argument_environment_or_log()
    {
        BecomeFixture fixture(alice());
        fixture.answer({"wrong-" + bob().password(), bob().password()});
        SecretWatch watch(bob().password());
        const Outcome outcome = fixture.become(hopTo("su", bob().name()));
        QCOMPARE(fixture.uidOf(outcome), str(bob().uid()));
        const auto found = watch.found();
        QVERIFY2(found.empty(), found.empty() ? "" : found.begin()->c_str());
        QVERIFY(!fixture.master().logs().contains(bob().password()));
        for (const std::string& line : outcome.story().output)
            QVERIFY(!line.contains(bob().password()));
    }

    void nothing_is_left_over()
    {
        const LeakCheck leaks({alice().home(), bob().home()}, {alice().uid(), bob().uid()});
        {
            BecomeFixture fixture(alice());
            fixture.answer({"wrong", bob().password()});
            const Outcome outcome = fixture.become(hopTo("su", bob().name()));
            QCOMPARE(fixture.uidOf(outcome), str(bob().uid()));
        }
        const std::string left = leaks.leaks();
        QVERIFY2(left.empty(), left.c_str());
    }

private:
    void locales()
    {
        QTest::addColumn<QString>("locale");
        for (const char* locale : SuLocales)
            QTest::newRow(locale) << locale;
    }

    const TestUser& alice() const { return *m_alice; }
    const TestUser& bob() const { return *m_bob; }
    std::string script(std::string_view name, std::string_view text) const
    {
        return m_programs->write(name, str("#!/bin/sh\n", text, '\n'), 0755);
    }
    static const std::string& bytes()
    {
        static const std::string all = [] {
            std::string some(512 * 1024, '\0');
            for (std::size_t i = 0; i < some.size(); ++i)
                some[i] = static_cast<char>((i * 7 + i / 256) % 256);
            return some;
        }();
        return all;
    }

    std::optional<TestUser> m_alice;
    std::optional<TestUser> m_bob;
    std::optional<TempDir> m_programs;
};

QTEST_GUILESS_MAIN(SuTest)
#include "su_test.moc"
