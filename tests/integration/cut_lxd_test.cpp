// Cuts in the middle of each step into containers of LXD, with a shell and without, by its program and entered directly.

#include "tests/integration/container_fixture.h"
#include "tests/integration/cut_check.h"
#include "tests/support/lxd_daemon.h"

#include <csignal>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

class CutLxdTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = LxdDaemon::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        m_daemon.emplace();
        m_daemon->launch("box", "rzbox");
        m_daemon->launch("bare", "rzbare");
    }
    void cleanupTestCase() { m_daemon.reset(); }

    // The daemon kills what ran for a program that has ended, which then cannot remove what it has unpacked: such files are
    // looked for where other programs lead into containers.
    void byItsProgram()
    {
        Way way = wayTo("lxd", "box", {});
        way.deathBy = SIGTERM;
        way.left = [touches = std::move(way.left)] {
            std::istringstream lines(touches());
            std::string rest;
            for (std::string line; std::getline(lines, line);) {
                if (!line.empty() && !line.starts_with("file in the container: /tmp .rhizome-"))
                    rest += line + '\n';
            }
            return rest;
        };
        checkCuts(way);
    }
    void withoutAShell() { checkCuts(wayTo("lxd", "bare", {})); }
    void enteredDirectly() { checkCuts(wayTo("setns", "bare", {{"kind", "lxd"}})); }

private:
    Way wayTo(const char* method, const char* name, std::initializer_list<std::pair<const char*, Value>> options) const
    {
        Hop hop = hopTo(method, options);
        hop.options.set("container", name);
        return {.hop = std::move(hop), .left = [pid = m_daemon->pidOf(name)] { return touchesOf(pid); }};
    }

    std::optional<LxdDaemon> m_daemon;
};

QTEST_GUILESS_MAIN(CutLxdTest)
#include "cut_lxd_test.moc"
