#include "core/connect/openers/host_certificate.h"

#include "core/base/base64.h"
#include "core/base/big_endian.h"
#include "core/base/str.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace rz::connect {

namespace {

constexpr std::string_view Suffix = "-cert-v01@openssh.com";

struct Kind {
    std::string_view prefix;  // of its name
    int fields;               // of its public key
};
constexpr std::array Kinds{
    Kind{"ssh-ed25519", 1}, Kind{"ssh-rsa", 2},        Kind{"ssh-dss", 4},
    Kind{"ecdsa-", 2},      Kind{"sk-ssh-ed25519", 2}, Kind{"sk-ecdsa-", 3},
};

// Takes parts off the front of a blob; once one is not there, it has failed.
class BlobReader {
public:
    explicit BlobReader(std::string_view blob) : m_rest(blob) {}

    std::string_view bytes(std::size_t count)
    {
        if (count > m_rest.size()) {
            m_failed = true;
            m_rest = {};
            return {};
        }
        const std::string_view taken = m_rest.substr(0, count);
        m_rest.remove_prefix(count);
        return taken;
    }
    // A length and so many bytes.
    std::string_view text()
    {
        const std::string_view length = bytes(sizeof(std::uint32_t));
        return failed() ? std::string_view() : bytes(getU32(length.data()));
    }
    std::string_view rest() const { return m_rest; }
    bool failed() const { return m_failed; }

private:
    std::string_view m_rest;
    bool m_failed = false;
};

// "sk-ssh-ed25519@openssh.com" of "sk-ssh-ed25519-cert-v01@openssh.com"
std::string plainType(std::string_view type)
{
    type.remove_suffix(Suffix.size());
    return str(type, type.starts_with("sk-") ? "@openssh.com" : "");
}

}  // namespace

bool isCertificate(std::string_view type)
{
    return type.find("-cert-") != std::string_view::npos;
}

std::optional<HostCertificate> parseHostCertificate(std::string_view type, std::string_view blob)
{
    const auto kind = std::ranges::find_if(Kinds, [type](const Kind& known) { return type.starts_with(known.prefix); });
    const auto content = fromBase64(blob);
    if (kind == Kinds.end() || !type.ends_with(Suffix) || !content)
        return {};
    BlobReader reader(*content);
    if (reader.text() != type)
        return {};
    reader.text();  // a number used once
    const std::string_view from = reader.rest();
    for (int i = 0; i < kind->fields; ++i)
        reader.text();
    const std::string_view fields = from.substr(0, from.size() - reader.rest().size());
    reader.bytes(8 + 4);  // serial, kind
    reader.text();        // its name
    reader.text();        // the names of the host
    reader.bytes(8 + 8);  // valid from, until
    reader.text();        // critical options
    reader.text();        // extensions
    reader.text();        // reserved
    const std::string_view authority = reader.text();
    if (reader.failed() || authority.empty())
        return {};
    std::string plain = plainType(type);
    std::string key;
    appendU32(key, static_cast<std::uint32_t>(plain.size()));
    key.append(plain).append(fields);
    return HostCertificate{.type = std::move(plain), .key = toBase64(key), .authority = toBase64(authority)};
}

}  // namespace rz::connect
