// Whatever decodes is written again, and decodes to an equal value.
#include "core/wire/pickle.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace rz;
    const wire::PickleLimits limits{.maxItems = 20'000, .maxBytes = 1u << 20, .maxMemoSlots = 1000};
    const Bytes payload(std::span(reinterpret_cast<const std::byte*>(data), size));
    const auto values = wire::unpickleAll(payload, limits);
    if (!values)
        return 0;
    for (const Value& value : *values) {
        const auto written = wire::pickle(value);
        if (!written)
            std::abort();
        const auto again = wire::unpickle(written->flat());
        if (!again || *again != value || wire::pickle(*again)->flat() != written->flat())
            std::abort();
        if (repr(value).size() > 200)
            std::abort();
    }
    return 0;
}
