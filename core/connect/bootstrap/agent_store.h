#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rz::connect {

// The agent's executable as it crosses a connection.
struct AgentImage {
    Bytes content;
    bool gzipped = false;
};

// Where agents come from. Any thread.
class AgentStore {
public:
    virtual ~AgentStore() = default;
    // The executable for a machine, as `uname -m` names it; compressed only if `takesGzip`, and then where the store has it
    // so. Fails naming the architecture.
    virtual Result<AgentImage> image(std::string_view machine, bool takesGzip) = 0;
    // A path that execve can start on this machine now ("/proc/self/exe" in an agent).
    virtual Result<std::string> localPath() = 0;
};

// Looks for DIR/MACHINE/rhizome-agent, or DIR/rhizome-agent for this machine's own kind, and a gzip'ed one beside it; keeps
// what it has read.
std::unique_ptr<AgentStore> makeInstalledAgentStore(std::vector<std::string> directories);
// The directory of the running program, then the installed place.
std::vector<std::string> installedAgentDirectories();
// For agents: this very executable, never compressed, since the code for that would be one part in thirty of it.
std::unique_ptr<AgentStore> makeSelfAgentStore();

}  // namespace rz::connect
