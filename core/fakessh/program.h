#pragma once

#include "core/fakessh/private_directory.h"
#include "core/fakessh/session_opener.h"
#include "core/fakessh/stand_in_server.h"
#include "core/io/process.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace rz::fakessh {

struct ProgramOptions {
    std::vector<std::string> argv;
    std::vector<std::string> environment;  // NAME=VALUE, besides and before this process's own
    std::string directory;                 // working directory; this process's own when empty
    std::string standIn;                   // absolute path of the agent's executable, which serves as ssh
};

// A program of this machine for which ssh leads to one context: whatever it calls ssh by (PATH, RSYNC_RSH, GIT_SSH_COMMAND,
// -S of scp and sftp …) is a stand-in. Dropping it ends the program and all its sessions. Broker thread.
class Program {
public:
    // Inherit: it shares terminal and session with this process; Own: it leads a session, and can be signalled with all
    // that it starts.
    enum class Group : bool { Inherit, Own };

    struct Events {
        std::function<void(const Traffic&)> onTraffic;  // a few times a second, while it changes; may be empty
        io::Process::OnExit onExit;                     // once, from the loop; may destroy the program
    };

    // `descriptors`: the program's number -> ours, which are copied. Fails with Argument without a program, else with System.
    static Result<std::unique_ptr<Program>> start(std::unique_ptr<SessionOpener> opener, const ProgramOptions& options,
                                                  const std::map<int, int>& descriptors, Group group, Events events);
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    pid_t pid() const { return m_process->pid(); }
    // With Group::Own to all that it started as well. Ignored once it has ended.
    void signal(int number) const;
    // SIGTERM, and SIGKILL when that does not end it. onExit runs as ever.
    void terminate();
    Traffic traffic() const { return m_server->traffic(); }

private:
    Program(std::unique_ptr<SessionOpener> opener, PrivateDirectory directory, Group group, Events events);
    io::Broker& broker() const;
    void tellTraffic();
    void exited(io::ExitStatus status);

    std::unique_ptr<SessionOpener> m_opener;
    PrivateDirectory m_directory;
    const Group m_group;
    Events m_events;
    Traffic m_told;
    io::Timer m_tick;
    io::Timer m_kill;
    std::unique_ptr<StandInServer> m_server;
    std::unique_ptr<io::Process> m_process;
};

}  // namespace rz::fakessh
