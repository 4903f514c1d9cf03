#include "agent/template_process.h"

#include "core/base/error.h"
#include "core/base/str.h"
#include "core/base/unique_fd.h"
#include "core/io/descriptor_message.h"
#include "core/rpc/call_error.h"
#include "core/rpc/dispatcher.h"
#include "core/rpc/registry.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <unistd.h>
#include <utility>

namespace rz::agent {

namespace {

std::unexpected<Error> refused(std::string_view option, const Error& error)
{
    return fail(error.kind(), str(option, ": ", error.text()));
}

// There is no router yet.
Result<> callOnFork(const rpc::Registry& registry, std::string_view name)
{
    RZ_TRY(const rpc::RegisteredFunction* const function, registry.findToStart(name));
    if (function->callWithoutContext == nullptr)
        return fail(ErrorKind::Call,
                    str(name, "() asks about its call, answers later, or is one of the agent: there is no call yet"));
    RZ_CHECK(rpc::withoutExceptions(function->callWithoutContext));
    return {};
}

}  // namespace

std::optional<connect::ForkRequest> copyOnRequest()
{
    ::signal(SIGCHLD, SIG_IGN);  // copies are nobody's children: they end with their streams
    for (;;) {
        std::array<char, connect::ForkRequest::MaxSize> packet;
        auto message = io::receiveDescriptors(STDIN_FILENO, packet);
        if (!message || message->size == 0)
            return std::nullopt;
        const UniqueFd stream = std::move(message->descriptors[0]);
        const UniqueFd diagnostics = std::move(message->descriptors[1]);
        // There are no threads, so nothing of what fork() does besides, for which it brings stdio along, is wanted.
        const pid_t copy = ::_Fork();
        if (copy > 0)
            continue;
        if (copy < 0) {
            const Error error = Error::fromErrno("cannot fork", errno);
            const std::string line = error.text() + '\n';
            static_cast<void>(::write(diagnostics.get(), line.data(), line.size()));
            continue;
        }
        ::dup2(stream.get(), STDIN_FILENO);
        ::dup2(stream.get(), STDOUT_FILENO);
        ::dup2(diagnostics.get(), STDERR_FILENO);
        ::signal(SIGCHLD, SIG_DFL);
        ::setsid();
        return connect::ForkRequest::decode({packet.data(), message->size});
    }
}

Result<> beginCopy(const connect::ForkRequest& request, AddFunctions addFunctions)
{
    if (request.onFork.empty() && request.onStart.empty())
        return {};
    rpc::Registry registry;
    rpc::addStandardFunctions(registry);
    addFunctions(registry);
    if (!request.onStart.empty()) {
        if (const auto found = registry.findToStart(request.onStart); !found)
            return refused("on_start", found.error());
    }
    if (!request.onFork.empty()) {
        if (const auto called = callOnFork(registry, request.onFork); !called)
            return refused("on_fork", called.error());
    }
    return {};
}

}  // namespace rz::agent
