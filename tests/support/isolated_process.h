#pragma once

#include "tests/support/janitor.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <memory>
#include <string>
#include <sys/types.h>

namespace rz::test {

// A process with a root directory and namespaces of its own: what a container is without a program that manages it. Root only.
class IsolatedProcess {
public:
    enum class Root { Busybox, Bare };  // Bare: no shell
    explicit IsolatedProcess(Root root = Root::Busybox);
    IsolatedProcess(const IsolatedProcess&) = delete;
    IsolatedProcess& operator=(const IsolatedProcess&) = delete;

    static std::string unavailable();

    pid_t pid() const { return m_pid; }
    void stop() { m_process->stop(); }

private:
    TempDir m_root{0755};
    std::unique_ptr<Background> m_process;
    std::unique_ptr<Janitor> m_janitor;
    pid_t m_pid = -1;
};

// Stand-ins for programs that need what no Linux machine of ours has: a cluster, FreeBSD. They take the documented
// arguments, refuse any other with status 64, and enter an IsolatedProcess. `kubectl` and `jexec` are what they say; they are
// checked by stand_in_test. Each call's arguments are written to log(), a line each.
class StandIns {
public:
    StandIns();

    // Pods and jails by name. A pod has one container, "main", or those given.
    void addPod(const std::string& name, const IsolatedProcess& process, const std::string& container = "main");
    // A pod that has ended.
    void addEndedPod(const std::string& name);
    void addJail(const std::string& name, const IsolatedProcess& process);
    // What the program says, to anything, before it ends with status 1.
    void failWith(const std::string& message);

    std::string kubectl() const { return m_directory.file("kubectl"); }
    std::string jexec() const { return m_directory.file("jexec"); }
    std::string jls() const { return m_directory.file("jls"); }
    std::string log() const { return readFile(m_directory.file("log")); }

private:
    TempDir m_directory{0755};
};

}  // namespace rz::test
