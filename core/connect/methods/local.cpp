#include "core/connect/methods/common_options.h"
#include "core/connect/methods/methods.h"

#include <array>

namespace rz::connect {

namespace {

constexpr std::array Options{PythonPath, ContextName, RemoteName, ConnectTimeout, Unidirectional, Debug, Profiling};

}  // namespace

constinit const MethodDescription LocalMethod{
    .name = "local",
    .label = forPeople("Local process"),
    .help = forPeople("Another process on the same machine, as the same user."),
    .options = Options,
};

}  // namespace rz::connect
