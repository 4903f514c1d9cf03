#include "core/connect/libssh/host_key.h"

#include "core/base/base64.h"
#include "core/base/str.h"
#include "core/connect/libssh/randomart.h"

#include <array>
#include <bit>
#include <openssl/sha.h>
#include <string_view>

namespace rz::connect::ssh {

namespace {

using Hash = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

Hash hashOf(const HostKey& key)
{
    const std::string bytes = fromBase64(key.blob).value_or(std::string());
    Hash hash{};
    ::SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), hash.data());
    return hash;
}

// A length of four bytes and so many bytes, off the front of a key blob.
std::string_view takeString(std::string_view& blob)
{
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4 && i < blob.size(); ++i)
        length = length << 8 | static_cast<unsigned char>(blob[i]);
    blob.remove_prefix(std::min<std::size_t>(4, blob.size()));
    const std::string_view taken = blob.substr(0, length);
    blob.remove_prefix(taken.size());
    return taken;
}

std::size_t bitsOfModulus(std::string_view blob)
{
    takeString(blob);  // "ssh-rsa"
    takeString(blob);  // the exponent
    std::string_view modulus = takeString(blob);
    while (modulus.starts_with('\0'))
        modulus.remove_prefix(1);
    if (modulus.empty())
        return 0;
    return modulus.size() * 8 - static_cast<std::size_t>(std::countl_zero(static_cast<unsigned char>(modulus[0])));
}

// "RSA 3072"
std::string title(const HostKey& key)
{
    if (key.type == "ssh-rsa")
        return str("RSA ", bitsOfModulus(fromBase64(key.blob).value_or(std::string())));
    if (key.type == "ssh-ed25519")
        return "ED25519 256";
    constexpr std::string_view Ecdsa = "ecdsa-sha2-nistp";
    if (key.type.starts_with(Ecdsa))
        return str("ECDSA ", key.type.substr(Ecdsa.size()));
    return key.type;
}

}  // namespace

std::string HostKey::fingerprint() const
{
    const Hash hash = hashOf(*this);
    std::string text = toBase64({reinterpret_cast<const char*>(hash.data()), hash.size()});
    text.erase(text.find_last_not_of('=') + 1);
    return "SHA256:" + text;
}

std::string HostKey::randomart() const
{
    return ssh::randomart(hashOf(*this), title(*this), "SHA256");
}

}  // namespace rz::connect::ssh
