// Cuts in the middle of each step of sudo, su and doas, which ask for a password on their way.

#include "core/base/str.h"
#include "tests/integration/become_fixture.h"
#include "tests/integration/cut_check.h"
#include "tests/support/become_rules.h"

#include <QTest>

#include <unistd.h>

using namespace rz;
using namespace rz::test;

class CutBecomeTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string why = TestUser::unavailable(); !why.empty())
            QSKIP(why.c_str());
        m_alice.emplace();
        m_bob.emplace();
    }
    void cleanupTestCase()
    {
        m_bob.reset();
        m_alice.reset();
    }

    void sudo()
    {
        if (::access("/usr/bin/sudo", X_OK) != 0)
            QSKIP("sudo is not installed");
        const SudoRules rules(
            str("Defaults:", m_alice->name(), " timestamp_timeout=0\n", m_alice->name(), " ALL=(ALL) ALL"));
        check("sudo", m_alice->password());
    }

    void su() { check("su", m_bob->password()); }

    void doas()
    {
        if (::access("/usr/bin/doas", X_OK) != 0)
            QSKIP("doas is not installed");
        const DoasRules rules(str("permit ", m_alice->name(), " as ", m_bob->name()));
        check("doas", m_alice->password());
    }

private:
    void check(const char* method, const std::string& password)
    {
        BecomeFixture fixture(*m_alice);
        // Threads and descriptors of its first child stay.
        const Outcome first = fixture.become({.method = "local", .options = {}}, fixture.first());
        QVERIFY2(first.error().empty(), first.error().c_str());
        fixture.master().connector().disconnect(first.result()->id);
        QVERIFY(fixture.master().until([&] { return !fixture.master().router().findRoute(first.result()->id); }));
        checkCuts(fixture.master(), fixture.prompts(),
                  {.hop = hopTo(method, m_bob->name()),
                   .via = fixture.first(),
                   .password = password,
                   .users = {&*m_alice, &*m_bob},
                   .dies = Way::Dies::ProgramAndAllBelow});
    }

    std::optional<TestUser> m_alice;
    std::optional<TestUser> m_bob;
};

QTEST_GUILESS_MAIN(CutBecomeTest)
#include "cut_become_test.moc"
