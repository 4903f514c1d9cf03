// For the tests: a program whose forked contexts call functions of it before others may.
//   forker ON_FORK ON_START [CHAIN]: prints what such a context, below the last of CHAIN, has noted when it is called.

#include "agent/program/main.h"
#include "core/base/str.h"
#include "core/rpc/blocking.h"
#include "core/rpc/external_context.h"

#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

std::vector<std::string>& notes()
{
    static std::vector<std::string> all;
    return all;
}

void cleanUp()
{
    notes().push_back(rz::str("on_fork in ", ::getpid()));
}

rz::Result<> refuse()
{
    return rz::fail(rz::ErrorKind::Error, "it does not want to");
}

// Asks the master, whose first call was on its way before the answer.
rz::Result<> begin(rz::rpc::CallContext& call)
{
    const rz::rpc::ExternalContext& self = *call.externalContext;
    notes().push_back(rz::str("on_start in context ", raw(self.router().id()), " begins"));
    const auto answered = std::make_shared<rz::rpc::OneShotEvent>();
    const rz::rpc::Context master(self.router(), self.router().parentIds().back());
    master.ping(std::chrono::seconds(10), [answered](const rz::Result<rz::Duration>&) { answered->set(); });
    answered->wait(self.broker(), std::nullopt);
    notes().emplace_back("on_start ends");
    return {};
}

rz::Result<> beginAtOnce(rz::rpc::CallContext& call)
{
    return begin(call);
}

std::string told()
{
    notes().push_back(rz::str("called in ", ::getpid()));
    std::string all;
    for (const std::string& note : notes())
        all += note + '\n';
    return all;
}

}  // namespace

template <>
inline constexpr auto rz::rpc::describe<&cleanUp> =
    rz::rpc::FunctionInfo<0>{"test.cleanUp", "Notes that it was called.", rz::rpc::Runs::Worker, {}};
template <>
inline constexpr auto rz::rpc::describe<&refuse> =
    rz::rpc::FunctionInfo<0>{"test.refuse", "Fails.", rz::rpc::Runs::Inline, {}};
template <>
inline constexpr auto rz::rpc::describe<&begin> =
    rz::rpc::FunctionInfo<0>{"test.begin", "Asks the master for an answer.", rz::rpc::Runs::Worker, {}};
template <>
inline constexpr auto rz::rpc::describe<&beginAtOnce> =
    rz::rpc::FunctionInfo<0>{"test.beginAtOnce", "The same on the broker's thread.", rz::rpc::Runs::Inline, {}};
template <>
inline constexpr auto rz::rpc::describe<&told> =
    rz::rpc::FunctionInfo<0>{"test.told", "Gives what was noted.", rz::rpc::Runs::Inline, {}};

int main(int argc, char** argv)
{
    using namespace rz;
    return rhizome::main<&cleanUp, &refuse, &begin, &beginAtOnce, &told>(argc, argv, [](rhizome::Program& program) {
        const auto arguments = program.arguments();
        connect::Hop hop{.method = "fork", .options = {}};
        hop.options.set("on_fork", arguments[0]);
        hop.options.set("on_start", arguments[1]);
        std::string chain = hop.toChainText();
        if (arguments.size() > 2)
            chain = str(arguments[2], '|', chain);
        std::fputs(program.connect(chain).call<&told>().c_str(), stdout);
        return 0;
    });
}
