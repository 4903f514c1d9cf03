#include "core/connect/libssh/proxy_command.h"

#include "core/base/str.h"
#include "core/io/io_logger.h"
#include "core/io/process.h"

#include <cstdlib>
#include <fcntl.h>

namespace rz::connect::ssh {

namespace {

struct Proxy {
    std::unique_ptr<io::Process> process;
    std::unique_ptr<io::IoLogger> errors;
};

std::string userShell()
{
    const char* shell = ::getenv("SHELL");
    return shell == nullptr || *shell == '\0' ? "/bin/sh" : shell;
}

}  // namespace

Result<UniqueFd> startProxyCommand(io::Broker& broker, const std::string& command, WorkerLink::Carriers& carriers,
                                   std::move_only_function<void(std::string line)> onError)
{
    // Both ends wait: programs count on that of their standard streams, and libssh begins so.
    RZ_TRY(auto ends, io::makeSocketPair());
    auto& [ours, theirs] = ends;
    ::fcntl(ours.get(), F_SETFL, ::fcntl(ours.get(), F_GETFL) & ~O_NONBLOCK);
    RZ_TRY(auto errors, io::makePipe());
    auto proxy = std::make_shared<Proxy>();
    // As OpenSSH: the command replaces the shell, so that it ends when it is told to.
    const bool replaces = command.starts_with("exec ");
    const io::SpawnOptions options{
        .argv = {userShell(), "-c", replaces ? command : str("exec ", command)},
        .descriptors = {{0, theirs.get()}, {1, theirs.get()}, {2, errors.second.get()}},
    };
    RZ_TRY(proxy->process, io::Process::spawn(broker, options, [](io::ExitStatus) {}));
    RZ_TRY(proxy->errors, io::IoLogger::create(broker, std::move(errors.first), std::move(onError)));
    carriers.push_back(std::move(proxy));
    return std::move(ours);
}

}  // namespace rz::connect::ssh
