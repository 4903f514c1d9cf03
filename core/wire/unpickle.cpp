#include "core/wire/pickle.h"
#include "core/wire/pickle_builder.h"
#include "core/wire/pickle_parser.h"

namespace rz::wire {

Result<Value> unpickle(const Bytes& data, const PickleLimits& limits)
{
    PickleGraph graph;
    PickleParser parser(data.view(), limits, graph);
    RZ_TRY(const Item root, parser.parseOne());
    if (!parser.atEnd())
        return std::unexpected(parser.failure("bytes follow its end"));
    return PickleBuilder(data, limits, graph).build(root);
}

Result<std::vector<Value>> unpickleAll(const Bytes& data, const PickleLimits& limits)
{
    PickleGraph graph;
    PickleParser parser(data.view(), limits, graph);
    PickleBuilder builder(data, limits, graph);
    std::vector<Value> values;
    do {
        RZ_TRY(const Item root, parser.parseOne());
        RZ_TRY(Value value, builder.build(root));
        values.push_back(std::move(value));
    } while (!parser.atEnd());
    return values;
}

}  // namespace rz::wire
