#include "core/connect/libssh/known_hosts_line.h"

#include "core/base/base64.h"
#include "core/base/str.h"
#include "core/connect/host_key_rules.h"

#include <algorithm>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

namespace rz::connect::ssh {

namespace {

constexpr std::size_t SaltSize = 20;  // as OpenSSH: the size of a SHA-1

std::string_view takeName(std::string_view& names)
{
    const std::size_t comma = std::min(names.find(','), names.size());
    const std::string_view name = names.substr(0, comma);
    names.remove_prefix(std::min(comma + 1, names.size()));
    return name;
}

std::string toLower(std::string_view text)
{
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return lower;
}

std::string hashOf(std::string_view name, std::string_view salt)
{
    std::string digest(SaltSize, '\0');
    unsigned length = 0;
    ::HMAC(::EVP_sha1(), salt.data(), static_cast<int>(salt.size()),
           reinterpret_cast<const unsigned char*>(name.data()), name.size(),
           reinterpret_cast<unsigned char*>(digest.data()), &length);
    return digest;
}

bool matchesHash(std::string_view hashed, std::string_view name)
{
    if (!hashed.starts_with("|1|"))
        return false;
    hashed.remove_prefix(3);
    const std::size_t bar = hashed.find('|');
    if (bar == std::string_view::npos)
        return false;
    const auto salt = fromBase64(hashed.substr(0, bar));
    const auto wanted = fromBase64(hashed.substr(bar + 1));
    return salt && wanted && hashOf(name, *salt) == *wanted;
}

// '*' and '?' as OpenSSH's match_pattern(); linear in memory, quadratic in the worst case.
bool matchesPattern(std::string_view text, std::string_view pattern)
{
    std::size_t at = 0;
    std::size_t in = 0;
    std::size_t star = std::string_view::npos;
    std::size_t retry = 0;
    while (at < text.size()) {
        if (in < pattern.size() && pattern[in] == '*') {
            star = in++;
            retry = at;
        } else if (in < pattern.size() && (pattern[in] == '?' || pattern[in] == text[at])) {
            ++in;
            ++at;
        } else if (star != std::string_view::npos) {
            in = star + 1;
            at = ++retry;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', in) == std::string_view::npos;
}

}  // namespace

std::optional<KnownHostsLine> parseKnownHostsLine(std::string_view text)
{
    KnownHostsLine line;
    line.names = takeWord(text);
    if (line.names.empty() || line.names.starts_with('#'))
        return {};
    if (line.names.starts_with('@')) {
        line.marker = line.names;
        line.names = takeWord(text);
    }
    line.key.type = takeWord(text);
    line.key.blob = takeWord(text);
    // A number there is a key of protocol 1.
    if (line.key.blob.empty() || (line.key.type[0] >= '0' && line.key.type[0] <= '9'))
        return {};
    return line;
}

bool KnownHostsLine::matches(std::string_view name) const
{
    if (hashed())
        return matchesHash(names, name);
    bool found = false;
    for (std::string_view rest = names; !rest.empty();) {
        std::string_view pattern = takeName(rest);
        const bool negated = pattern.starts_with('!');
        if (negated)
            pattern.remove_prefix(1);
        if (!matchesPattern(name, toLower(pattern)))
            continue;
        if (negated)
            return false;
        found = true;
    }
    return found;
}

std::string hashedName(std::string_view name)
{
    std::string salt(SaltSize, '\0');
    ::RAND_bytes(reinterpret_cast<unsigned char*>(salt.data()), static_cast<int>(salt.size()));
    return str("|1|", toBase64(salt), '|', toBase64(hashOf(name, salt)));
}

std::optional<std::string> withoutName(std::string_view text, const KnownHostsLine& line, std::string_view name)
{
    if (line.hashed())
        return {};
    std::string kept;
    for (std::string_view rest = line.names; !rest.empty();) {
        const std::string_view one = takeName(rest);
        if (toLower(one) != name)
            kept += str(kept.empty() ? "" : ",", one);
    }
    if (kept.empty())
        return {};
    const std::size_t begin = static_cast<std::size_t>(line.names.data() - text.data());
    return str(text.substr(0, begin), kept, text.substr(begin + line.names.size()));
}

}  // namespace rz::connect::ssh
