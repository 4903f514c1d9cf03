// Whatever decodes, as the wire permits it or described, is written again, and decodes to an equal value.
#include "core/wire/pickle.h"

#include <cstdlib>

namespace {

using namespace rz;

void mustTravel(const Value& value)
{
    const auto written = wire::pickle(value);
    if (!written)
        std::abort();
    const auto again = wire::unpickle(written->flat());
    if (!again || *again != value || wire::pickle(*again)->flat() != written->flat())
        std::abort();
    if (repr(value).size() > 200)
        std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const wire::PickleLimits limits{.maxItems = 20'000, .maxBytes = 1u << 20, .maxMemoSlots = 1000};
    const Bytes payload(std::span(reinterpret_cast<const std::byte*>(data), size));
    const auto values = wire::unpickleAll(payload, limits);
    if (values) {
        for (const Value& value : *values)
            mustTravel(value);
    }
    const auto described = wire::unpickleDescribed(payload, limits);
    if (described)
        mustTravel(*described);
    // What needs no description gets none.
    if (values && values->size() == 1 && (!described || *described != values->front()))
        std::abort();
    return 0;
}
