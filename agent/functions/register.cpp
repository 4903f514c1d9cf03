#include "agent/functions/register.h"

#include "agent/functions/fs.h"
#include "agent/functions/os.h"
#include "agent/functions/proc.h"
#include "agent/functions/sys.h"
#include "core/rpc/sender.h"  // NOLINT(misc-include-cleaner): completes a type of the functions' parameters

namespace rz {

namespace {

template <auto... Functions>
void addAll(rpc::Registry& registry)
{
    (registry.addForCallers<Functions>(), ...);
}

}  // namespace

void addBuiltinFunctions(rpc::Registry& registry)
{
    addAll<&os::getpid, &os::getppid, &os::getuid, &os::geteuid, &os::getgid, &os::getegid, &os::getgroups,
           &os::hostname, &os::uname, &os::cpuCount, &os::environ, &os::getenv, &os::getcwd, &os::umask>(registry);
    registry.alias("posix", "os");
    addAll<&fs::list, &fs::stat, &fs::exists, &fs::readlink, &fs::resolve, &fs::read, &fs::write, &fs::append,
           &fs::checksum, &fs::mkdir, &fs::remove, &fs::rename, &fs::symlink, &fs::chmod, &fs::chown, &fs::diskUsage>(
        registry);
    addAll<&proc::run, &proc::shell, &proc::list, &proc::kill>(registry);
    addAll<&sys::facts, &sys::load, &sys::memory, &sys::uptime, &sys::mounts, &sys::disks, &sys::users, &sys::groups>(
        registry);
}

}  // namespace rz
