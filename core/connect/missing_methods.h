#pragma once

#include "core/rpc/call.h"
#include "core/rpc/registry.h"

#include <string>
#include <vector>

namespace rz::connect {

// Names of the methods whose program is not where this process would look for it: in its PATH, or at its path. A method
// that is not among them may still not work; one that is works with a path of its own in the hop.
std::vector<std::string> methodsWithoutProgram();

// Registers `rhizome.missing_methods`, which gives the same of its context.
void addMissingMethods(rpc::Registry& registry);
rpc::Call missingMethodsCall();
// What it answered; names that are no methods here are left out.
std::vector<std::string> missingMethodsFrom(const Value& answer);

}  // namespace rz::connect
