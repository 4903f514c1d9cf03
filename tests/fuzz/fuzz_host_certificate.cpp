// Input: a type, a space, a blob. Of a host certificate that can be read, the plain key is one of the type that it says.
#include "core/base/base64.h"
#include "core/connect/openers/host_certificate.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t space = input.find(' ');
    if (space == std::string_view::npos)
        return 0;
    const std::string blob = rz::toBase64(input.substr(space + 1));
    const auto certificate = rz::connect::parseHostCertificate(input.substr(0, space), blob);
    if (!certificate)
        return 0;
    const auto key = rz::fromBase64(certificate->key);
    if (!key || key->substr(sizeof(std::uint32_t), certificate->type.size()) != certificate->type)
        std::abort();
    if (!rz::fromBase64(certificate->authority))
        std::abort();
    return 0;
}
