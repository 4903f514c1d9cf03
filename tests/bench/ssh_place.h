#pragma once

#include "tests/support/ssh_keys.h"
#include "tests/support/ssh_server.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_master.h"
#include "tests/support/test_user.h"

#include <string>
#include <vector>

namespace rz::bench {

// An account of a real sshd on loopback, with a context in it, and what OpenSSH needs to get there.
class SshPlace {
public:
    // Throws when it cannot be had.
    SshPlace();

    test::TestMaster& master() { return m_master; }
    rpc::Context context() { return m_master.context(m_context); }
    const std::string& home() const { return m_user.home(); }
    const test::TempDir& files() const { return m_files; }
    // Options of ssh and scp alike.
    const std::vector<std::string>& options() const { return m_options; }
    // "ssh …", without a host, for a shell.
    std::string ssh() const;

private:
    test::TempDir m_files{0755};
    test::TestUser m_user;
    test::SshServer m_server{{.lines = {"Subsystem sftp internal-sftp"}}};
    test::SshKey m_key = test::makeSshKey(m_files, "key");
    test::TestMaster m_master{nullptr, LogLevel::Warning};
    ContextId m_context{};
    std::vector<std::string> m_options;
};

}  // namespace rz::bench
