#include "agent/functions/os.h"

#include "agent/functions/dict_builder.h"

#include <cerrno>
#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

namespace rz::os {

Result<OsString> hostname()
{
    utsname names{};
    if (::uname(&names) != 0)
        return failErrno("cannot read the host's name", errno);
    return OsString(names.nodename);
}

Result<Dict> uname()
{
    utsname names{};
    if (::uname(&names) != 0)
        return failErrno("cannot read the system's name", errno);
    return DictBuilder(5)
        .add("sysname", toValue(OsString(names.sysname)))
        .add("nodename", toValue(OsString(names.nodename)))
        .add("release", toValue(OsString(names.release)))
        .add("version", toValue(OsString(names.version)))
        .add("machine", toValue(OsString(names.machine)))
        .take();
}

std::int64_t cpuCount()
{
    // Larger machines need a larger set; EINVAL says so.
    for (int cpus = 1024; cpus <= 1024 * 1024; cpus *= 4) {
        cpu_set_t* const set = CPU_ALLOC(cpus);
        if (set == nullptr)
            break;
        const std::size_t size = CPU_ALLOC_SIZE(cpus);
        const bool known = sched_getaffinity(0, size, set) == 0;
        const int count = known ? CPU_COUNT_S(size, set) : 0;
        CPU_FREE(set);
        if (known)
            return count;
    }
    return sysconf(_SC_NPROCESSORS_ONLN);
}

}  // namespace rz::os
