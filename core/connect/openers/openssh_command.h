#pragma once

#include "core/connect/method.h"
#include "core/connect/ssh_settings.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rz::connect {

// What `ssh -G` says about a host, as far as we need to know it.
struct OpensshConfig {
    std::string user;
    std::string host;  // its address: what HostName says
    std::int64_t port = 22;
    bool hashKnownHosts = false;
    bool hasAlias = false;                     // HostKeyAlias
    bool jumps = false;                        // ProxyJump: it starts another ssh, and so on
    std::string strictHostKeyChecking;         // "ask", "true", "false", "accept-new"
    std::vector<std::string> userKnownHosts;   // files
    std::vector<std::string> otherKnownHosts;  // of the system

    // "alice@web1", as ssh puts it into its questions.
    std::string account() const { return user + '@' + host; }
    // "alice@web1:2222"; without the port when that is the usual one.
    std::string subject() const;
};
OpensshConfig parseOpensshConfig(std::string_view text);

// Since 8.5 OpenSSH has KnownHostsCommand, and marks what a server asks as such.
enum class Openssh : std::uint8_t { Current, Old };

// The program and its options, without host and command.
std::vector<std::string> opensshOptions(const Hop& hop, const SshSettings& settings, Openssh generation,
                                        const std::vector<std::string>& hostKeyOptions = {});
// "ask", "enforce", "accept" or "ignore": what the hop says; else empty when the user's own configuration or arguments
// of ssh say anything but to ask; else as set for all.
std::string opensshHostKeyPolicy(const Hop& hop, const SshSettings& settings, const OpensshConfig& config);
// How host keys are checked; `helper` is a KnownHostsCommand, used when the person is to be asked by a current OpenSSH.
std::vector<std::string> opensshHostKeyOptions(std::string_view policy, Openssh generation, const std::string& helper);

// For the ssh programs that ssh starts for ProxyJump, which get none of its options but the file of its configuration: one that
// includes what is read without it, and behind that says how host keys are checked. Their KnownHostsCommand is told
// in addition the name that they were given, and the port. Empty when that file cannot be included.
std::string opensshJumpConfig(const Hop& hop, const SshSettings& settings,
                              const std::vector<std::string>& hostKeyOptions);
// Asks one of them for its configuration of `host`, as it would be without such a file.
std::vector<std::string> opensshJumpQuery(const Hop& hop, const SshSettings& settings, const std::string& host,
                                          const std::string& port);

// What one of its questions, as the askpass program gets it, is about.
struct OpensshQuestion {
    enum class About : std::uint8_t { Password, Passphrase, Other } about = About::Other;
    std::string subject;  // an account, or the file of a key
    std::string text;     // for Other: without the account in front
};
OpensshQuestion classifyOpensshQuestion(std::string_view text, const OpensshConfig& config, Openssh generation);

}  // namespace rz::connect
