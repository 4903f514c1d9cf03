// Whatever parses as a chain is written back as text that parses to the same chain.
#include "core/connect/method.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace rz::connect;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto chain = parseChain(text);
    if (!chain)
        return 0;
    const auto again = parseChain(toString(*chain));
    if (!again || toString(*again) != toString(*chain))
        std::abort();
    return 0;
}
