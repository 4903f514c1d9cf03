#include "agent/run.h"

#include "agent/askpass.h"
#include "agent/enter.h"
#include "agent/life.h"
#include "agent/native_start.h"
#include "agent/process_title.h"
#include "agent/python_start.h"
#include "agent/template_process.h"
#include "core/base/str.h"
#include "core/connect/bootstrap/first_stage.h"
#include "core/fakessh/sftp_server.h"
#include "core/fakessh/stand_in.h"
#include "core/io/descriptors.h"

#include <algorithm>
#include <array>
#include <climits>
#include <csignal>
#include <fcntl.h>
#include <malloc.h>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace rz::agent {

namespace {

constexpr std::string_view Help =
    "rhizome-agent " RZ_AGENT_VERSION "\n"
    "\n"
    "Carries one context of Rhizome. It is started by a connection, not by hand, and speaks with\n"
    "its parent on standard input and output. Started in place of a Python interpreter it serves\n"
    "a Mitogen master likewise: router.local(python_path=[\"rhizome-agent\"]).\n"
    "\n"
    "  enter PID [USER [COMMAND...]]\n"
    "                     start, or start COMMAND, inside the container that process PID is in, as root or USER\n"
    "  --version          print the version\n"
    "  --help             print this\n";

// What everybody who starts an agent calls it.
constexpr std::string_view ExecutableName = "rhizome-agent";

int print(std::string_view text)
{
    return ::write(STDOUT_FILENO, text.data(), text.size()) == static_cast<ssize_t>(text.size()) ? 0 : 1;
}

int complain(std::string_view text)
{
    const std::string line = str("rhizome-agent: ", text, '\n');
    static_cast<void>(::write(STDERR_FILENO, line.data(), line.size()));
    return 1;
}

// Agents are started under such a name where there was no memory to run them from. There may be no /proc.
void unlinkUnpacked(const char* startedAs)
{
    std::array<char, PATH_MAX> path{};
    const bool known = ::readlink("/proc/self/exe", path.data(), path.size() - 1) > 0;
    const char* const file = known ? path.data() : startedAs;
    const std::string_view name = file;
    if (name.substr(name.rfind('/') + 1).starts_with(connect::UnpackedPrefix))
        ::unlink(file);
}

bool isSftpServer(int argc, char** argv)
{
    return argc == 1 && argv[0] == fakessh::SftpServerName;
}

// Whoever started us may not wait for its own children; and alarm() is to end us when nothing else does.
void resetSignals()
{
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGALRM);
    ::sigprocmask(SIG_UNBLOCK, &signals, nullptr);
    ::signal(SIGALRM, SIG_DFL);
    ::signal(SIGCHLD, SIG_DFL);
}

// One arena: memory that a thread freed serves the others too. What a burst of messages needed is kept for the next one:
// IdleMemory gives it back.
void limitMemory()
{
    ::mallopt(M_ARENA_MAX, 1);
    ::mallopt(M_TRIM_THRESHOLD, 8 * 1024 * 1024);
    ::mallopt(M_MMAP_THRESHOLD, 2 * 1024 * 1024);
}

Result<> serve(int argc, char** argv, AddFunctions addFunctions, std::string_view onStart)
{
    rpc::ChildConfig config;
    rpc::PythonCore core;
    if (const auto name = pythonRemoteName({argv, static_cast<std::size_t>(argc)})) {
        RZ_TRY(Preamble preamble, startUnderPython(STDIN_FILENO, STDOUT_FILENO));
        config = std::move(preamble.config);
        core = std::move(preamble.core);
        config.name = *name;
    } else {
        RZ_TRY(config, startUnderNative(STDIN_FILENO, STDOUT_FILENO));
    }
    setProcessTitle(argv, str("rhizome:", config.name));

    // The context's standard streams become log lines; frames travel on descriptors of their own.
    UniqueFd receive(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
    UniqueFd transmit(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
    if (!receive || !transmit)
        return failErrno("cannot duplicate a descriptor", errno);
    return live(config, std::move(core), std::move(receive), std::move(transmit), addFunctions, onStart);
}

}  // namespace

bool startedAsAgent(int argc, char** argv)
{
    if (isAskpass(argc, argv) || fakessh::isStandIn(argc, argv) || isSftpServer(argc, argv))
        return true;
    std::string_view name = argc > 0 ? argv[0] : "";
    name.remove_prefix(std::min(name.rfind('/') + 1, name.size()));
    return name == ExecutableName || name.starts_with(connect::UnpackedPrefix);
}

int run(int argc, char** argv, AddFunctions addFunctions)
{
    io::fillStandardStreams();
    resetSignals();
    unlinkUnpacked(argc > 0 ? argv[0] : "");
    if (fakessh::isStandIn(argc, argv))
        return fakessh::standIn(argc, argv);
    if (isSftpServer(argc, argv))
        return fakessh::serveSftp(STDIN_FILENO, STDOUT_FILENO);
    if (isAskpass(argc, argv))
        return askpass(argc, argv);
    const std::string_view option = argc > 1 ? argv[1] : "";
    if (option == "--version")
        return print("rhizome-agent " RZ_AGENT_VERSION "\n");
    if (option == "--help")
        return print(Help);

    ::close_range(STDERR_FILENO + 1, UINT_MAX, 0);  // what the program that started us left open
    if (option == "enter") {
        const auto status = enter({argv, static_cast<std::size_t>(argc)});
        return status ? *status : complain(status.error().text());
    }
    limitMemory();
    std::string onStart;
    if (option == "template") {
        auto request = copyOnRequest();
        if (!request)
            return 0;
        if (const auto begun = beginCopy(*request, addFunctions); !begun)
            return complain(begun.error().text());
        onStart = std::move(request->onStart);
    }
    blockEndingSignals();
    if (const auto served = serve(argc, argv, addFunctions, onStart); !served)
        return complain(served.error().text());
    return 0;
}

}  // namespace rz::agent
