#pragma once

#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <string>
#include <string_view>

namespace rz::test {

// A key pair made by ssh-keygen.
struct SshKey {
    std::string path;         // of the private key
    std::string publicLine;   // "ssh-ed25519 AAAA… comment"
    std::string fingerprint;  // "SHA256:…"
    std::string publicPath() const { return path + ".pub"; }
    // The first two words of publicLine: what known_hosts holds after the names.
    std::string typeAndBlob() const;
};
SshKey makeSshKey(const TempDir& directory, std::string_view name, std::string_view type = "ed25519",
                  std::string_view passphrase = {});

// A real ssh-agent with a socket of its own.
class SshAgent {
public:
    explicit SshAgent(const TempDir& directory);
    const std::string& socket() const { return m_socket; }
    void add(const SshKey& key);
    void removeAll();

private:
    std::string m_socket;
    Background m_agent;
};

}  // namespace rz::test
