// For the tests: a program whose contexts send messages to each other, to be put in the agent's place. By itself it throws
// something that is no exception.

#include "agent/program/main.h"
#include "core/rpc/context.h"
#include "core/rpc/receiver.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace {

// What a message is answered with that nobody there has a handler for.
std::string ask(rz::rpc::CallContext& call, std::uint32_t other)
{
    const rz::rpc::Context context(call.router, rz::ContextId{other});
    const auto answer = context.sendAsync({})->get(std::chrono::seconds(30));
    return answer ? "an answer" : answer.error().text();
}

}  // namespace

template <>
inline constexpr auto rz::rpc::describe<&ask> =
    rz::rpc::FunctionInfo<1>{"test.ask", "Asks another context.", rz::rpc::Runs::Worker, {{{"other", "Its id."}}}};

int main(int argc, char** argv)
{
    return rhizome::main<&ask>(argc, argv, [](rhizome::Program&) -> int { throw 0; });
}
