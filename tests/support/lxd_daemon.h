#pragma once

#include "tests/support/container_root.h"
#include "tests/support/janitor.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <memory>
#include <string>
#include <vector>

namespace rz::test {

// A real LXD with its socket and all its data in a directory of its own, with two images: "rzbox", a busybox, and "rzbare",
// which has no shell. lxc programs that this process starts find it (LXD_DIR). Root only; one at a time.
class LxdDaemon {
public:
    LxdDaemon();
    ~LxdDaemon();
    LxdDaemon(const LxdDaemon&) = delete;
    LxdDaemon& operator=(const LxdDaemon&) = delete;

    // Why none can be started here; empty when one can.
    static std::string unavailable();

    // Runs lxc on it and returns what it printed; throws unless it succeeds.
    std::string lxc(std::vector<std::string> arguments) const;
    void launch(const std::string& name, const std::string& image) const;
    // Makes one that is not started.
    void create(const std::string& name, const std::string& image) const;
    // Of its first process, as seen from here.
    pid_t pidOf(const std::string& container) const;

    std::string log() const { return readFile(m_directory.file("log")); }

private:
    void importImages() const;

    TempDir m_directory{0711};
    ScopedEnvironment m_place;
    ScopedEnvironment m_configuration;
    std::unique_ptr<Janitor> m_janitor;
    std::unique_ptr<Background> m_process;
};

}  // namespace rz::test
