// Whatever a Python master sends, packed or not, is a configuration or a refusal; and what is read as a literal is no more
// than one.
#include "agent/inflate.h"
#include "agent/python_literal.h"
#include "agent/python_start.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace rz;
    constexpr std::size_t Limit = 1 << 20;
    const std::string text(reinterpret_cast<const char*>(data), size);
    static_cast<void>(agent::parsePythonLiteral(text));
    static_cast<void>(agent::parsePreamble(text));
    static_cast<void>(agent::parsePreamble("ExternalContext(" + text + ").main()"));

    agent::Inflater inflater(Limit);
    const auto bytes = std::as_bytes(std::span(data, size));
    if (auto half = inflater.feed(bytes.first(size / 2)); half && !*half) {
        if (auto rest = inflater.feed(bytes.subspan(size / 2)); rest && *rest)
            static_cast<void>(agent::parsePreamble(inflater.takeText()));
    }
    return 0;
}
