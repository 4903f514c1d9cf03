// A hundred other users at once, by the real sudo and su: all are asked for, all come up, and all are gone afterwards.

#include "core/base/str.h"
#include "tests/integration/become_fixture.h"
#include "tests/support/become_rules.h"
#include "tests/support/leak_check.h"
#include "tests/support/test_users.h"

#include <QTest>

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <unistd.h>

using namespace rz;
using namespace rz::test;

namespace {

constexpr std::size_t Users = 100;
constexpr std::size_t Twice = 10;  // of them get a second context, whose question is that of the first
constexpr Duration Patience = std::chrono::seconds(300);

// A person who is asked once for each secret: equal questions get the same answer, as the desktop's prompt centre gives it.
class Person {
public:
    explicit Person(std::function<std::string(const connect::Prompt&)> knows) : m_knows(std::move(knows)) {}

    void answer(FixedPrompts& prompts)
    {
        for (const connect::Prompt& prompt : prompts.waiting()) {
            auto [known, isNew] = m_known.try_emplace(prompt.identity());
            if (isNew)
                known->second = m_knows(prompt);
            if (known->second.empty())
                m_unexpected += str(prompt.subject, " was asked: ", prompt.fields.front().label, '\n');
            prompts.answerWaiting(prompt.id, secretAnswer({known->second}));
        }
    }
    std::size_t timesAsked() const { return m_known.size(); }
    // Questions for nothing this person knows.
    const std::string& unexpected() const { return m_unexpected; }

private:
    std::function<std::string(const connect::Prompt&)> m_knows;
    std::map<std::string, std::string> m_known;
    std::string m_unexpected;
};

}  // namespace

class ManyUsersTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string why = TestUser::unavailable(); !why.empty())
            QSKIP(why.c_str());
        m_alice.emplace();
        m_users.emplace(Users);
    }
    void cleanupTestCase()
    {
        m_users.reset();
        m_alice.reset();
    }

    void by_sudo()
    {
        if (::access("/usr/bin/sudo", X_OK) != 0)
            QSKIP("sudo is not installed");
        const SudoRules rules(
            str("Defaults:", m_alice->name(), " timestamp_timeout=0\n", m_alice->name(), " ALL=(ALL) ALL"));
        check("sudo", [this](const connect::Prompt& prompt) {
            return prompt.subject == m_alice->name() ? m_alice->password() : std::string();
        });
    }

    void by_su()
    {
        check("su", [this](const connect::Prompt& prompt) {
            const auto found = std::ranges::find(m_users->all(), prompt.subject, &TestUsers::Account::name);
            return found != m_users->all().end() ? found->password : std::string();
        });
    }

private:
    struct Attempt {
        Outcome outcome;
        connect::Connector::Handle handle;
    };

    void check(const char* method, std::function<std::string(const connect::Prompt&)> knows)
    {
        std::vector<std::string> homes{m_alice->home()};
        std::vector<uid_t> ids{m_alice->uid()};
        for (const TestUsers::Account& user : m_users->all()) {
            homes.push_back(user.home());
            ids.push_back(user.uid);
        }
        const LeakCheck leaks(homes, ids);
        {
            BecomeFixture fixture(*m_alice);
            fixture.prompts().holdUnanswered();
            std::deque<Attempt> attempts(Users + Twice);
            for (std::size_t i = 0; i < attempts.size(); ++i) {
                connect::Hop hop = hopTo(method, m_users->all()[i % Users].name);
                hop.options.set("connect_timeout", 280);
                attempts[i].handle = fixture.master().connector().connect(hop, fixture.first(), attempts[i].outcome);
            }
            // Every one of them asks before any is answered.
            QVERIFY(fixture.master().until([&] { return fixture.prompts().waiting().size() == attempts.size(); },
                                           Patience));
            Person person(std::move(knows));
            QVERIFY(fixture.master().until(
                [&] {
                    person.answer(fixture.prompts());
                    return std::ranges::all_of(attempts, [](const Attempt& one) { return one.outcome.done(); });
                },
                Patience));
            QVERIFY2(person.unexpected().empty(), person.unexpected().c_str());
            QCOMPARE(person.timesAsked(), Users);
            for (std::size_t i = 0; i < attempts.size(); ++i)
                QCOMPARE(fixture.uidOf(attempts[i].outcome), str(m_users->all()[i % Users].uid));
            fixture.master().connector().disconnect(fixture.first());
            QVERIFY(fixture.master().until([&] { return fixture.master().router().routes().empty(); }, Patience));
        }
        const std::string left = leaks.leaks(std::chrono::seconds(60));
        QVERIFY2(left.empty(), left.c_str());
    }

    std::optional<TestUser> m_alice;
    std::optional<TestUsers> m_users;
};

QTEST_GUILESS_MAIN(ManyUsersTest)
#include "many_users_test.moc"
