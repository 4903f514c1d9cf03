// Whatever a context tells of a connection is read without harm, and what is understood is told the same way again.
#include "core/connect/connect_event.h"
#include "core/wire/pickle.h"

#include <cstdlib>
#include <span>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace rz;
    const auto value = wire::unpickle(Bytes(std::as_bytes(std::span(data, size))));
    if (!value)
        return 0;
    static_cast<void>(connect::promptAnswerFrom(*value));
    const auto event = connect::connectEventFrom(*value);
    if (!event)
        return 0;
    const Value told = connect::toValue(*event);
    const auto again = connect::connectEventFrom(told);
    if (!again || !(connect::toValue(*again) == told))
        std::abort();
    return 0;
}
