#pragma once

#include "tests/support/janitor.h"
#include "tests/support/run.h"
#include "tests/support/ssh_keys.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_user.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rz::test {

// A real sshd on a free port of 127.0.0.1, with a configuration, host keys and a directory of its own. Root only.
class SshServer {
public:
    struct Options {
        bool passwords = true;             // PasswordAuthentication
        bool keyboardInteractive = false;  // through PAM; needs pamService
        std::string pamService;            // lines of a PAM service of its own; empty: UsePAM no
        std::vector<std::string> hostKeyTypes{"ed25519"};
        std::string logLevel = "VERBOSE";
        std::vector<std::string> lines;  // further lines of sshd_config
    };

    SshServer();
    explicit SshServer(Options options);
    ~SshServer();
    SshServer(const SshServer&) = delete;
    SshServer& operator=(const SshServer&) = delete;

    // Why none can be started here; empty when one can.
    static std::string unavailable();

    static std::string host() { return "127.0.0.1"; }
    std::uint16_t port() const { return m_port; }
    pid_t pid() const { return m_process ? m_process->pid() : -1; }
    // What sshd wrote.
    std::string log() const { return readFile(m_directory.file("log")); }

    // Lets the owner of this public key in as `user`, besides those who may already.
    void authorize(const TestUser& user, std::string_view publicLine);
    void forgetAuthorizedKeys(const TestUser& user);

    const std::vector<SshKey>& hostKeys() const { return m_hostKeys; }
    // "[127.0.0.1]:port", as known_hosts names it.
    std::string knownName() const;
    // Lines of known_hosts for all its keys.
    std::string knownHosts() const;
    // Gives it other host keys; takes effect when it is started again.
    void changeHostKeys();
    // Has `authority` vouch for each of its keys; takes effect when it is started again.
    void certifyHostKeys(const SshKey& authority);

    void stop();   // no new connections; established ones live on
    void start();  // on the same port
    void restart();
    // Ends the processes that serve connections: each loses its connection at once.
    void cutConnections();
    std::vector<pid_t> connectionProcesses() const;

private:
    void makeHostKeys();
    void writeConfiguration() const;
    bool tryStart();
    std::string programName() const;

    Options m_options;
    TempDir m_directory{0755};
    std::string m_program;  // sshd names its PAM service after itself
    std::string m_pamFile;
    std::uint16_t m_port = 0;
    std::vector<SshKey> m_hostKeys;
    std::vector<std::string> m_certificates;  // files
    std::unique_ptr<Janitor> m_janitor;
    std::unique_ptr<Background> m_process;
};

}  // namespace rz::test
