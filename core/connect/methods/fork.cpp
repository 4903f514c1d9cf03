#include "core/connect/methods/common_options.h"
#include "core/connect/methods/methods.h"

#include <array>

namespace rz::connect {

namespace {

constexpr std::array Options{ContextName, RemoteName, ConnectTimeout, Unidirectional, Debug, Profiling};

}  // namespace

constinit const MethodDescription ForkMethod{
    .name = "fork",
    .label = forPeople("Local process, forked"),
    .help =
        "As a local process, but copied from one that is kept ready: faster where many are needed. Mitogen's on_fork "
        "and on_start have no meaning for it.",
    .options = Options,
};

}  // namespace rz::connect
