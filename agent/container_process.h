#pragma once

#include "core/base/error.h"
#include "core/base/unique_fd.h"

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace rz::agent {

// A process in a container, and what it takes to become like it. Everything is opened before anything is joined: then /proc
// is another one.
class ContainerProcess {
public:
    static Result<ContainerProcess> open(pid_t pid);

    // Those the process is in, as far as they can be reached; without them the agent works, but is not counted with the container.
    void joinCgroups() const;
    // Its namespaces where they are not ours, and its root directory. In a user namespace of its own we are root
    // afterwards. A pid namespace takes effect for children made later.
    Result<> join();

    bool otherPidNamespace() const { return m_otherPidNamespace; }
    // "K=V", each ended by a NUL.
    const std::string& environment() const { return m_environment; }
    std::uint64_t capabilityBound() const { return m_capabilityBound; }
    bool noNewPrivileges() const { return m_noNewPrivileges; }

private:
    struct Namespace {
        UniqueFd fd;
        int type = 0;
    };

    Result<> openNamespaces();
    Error explain(std::string_view what, int error) const;

    pid_t m_pid = 0;
    UniqueFd m_directory;  // /proc/PID: of this process even when its number is another's
    UniqueFd m_root;
    std::vector<Namespace> m_namespaces;
    bool m_otherPidNamespace = false;
    std::string m_environment;
    std::string m_cgroups;
    std::uint64_t m_capabilityBound = ~std::uint64_t{0};
    bool m_noNewPrivileges = false;
};

}  // namespace rz::agent
