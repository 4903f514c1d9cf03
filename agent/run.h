#pragma once

#include "agent/life.h"

namespace rz::agent {

// Whether this executable was started as an agent or one of its helpers, and not by a person as a program of its own.
bool startedAsAgent(int argc, char** argv);

// The main() of an agent: carries one context, whose functions are those that `addFunctions` registers besides the standard
// ones, or does what else agents are started for. Returns the exit status.
int run(int argc, char** argv, AddFunctions addFunctions);

}  // namespace rz::agent
