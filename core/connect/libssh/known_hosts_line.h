#pragma once

#include "core/connect/libssh/known_hosts.h"

#include <optional>
#include <string>
#include <string_view>

namespace rz::connect::ssh {

// One line of known_hosts: [marker] names type blob [comment].
struct KnownHostsLine {
    std::string_view marker;  // "@revoked", "@cert-authority", or empty
    std::string_view names;
    HostKey key;

    bool matches(std::string_view name) const;
    bool hashed() const { return names.starts_with('|'); }
};

// Nothing for comments, blank lines and what cannot be read. `text` must outlive it.
std::optional<KnownHostsLine> parseKnownHostsLine(std::string_view text);

// "|1|salt|hash" with a fresh salt.
std::string hashedName(std::string_view name);

// The line without `name` in its list; nothing when the whole line is to go. A pattern that matches stays: it speaks of
// other hosts, too.
std::optional<std::string> withoutName(std::string_view text, const KnownHostsLine& line, std::string_view name);

}  // namespace rz::connect::ssh
