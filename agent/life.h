#pragma once

#include "core/base/error.h"
#include "core/base/unique_fd.h"
#include "core/rpc/external_context.h"
#include "core/rpc/python_core.h"

#include <string_view>

namespace rz::agent {

// Registers what contexts of this executable can do.
using AddFunctions = void (*)(rpc::Registry& registry);

// The life of the context once its parent has configured it: answers calls, starts children, until the parent's stream is
// lost, the parent asks it to end, or SIGTERM, SIGINT or SIGHUP comes. Then its children and the programs it runs end too.
// `onStart` names what it calls before others may (ExternalContext::callOnStart).
// A detached context lives until SIGTERM or SIGINT, or until a function of its own ends its broker.
Result<> live(const rpc::ChildConfig& config, rpc::PythonCore core, UniqueFd receiveSide, UniqueFd transmitSide,
              AddFunctions addFunctions, std::string_view onStart = {});

// Keeps those signals from the threads and for live(). First of all, while there is one thread.
void blockEndingSignals();

}  // namespace rz::agent
