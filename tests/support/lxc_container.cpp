#include "tests/support/lxc_container.h"

#include "core/base/str.h"
#include "tests/support/container_root.h"
#include "tests/support/run.h"
#include "tests/support/test_user.h"

#include <cstdlib>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace rz::test {

std::string LxcContainer::unavailable()
{
    return containersUnavailable(
        {"/usr/bin/lxc-start", "/usr/bin/lxc-stop", "/usr/bin/lxc-attach", "/usr/bin/lxc-info"});
}

LxcContainer::LxcContainer(Root root) : m_name(str("rz", randomWord(8))), m_place(str("/var/lib/lxc/", m_name))
{
    if (root == Root::Bare)
        makeBareRoot(m_root.path());
    else
        makeBusyboxRoot(m_root.path());
    ::mkdir("/var/lib/lxc", 0711);
    if (::mkdir(m_place.c_str(), 0755) != 0)
        throw std::runtime_error("cannot make " + m_place);
    writeFile(m_place + "/config",
              str("lxc.uts.name = ", m_name, "\nlxc.rootfs.path = dir:", m_root.path(),
                  "\nlxc.net.0.type = none\nlxc.mount.auto = proc:mixed\nlxc.init.cmd = ", ContainerSleeper, '\n'));
    m_janitor = std::make_unique<Janitor>(str("lxc-unfreeze --name ", m_name, "; lxc-stop --kill --name ", m_name,
                                              "; rm -rf ", m_place, ' ', m_root.path()));
}

LxcContainer::~LxcContainer()
{
    stop();
    run({"rm", "-rf", m_place});
}

void LxcContainer::start()
{
    const std::string log = m_place + "/log";
    const Ran ran = run({"lxc-start", "--name", m_name, "--daemon", "--logfile", log, "--logpriority", "WARN"});
    if (!ran.ok())
        throw std::runtime_error(str("lxc-start failed: ", ran.output, readFile(log)));
}

void LxcContainer::freeze()
{
    mustRun({"lxc-freeze", "--name", m_name});
}

void LxcContainer::stop()
{
    run({"lxc-unfreeze", "--name", m_name});
    run({"lxc-stop", "--kill", "--name", m_name});
}

pid_t LxcContainer::pid() const
{
    return std::atoi(mustRun({"lxc-info", "--no-humanize", "--pid", "--name", m_name}).c_str());
}

}  // namespace rz::test
