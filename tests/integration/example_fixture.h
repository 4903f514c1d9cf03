#pragma once

#include "tests/support/ssh_keys.h"
#include "tests/support/ssh_server.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_user.h"

#include <string>
#include <string_view>

namespace rz::test {

// An example as it was built, of its name.
std::string example(std::string_view name);

// A chain to this machine by the OpenSSH program and a real sshd.
class SshTarget {
public:
    SshTarget();
    std::string chain() const;

private:
    TempDir m_directory;
    TestUser m_user;
    SshServer m_server;
    SshKey m_key = makeSshKey(m_directory, "key");
    std::string m_knownHosts = m_directory.file("known_hosts");
};

// The ways by which calls reach their target, as rows of a test.
void addWays();
// Why that way cannot be gone here; empty where it can.
std::string whyNot(bool bySsh);

}  // namespace rz::test
