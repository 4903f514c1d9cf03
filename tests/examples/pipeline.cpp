// Several steps that build on each other, in one round trip however far away they run:
//   pipeline "ssh:gate|ssh:inner|sudo"

#include <rhizome/rhizome.h>

#include <chrono>
#include <cstdio>

namespace {

// What the steps work on, in the process that they run in. Calls of one chain run one after the other.
double number = 0;

void begin(double with)
{
    number = with;
}

void add(double summand)
{
    number += summand;
}

rz::Result<> divide(double by)
{
    if (by == 0)
        return rz::fail(rz::ErrorKind::Argument, "there is nothing to divide by");
    number /= by;
    return {};
}

double result()
{
    return number;
}

}  // namespace

template <>
inline constexpr auto rz::rpc::describe<&begin> =
    rz::rpc::FunctionInfo<1>{"example.begin", "Keeps a number.", rz::rpc::Runs::Inline, {{{"with", "Which."}}}};
template <>
inline constexpr auto rz::rpc::describe<&add> =
    rz::rpc::FunctionInfo<1>{"example.add", "Adds to it.", rz::rpc::Runs::Inline, {{{"summand", "What."}}}};
template <>
inline constexpr auto rz::rpc::describe<&divide> =
    rz::rpc::FunctionInfo<1>{"example.divide", "Divides it.", rz::rpc::Runs::Inline, {{{"by", "What by."}}}};
template <>
inline constexpr auto rz::rpc::describe<&result> =
    rz::rpc::FunctionInfo<0>{"example.result", "Gives it.", rz::rpc::Runs::Inline, {}};

int main(int argc, char** argv)
{
    using namespace rz;
    return rhizome::main<&begin, &add, &divide, &result>(argc, argv, [](rhizome::Program& program) {
        if (program.arguments().size() != 1) {
            std::fputs("usage: pipeline CHAIN\n", stderr);
            return 2;
        }
        const rpc::Context target = program.connect(program.arguments()[0]);
        rpc::CallChain chain(target);
        const TimePoint began = Clock::now();
        chain.callNoReply(rpc::makeCall<&begin>(80));
        chain.callNoReply(rpc::makeCall<&add>(4));
        chain.callNoReply(rpc::makeCall<&divide>(2));
        const double quotient = chain.call<&result>();
        const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began);
        std::printf("(80 + 4) / 2 = %g in %lld us\n", quotient, static_cast<long long>(took.count()));

        // A step that fails takes the later ones along.
        chain.callNoReply(rpc::makeCall<&begin>(1));
        chain.callNoReply(rpc::makeCall<&divide>(0));
        const auto failed = chain.tryCall(rpc::makeCall<&result>());
        std::printf("1 / 0: %s\n", failed ? "no error" : failed.error().text().c_str());
        return failed ? 1 : 0;
    });
}
