#pragma once

#include "core/connect/method.h"
#include "tests/support/ssh_keys.h"
#include "tests/support/ssh_server.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_user.h"

#include <string>
#include <vector>

namespace rz::test {

// An account behind a real sshd that lets a key in, a file of known hosts with that sshd in it, and how programs are told of
// all that. Root only.
class SshAccount {
public:
    // Why there can be none here; empty when there can.
    static std::string unavailable() { return SshServer::unavailable(); }

    SshAccount();

    const TestUser& user() const { return m_user; }
    const SshServer& server() const { return m_server; }
    SshServer& server() { return m_server; }
    const std::string& knownHosts() const { return m_knownHosts; }
    // "ssh:user@127.0.0.1:port"
    std::string chain() const;
    connect::Hop hop() const;
    // OpenSSH's ssh, before its own options and SshServer::host().
    std::vector<std::string> ssh() const;
    // rhizomectl, before its command. Nobody is asked.
    std::vector<std::string> ctl() const;

private:
    TempDir m_files{0755};
    SshKey m_key = makeSshKey(m_files, "key");
    TestUser m_user;
    SshServer m_server;
    std::string m_knownHosts;
};

}  // namespace rz::test
