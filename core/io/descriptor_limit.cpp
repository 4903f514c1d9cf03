#include "core/io/descriptor_limit.h"

#include <algorithm>
#include <sys/resource.h>

namespace rz::io {

std::size_t raiseDescriptorLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 0;
    const rlim_t wanted = std::min<rlim_t>(limit.rlim_max, WantedDescriptors);
    if (limit.rlim_cur >= wanted)
        return limit.rlim_cur;
    const rlimit raised{.rlim_cur = wanted, .rlim_max = limit.rlim_max};
    return ::setrlimit(RLIMIT_NOFILE, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur;
}

}  // namespace rz::io
