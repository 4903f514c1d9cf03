// Cuts in the middle of each step into a container of the classic LXC, by its program and entered directly.

#include "tests/integration/container_fixture.h"
#include "tests/integration/cut_check.h"
#include "tests/support/lxc_container.h"

#include <csignal>
#include <optional>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

class CutLxcTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = LxcContainer::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        m_box.emplace();
        m_box->start();
    }
    void cleanupTestCase() { m_box.reset(); }

    // What it has attached goes on by itself when only the program is killed.
    void byItsProgram()
    {
        Way way = wayBy("lxc", {});
        way.dies = Way::Dies::ProgramAndAllBelow;
        way.deathBy = SIGHUP;
        checkCuts(way);
    }
    void enteredDirectly() { checkCuts(wayBy("setns", {{"kind", "lxc"}})); }

private:
    Way wayBy(const char* method, std::initializer_list<std::pair<const char*, Value>> options) const
    {
        Hop hop = hopTo(method, options);
        hop.options.set("container", m_box->name());
        return {.hop = std::move(hop), .left = [pid = m_box->pid()] { return touchesOf(pid); }};
    }

    std::optional<LxcContainer> m_box;
};

QTEST_GUILESS_MAIN(CutLxcTest)
#include "cut_lxc_test.moc"
