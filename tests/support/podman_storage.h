#pragma once

#include "tests/support/container_root.h"
#include "tests/support/janitor.h"
#include "tests/support/temp_dir.h"

#include <memory>
#include <string>
#include <vector>

namespace rz::test {

// Storage of its own for podman and buildah, which have no daemon: what is made with them while this lives is seen by this
// process and the programs that it starts only (CONTAINERS_CONF, CONTAINERS_STORAGE_CONF). Root only; one at a time.
class PodmanStorage {
public:
    PodmanStorage();
    ~PodmanStorage();
    PodmanStorage(const PodmanStorage&) = delete;
    PodmanStorage& operator=(const PodmanStorage&) = delete;

    // Why podman and buildah cannot be used here; empty when they can.
    static std::string unavailable();

    // Run these programs and return what they printed, without the last end of line; throw unless they succeed.
    std::string podman(std::vector<std::string> arguments) const;
    std::string buildah(std::vector<std::string> arguments) const;

    // Makes the images "rzbox", a busybox, and "rzbare", which has no shell.
    void importImages() const;
    // Starts a container of podman with no network.
    void run(const std::string& name, const std::string& image) const;
    // Of the first process of podman's container, as seen from here.
    pid_t pidOf(const std::string& container) const;
    // Makes a working container of buildah.
    void makeWorkingContainer(const std::string& name) const;

private:
    TempDir m_directory{0755};
    ScopedEnvironment m_configuration;
    ScopedEnvironment m_storage;
    ScopedEnvironment m_isolation;
    std::unique_ptr<Janitor> m_janitor;
};

}  // namespace rz::test
