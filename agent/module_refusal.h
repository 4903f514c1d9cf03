#pragma once

#include "core/routing/router.h"

namespace rz::agent {

// Answers every GET_MODULE and GET_RESOURCE of a child with "there is none": a Python child waits for the answer
// without end (protocol 0.3).
Result<> refuseModules(routing::Router& router);

}  // namespace rz::agent
