#pragma once

#include "tests/support/container_root.h"
#include "tests/support/janitor.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <memory>
#include <string>
#include <vector>

namespace rz::test {

// A real dockerd with a socket and all its data in a directory of its own, with two images: "rzbox", a busybox, and "rzbare",
// which has no shell. docker programs that this process starts find it (DOCKER_HOST). Root only; one at a time.
class DockerDaemon {
public:
    DockerDaemon();
    ~DockerDaemon();
    DockerDaemon(const DockerDaemon&) = delete;
    DockerDaemon& operator=(const DockerDaemon&) = delete;

    // Why none can be started here; empty when one can.
    static std::string unavailable();

    // Runs docker on it and returns what it printed, without the last end of line; throws unless it succeeds.
    std::string docker(std::vector<std::string> arguments) const;
    // Starts a container with no network.
    void run(const std::string& name, const std::string& image, const std::vector<std::string>& options = {}) const;
    // Makes one that is not started.
    void create(const std::string& name, const std::string& image) const;
    // Of its first process, as seen from here.
    pid_t pidOf(const std::string& container) const;
    // Names of all containers there are, stopped ones too.
    std::vector<std::string> containers() const;

    std::string socket() const { return m_directory.file("docker.sock"); }
    std::string log() const { return readFile(m_directory.file("log")); }

private:
    void importImages() const;

    TempDir m_directory{0755};
    ScopedEnvironment m_host;
    ScopedEnvironment m_configuration;
    std::unique_ptr<Janitor> m_janitor;
    std::unique_ptr<Background> m_process;
};

}  // namespace rz::test
