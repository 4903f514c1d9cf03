#include "core/connect/libssh/proxy_command.h"

#include "core/base/str.h"
#include "core/io/io_logger.h"
#include "core/io/process.h"

#include <cstdlib>

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
    RZ_TRY(auto ends, io::makeSocketPair());
    RZ_TRY(auto errors, io::makePipe());
    auto proxy = std::make_shared<Proxy>();
    // As OpenSSH: the command replaces the shell, so that it ends when it is told to.
    const bool replaces = command.starts_with("exec ");
    const io::SpawnOptions options{
        .argv = {userShell(), "-c", replaces ? command : str("exec ", command)},
        .descriptors = {{0, ends.first.get()}, {1, ends.first.get()}, {2, errors.second.get()}},
    };
    RZ_TRY(proxy->process, io::Process::spawn(broker, options, [](io::ExitStatus) {}));
    RZ_TRY(proxy->errors, io::IoLogger::create(broker, std::move(errors.first), std::move(onError)));
    carriers.push_back(std::move(proxy));
    return std::move(ends.second);
}

}  // namespace rz::connect::ssh
