#include "tests/support/ssh_keys.h"

#include "core/base/str.h"

#include <stdexcept>
#include <unistd.h>

namespace rz::test {

std::string SshKey::typeAndBlob() const
{
    return publicLine.substr(0, publicLine.find(' ', publicLine.find(' ') + 1));
}

SshKey makeSshKey(const TempDir& directory, std::string_view name, std::string_view type, std::string_view passphrase)
{
    SshKey key;
    key.path = directory.file(name);
    ::unlink(key.path.c_str());
    // The fewest rounds, and small numbers: what is tested is the question, not the cryptography.
    std::vector<std::string> argv{"ssh-keygen", "-q", "-t", std::string(type), "-N", std::string(passphrase),
                                  "-a",         "1",  "-C", std::string(name), "-f", key.path};
    if (type == "rsa")
        argv.insert(argv.end(), {"-b", "2048"});
    mustRun(argv);
    key.publicLine = readFile(key.publicPath());
    key.publicLine.erase(key.publicLine.find_last_not_of('\n') + 1);
    const std::string listed = mustRun({"ssh-keygen", "-l", "-f", key.publicPath()});
    const std::size_t begin = listed.find(' ') + 1;
    key.fingerprint = listed.substr(begin, listed.find(' ', begin) - begin);
    return key;
}

SshAgent::SshAgent(const TempDir& directory)
    : m_socket(directory.file("agent.socket")), m_agent({"ssh-agent", "-D", "-a", m_socket})
{
    if (!waitUntil([this] { return ::access(m_socket.c_str(), W_OK) == 0; }))
        throw std::runtime_error("ssh-agent did not make its socket");
}

void SshAgent::add(const SshKey& key)
{
    mustRun({"env", str("SSH_AUTH_SOCK=", m_socket), "ssh-add", "-q", key.path});
}

void SshAgent::removeAll()
{
    mustRun({"env", str("SSH_AUTH_SOCK=", m_socket), "ssh-add", "-q", "-D"});
}

}  // namespace rz::test
