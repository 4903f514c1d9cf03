#pragma once

#include "core/connect/bootstrap/agent_store.h"
#include "core/connect/openers/opener.h"
#include "core/connect/openers/program_opener.h"

#include <memory>
#include <string>
#include <vector>

namespace rz::connect {

// How the agent itself is put into a place without a shell and started there, step by step; what is not needed is empty.
struct DirectStart {
    enum class Takes : std::uint8_t { Archive, File };

    std::vector<std::string> create;  // makes the place, which start.destroy removes
    std::vector<std::string> copy;    // reads the agent from its standard input
    Takes takes = Takes::Archive;     // as a tar archive, or as it is
    ProgramStart start;               // executes it
    std::vector<std::string> tidy;    // removes the file, once the connection is made or has failed
};

// The other way of a method that has one: begun when the program it tried first found no shell. `hop`, `agents`, `broker`
// and `host` must outlive it.
std::unique_ptr<Opening> makeDirectOpening(const ProgramMethod& method, const Hop& hop, AgentStore& agents,
                                           io::Broker& broker, OpenHost& host);

}  // namespace rz::connect
