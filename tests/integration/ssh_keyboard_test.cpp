// What a real sshd asks by keyboard-interactive, and the desktop's own ssh answers.

#include "core/base/str.h"
#include "tests/integration/auth_fixture.h"
#include "tests/integration/keyboard_server.h"
#include "tests/integration/pam_services.h"

#include <QTest>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

using KeyboardFixture = AuthFixture;

class SshKeyboardTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = SshServer::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
    }

    void keyboardInteractiveAsksWhatPamAsks()
    {
        KeyboardFixture fixture({.passwords = false, .keyboardInteractive = true, .pamService = std::string(PlainPam)});
        fixture.prompts.answer(PromptKind::KeyboardInteractive, {"wrong", fixture.user.password()});

        QCOMPARE(fixture.fails(fixture.here()), std::string());

        const auto asked = fixture.prompts.asked();
        QCOMPARE(asked.size(), std::size_t{2});
        QVERIFY(asked[0].prompt.fields.front().label.find("Password:") != std::string::npos);
        QVERIFY(asked[0].prompt.maySave);
        QCOMPARE(asked[0].accepted, std::optional(false));
        QCOMPARE(asked[1].prompt.attempt, 2);
        QCOMPARE(asked[1].accepted, std::optional(true));
    }

    void aGivenPasswordAnswersTheSingleHiddenField()
    {
        KeyboardFixture fixture({.passwords = false, .keyboardInteractive = true, .pamService = std::string(PlainPam)});
        QCOMPARE(fixture.fails(fixture.withPassword(fixture.user.password())), std::string());
        QVERIFY(fixture.prompts.asked().empty());
    }

    void aCodeForOnceFollowsThePassword()
    {
        const TempDir codes(0755);
        const std::string users = codes.file("users.oath");
        KeyboardFixture fixture({.passwords = false, .keyboardInteractive = true, .pamService = pamWithCodes(users)});
        writeFile(users, str("HOTP ", fixture.user.name(), " - ", CodeSecret, '\n'));
        fixture.prompts.answer(PromptKind::KeyboardInteractive, {std::string(FirstCode)});

        QCOMPARE(fixture.fails(fixture.withPassword(fixture.user.password())), std::string());

        const auto asked = fixture.prompts.asked();
        QCOMPARE(asked.size(), std::size_t{1});
        QVERIFY2(asked[0].prompt.fields.front().label.find("One-time password") != std::string::npos,
                 asked[0].prompt.fields.front().label.c_str());
    }

    // Each may be remembered.
    void allRoundsAreToldTheirOutcome_data()
    {
        QTest::addColumn<bool>("right");
        QTest::newRow("right") << true;
        QTest::newRow("wrong, then right") << false;
    }

    void allRoundsAreToldTheirOutcome()
    {
        QFETCH(const bool, right);
        const TempDir codes(0755);
        const std::string users = codes.file("users.oath");
        KeyboardFixture fixture({.passwords = false, .keyboardInteractive = true, .pamService = pamWithCodes(users)});
        writeFile(users, str("HOTP ", fixture.user.name(), " - ", CodeSecret, '\n'));
        std::vector<std::string> answers{fixture.user.password(), std::string(FirstCode)};
        if (!right)
            answers.insert(answers.begin(), {fixture.user.password(), "000000"});
        fixture.prompts.answer(PromptKind::KeyboardInteractive, answers);

        QCOMPARE(fixture.fails(fixture.here()), std::string());

        const auto asked = fixture.prompts.asked();
        QCOMPARE(asked.size(), answers.size());
        for (std::size_t i = 0; i < asked.size(); ++i)
            QCOMPARE(asked[i].accepted, std::optional(i + 2 >= asked.size()));
    }

    void severalFieldsAreAskedTogether()
    {
        TransportFixture fixture;
        const SshKey hostKey = makeSshKey(fixture.directory, "host");
        KeyboardServer server(hostKey, {.name = "Two steps",
                                        .instruction = "Look at your token.\x1b[31m",
                                        .fields = {{"User id: ", true, "42"}, {"Code: ", false, "123456"}}});
        Hop to{.method = "ssh"};
        to.options.set("hostname", "127.0.0.1");
        to.options.set("port", server.port());
        to.options.set("check_host_keys", "ignore");
        int round = 0;
        fixture.prompts.addRule(
            [&round](const Prompt&) { return secretAnswer({"42", ++round == 1 ? "0" : "123456"}); });

        const auto opened = fixture.open(to);
        QVERIFY(opened->wait());

        QVERIFY(server.letIn());
        QCOMPARE(server.answered(), 2);
        const auto asked = fixture.prompts.asked();
        QCOMPARE(asked.size(), std::size_t{2});
        const Prompt& prompt = asked[0].prompt;
        QCOMPARE(prompt.title, std::string("Two steps"));
        QCOMPARE(prompt.instruction, std::string("Look at your token.[31m"));
        QCOMPARE(prompt.fields.size(), std::size_t{2});
        QCOMPARE(prompt.fields[0].label, std::string("User id: "));
        QVERIFY(prompt.fields[0].echo && !prompt.fields[1].echo && !prompt.maySave);
        QCOMPARE(asked[0].accepted, std::optional(false));
        QCOMPARE(asked[1].accepted, std::optional(true));
    }
};

QTEST_GUILESS_MAIN(SshKeyboardTest)
#include "ssh_keyboard_test.moc"
