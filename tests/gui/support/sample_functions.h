#pragma once

#include "core/rpc/function.h"

#include <vector>

namespace rz::test {

// A few functions as an agent has them, with one parameter of almost every type.
std::vector<rpc::FunctionDescription> sampleFunctions();

}  // namespace rz::test
