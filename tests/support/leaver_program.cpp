// For the tests: a program whose context leaves the tree and works on when the program has ended.
//   leaver DIRECTORY: there "life" tells, again and again, "PID PID-BELOW ROUNDS"; it ends when there is a file "stop".

#include "agent/program/main.h"
#include "core/base/exceptions.h"
#include "core/base/str.h"
#include "core/rpc/external_context.h"
#include "core/rpc/receiver.h"

#include <array>
#include <cstdio>
#include <fcntl.h>
#include <string>
#include <thread>
#include <unistd.h>

namespace {

void tell(const std::string& path, const std::string& text)
{
    const std::string draft = path + ".new";
    const rz::UniqueFd file(::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    static_cast<void>(::write(file.get(), text.data(), text.size()));
    ::rename(draft.c_str(), path.c_str());
}

rz::Result<> leave(rz::rpc::CallContext& call, std::uint32_t below, const std::string& directory)
{
    RZ_CHECK(call.externalContext->detach());
    const rz::rpc::Context child(call.router, rz::ContextId{below});
    for (int round = 0; ::access((directory + "/stop").c_str(), F_OK) != 0; ++round) {
        RZ_TRY(const rz::Value pid, child.tryCall(rz::rpc::Call::byName("os.getpid"), std::chrono::seconds(10)));
        tell(directory + "/life", rz::str(::getpid(), ' ', repr(pid), ' ', round, '\n'));
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    call.externalContext->broker().shutdown();
    return {};
}

}  // namespace

template <>
inline constexpr auto rz::rpc::describe<&leave> =
    rz::rpc::FunctionInfo<2>{"test.leave",
                             "Leaves the tree.",
                             rz::rpc::Runs::Worker,
                             {{{"below", "A context below it."}, {"directory", "Where to tell of it."}}}};

int main(int argc, char** argv)
{
    using namespace rz;
    return rhizome::main<&leave>(argc, argv, [](rhizome::Program& program) {
        const rpc::Context leaver = program.local();
        const rpc::Context below = program.local({.via = leaver});
        const auto left = leaver.callAsync(rpc::makeCall<&leave>(raw(below.id()), program.arguments()[0]))->getValue();
        // What it hears is that the context is gone.
        return !left && left.error().kind() == ErrorKind::Channel ? 0 : 1;
    });
}
