// Several steps that build on each other, in one round trip however far away they run:
//   pipeline "ssh:gate|ssh:inner|sudo"

#include "agent/program/main.h"
#include "core/rpc/call_chain.h"
#include "core/rpc/receiver.h"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace {

// What the steps work on, in the process that they run in. Calls of one chain run one after the other.
std::vector<std::int64_t>& numbers()
{
    static std::vector<std::int64_t> values;
    return values;
}

void push(std::int64_t number)
{
    numbers().push_back(number);
}

rz::Result<> divide()
{
    auto& values = numbers();
    if (values.size() < 2 || values.back() == 0)
        return rz::fail(rz::ErrorKind::Argument, "there is nothing to divide by");
    const std::int64_t by = values.back();
    values.pop_back();
    values.back() /= by;
    return {};
}

std::int64_t pop()
{
    const std::int64_t number = numbers().back();
    numbers().clear();
    return number;
}

}  // namespace

template <>
inline constexpr auto rz::rpc::describe<&push> =
    rz::rpc::FunctionInfo<1>{"example.push", "Keeps a number.", rz::rpc::Runs::Inline, {{{"number", "Which."}}}};
template <>
inline constexpr auto rz::rpc::describe<&divide> =
    rz::rpc::FunctionInfo<0>{"example.divide", "Divides the last two.", rz::rpc::Runs::Inline, {}};
template <>
inline constexpr auto rz::rpc::describe<&pop> =
    rz::rpc::FunctionInfo<0>{"example.pop", "Gives the last number.", rz::rpc::Runs::Inline, {}};

int main(int argc, char** argv)
{
    using namespace rz;
    return rhizome::main<&push, &divide, &pop>(argc, argv, [](rhizome::Program& program) {
        if (program.arguments().empty()) {
            std::fputs("usage: pipeline CHAIN\n", stderr);
            return 2;
        }
        const rpc::Context target = program.connect(program.arguments()[0]);
        rpc::CallChain chain(target);
        const TimePoint began = Clock::now();
        chain.callNoReply(rpc::makeCall<&push>(84));
        chain.callNoReply(rpc::makeCall<&push>(2));
        chain.callNoReply(rpc::makeCall<&divide>());
        const std::int64_t quotient = chain.call<&pop>();
        const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began);
        std::printf("84 / 2 = %lld in %lld us\n", static_cast<long long>(quotient),
                    static_cast<long long>(took.count()));

        // A step that fails takes the later ones along.
        chain.callNoReply(rpc::makeCall<&push>(1));
        chain.callNoReply(rpc::makeCall<&push>(0));
        chain.callNoReply(rpc::makeCall<&divide>());
        const auto failed = chain.tryCall(rpc::makeCall<&pop>());
        std::printf("1 / 0: %s\n", failed ? "no error" : failed.error().text().c_str());
        return failed ? 1 : 0;
    });
}
