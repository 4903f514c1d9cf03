#include "agent/module_refusal.h"

#include "core/wire/handles.h"
#include "core/wire/pickle.h"

#include <functional>

namespace rz::agent {

namespace {

using Answer = std::function<Result<Payload>(const routing::Message& question)>;

// protocol 6.2: the name, and a path of None, which marks the failure.
Result<Payload> noModule(const routing::Message& question)
{
    Tuple answer;
    answer.items.emplace_back(question.data.flat().toString());
    answer.items.resize(4);
    answer.items.emplace_back(Tuple());
    return wire::pickle(Value(std::move(answer)));
}

// protocol 6.9: what was asked for, and None, as two pickles.
Result<Payload> noResource(const routing::Message& question)
{
    RZ_TRY(const Value asked, question.unpickle());
    RZ_TRY(Payload answer, wire::pickle(asked));
    RZ_TRY(const Payload none, wire::pickle(Value()));
    answer.append(none.flat());
    return answer;
}

Result<> answerWith(routing::Router& router, Handle asked, Handle answered, Answer answer)
{
    routing::HandlerOptions options;
    options.handle = asked;
    options.policy = routing::isImmediateChild;
    const auto added = router.addHandler(
        [&router, answered, answer = std::move(answer)](const routing::Message& question) {
            if (question.isDead())
                return;
            ++router.stats().getModuleCount;
            ++router.stats().badLoadModuleCount;
            auto data = answer(question);
            if (!data)
                return;  // not a question: nobody can wait for the answer
            routing::Message message;
            message.dstId = question.srcId;
            message.handle = answered;
            message.data = std::move(*data);
            router.route(std::move(message));
        },
        std::move(options));
    if (!added)
        return std::unexpected(added.error());
    return {};
}

}  // namespace

Result<> refuseModules(routing::Router& router)
{
    RZ_CHECK(answerWith(router, wire::GetModule, wire::LoadModule, &noModule));
    return answerWith(router, wire::GetResource, wire::LoadResource, &noResource);
}

}  // namespace rz::agent
