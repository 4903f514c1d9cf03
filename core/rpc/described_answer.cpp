#include "core/rpc/described_answer.h"

#include "core/routing/message.h"
#include "core/wire/pickle.h"

#include <utility>

namespace rz::rpc {

namespace {

Result<Value> describedAnswer(const routing::Message& answer)
{
    if (answer.isDead())
        return answer.unpickle();
    RZ_TRY(Value value, wire::unpickleDescribed(answer.data.flat()));
    if (const auto* error = value.as<CallErrorValue>())
        return std::unexpected(routing::toError(*error));
    return value;
}

}  // namespace

Call describingObjects(Call call)
{
    call.readAnswer = describedAnswer;
    return call;
}

}  // namespace rz::rpc
