#pragma once

#include "core/base/error.h"
#include "core/connect/libssh/host_key.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rz::connect::ssh {

// A line of a known_hosts file that speaks of the host in question.
struct KnownKey {
    HostKey key;
    bool revoked = false;
    std::string file;
    int line = 0;
};

enum class Verdict : std::uint8_t {
    Known,
    Unknown,  // nothing known, or only keys of other families: as OpenSSH, not a change
    Changed,  // another key of this family is known
    Revoked,
};

struct Judgement {
    Verdict verdict = Verdict::Unknown;
    std::optional<KnownKey> known;  // what decided it; of an unknown key, one of another type if there is one
};

// How known_hosts names a host: "web1", or "[web1]:2222" away from port 22; in lower case.
std::string knownName(std::string_view host, std::uint16_t port);

enum class Hashing : std::uint8_t { Plain, Hashed };

// OpenSSH's known_hosts files, read anew at each question: other programs write them, too. Names are matched as OpenSSH
// does: lists, wildcards, negations, hashes, markers. Lines of authorities are skipped, since libssh takes no
// host certificates. Any thread; several processes may add at once.
class KnownHosts {
public:
    KnownHosts(std::vector<std::string> userFiles, std::vector<std::string> globalFiles);

    std::vector<KnownKey> keysOf(std::string_view name) const;
    Judgement judge(std::string_view name, const HostKey& key) const;

    // Writes the key to the first user file; an error when there is none.
    Result<> add(std::string_view name, const HostKey& key, Hashing hashing) const;
    // The same, and takes away what contradicts it in the user files, of this name only. Each file is replaced as a whole.
    Result<> replace(std::string_view name, const HostKey& key, Hashing hashing) const;

private:
    std::vector<std::string> m_userFiles;
    std::vector<std::string> m_globalFiles;
};

// Puts the algorithms of known keys first, so that a server with several keys shows the one that is known.
std::string preferKnown(std::string_view algorithms, const std::vector<KnownKey>& known);

}  // namespace rz::connect::ssh
