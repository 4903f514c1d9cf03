// What a program says before its frames is either refused, or what we would say ourselves.
#include "core/attach/handshake.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

namespace {

using namespace rz::attach;

void check(bool same)
{
    if (!same)
        std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto bytes = std::as_bytes(std::span(data, size));
    if (size >= ClientGreetingSize) {
        const auto client = bytes.first<ClientGreetingSize>();
        if (const auto pid = decodeClientGreeting(client))
            check(std::ranges::equal(encodeClientGreeting(*pid), client));
    }
    if (size >= ServerGreetingSize) {
        const auto server = bytes.first<ServerGreetingSize>();
        if (const auto greeting = decodeServerGreeting(server))
            check(std::ranges::equal(encodeServerGreeting(*greeting), server));
    }
    return 0;
}
