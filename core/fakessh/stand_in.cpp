#include "core/fakessh/stand_in.h"

#include "core/base/str.h"
#include "core/base/unique_fd.h"
#include "core/fakessh/raw_terminal.h"
#include "core/fakessh/ssh_command_line.h"
#include "core/io/descriptor_message.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <iterator>
#include <poll.h>
#include <span>
#include <string>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace rz::fakessh {

namespace {

constexpr int Standard = 3;

std::string_view socketPath()
{
    const char* const path = std::getenv(std::string(StandInVariable).c_str());
    return path == nullptr ? std::string_view() : path;
}

std::string_view lastPart(std::string_view path)
{
    return path.substr(path.rfind('/') + 1);
}

int complain(std::string_view what)
{
    const std::string line = str("ssh: ", what, "\r\n");
    static_cast<void>(::write(STDERR_FILENO, line.data(), line.size()));
    return LostStatus;
}

UniqueFd connectTo(std::string_view path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (path.size() >= sizeof address.sun_path)
        return {};
    std::memcpy(address.sun_path, path.data(), path.size());
    if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return {};
    return fd;
}

std::string makeRequest(int argc, char** argv)
{
    std::string request = str("    ", argc - 1, '\0');
    for (char** argument = argv + 1; *argument != nullptr; ++argument)
        request.append(*argument).push_back('\0');
    for (char** variable = ::environ; variable != nullptr && *variable != nullptr; ++variable)
        request.append(*variable).push_back('\0');
    const auto size = static_cast<std::uint32_t>(request.size() - 4);
    for (std::size_t i = 0; i < 4; ++i)
        request[i] = static_cast<char>(size >> (24 - 8 * i));
    return request;
}

bool sendRequest(int socket, std::string_view request)
{
    constexpr std::array<int, Standard> Descriptors{STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO};
    std::span<const int> unsent = Descriptors;
    while (!request.empty()) {
        const auto count = io::sendDescriptors(socket, request, unsent);
        if (!count)
            return false;
        request.remove_prefix(*count);
        unsent = {};
    }
    return true;
}

// Those that end it, but not those from which it was to be kept (nohup, the background of a shell). As ssh.
sigset_t watchedSignals()
{
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGWINCH);
    for (const int number : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1}) {  // rsync ends its ssh by the last
        struct sigaction action{};
        if (::sigaction(number, nullptr, &action) == 0 && action.sa_handler != SIG_IGN)
            ::sigaddset(&signals, number);
    }
    return signals;
}

// The other end must be the only one to hold what it was given, so that it can end a stream.
void letGo()
{
    const UniqueFd nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
    ::dup2(nothing.get(), STDIN_FILENO);
    ::dup2(nothing.get(), STDOUT_FILENO);
}

// Whether a process listens at a socket and goes on doing so. One that lives lets go of a connection over which nothing
// comes; one that dies may still take one, but not another after that.
bool isServed(std::string_view path)
{
    constexpr int Connections = 3;
    constexpr int Patience = 1000;  // milliseconds, with one that is busy
    for (int i = 0; i < Connections; ++i) {
        const UniqueFd connection = connectTo(path);
        if (!connection)
            return errno != ECONNREFUSED;
        ::shutdown(connection.get(), SHUT_WR);
        pollfd wait{.fd = connection.get(), .events = POLLIN, .revents = 0};
        if (::poll(&wait, 1, Patience) <= 0)
            return true;
    }
    return true;
}

// Who made the directory removes it, but not when killed: then nobody listens at the socket any more.
void removeAbandoned()
{
    const std::string_view path = socketPath();
    if (isServed(path))
        return;
    const std::string directory(path.substr(0, path.rfind('/')));
    ::unlink(std::string(path).c_str());
    for (const std::string_view name : StandInNames)
        ::unlink(str(directory, '/', name).c_str());
    ::rmdir(directory.c_str());
}

// -N
bool waitsOnly(std::span<char* const> arguments)
{
    const auto line = parseSshCommandLine(std::vector<std::string>(arguments.begin(), arguments.end()));
    return line && line->action == SshCommandLine::Action::Wait;
}

// To the program of this name, which it finds as if this directory, or another of its kind, were not there.
int passOn(char** argv)
{
    constexpr int NotFound = 127;
    const std::string_view socket = socketPath();
    std::string ssh = str(socket.substr(0, socket.rfind('/') + 1), StandInName);
    std::string option = "-S";
    std::vector<char*> words{argv[0], option.data(), ssh.data()};
    for (char** word = argv + 1; *word != nullptr; ++word)
        words.push_back(*word);
    words.push_back(nullptr);
    const char* const path = std::getenv("PATH");
    for (std::string_view rest = path == nullptr ? "" : path; !rest.empty();) {
        const std::string_view directory = rest.substr(0, rest.find(':'));
        rest.remove_prefix(std::min(directory.size() + 1, rest.size()));
        if (!lastPart(directory).starts_with(StandInDirectoryPrefix))
            ::execv(str(directory, directory.empty() ? "" : "/", lastPart(argv[0])).c_str(), words.data());
    }
    const std::string line = str(lastPart(argv[0]), ": not found\n");
    static_cast<void>(::write(STDERR_FILENO, line.data(), line.size()));
    return NotFound;
}

// Waits for the exit status, or for a signal, of which ssh makes one of its own.
int wait(int socket, UniqueFd terminal, std::span<char* const> arguments)
{
    const sigset_t signals = watchedSignals();
    ::sigprocmask(SIG_BLOCK, &signals, nullptr);
    const UniqueFd signalFd(::signalfd(-1, &signals, SFD_CLOEXEC));
    RawTerminal raw(terminal.get());
    for (;;) {
        pollfd waits[] = {{socket, POLLIN, 0}, {signalFd.get(), POLLIN, 0}};
        if (::poll(waits, 2, -1) < 0) {
            if (errno == EINTR)
                continue;
            break;
        }
        if (waits[1].revents != 0) {
            signalfd_siginfo info{};
            if (::read(signalFd.get(), &info, sizeof info) == sizeof info && info.ssi_signo != SIGWINCH) {
                raw.restore();
                // The program may have noticed first that all is lost.
                removeAbandoned();
                return info.ssi_signo == SIGTERM && waitsOnly(arguments) ? 0 : LostStatus;
            }
            ::send(socket, &TellWindow, 1, MSG_NOSIGNAL);
        }
        if (waits[0].revents == 0)
            continue;
        char told = '\0';
        unsigned char status = 0;
        if (::recv(socket, &told, 1, 0) != 1)
            break;
        if (told == TellRaw)
            raw.set();
        else if (told == TellExit && ::recv(socket, &status, 1, MSG_WAITALL) == 1)
            return status;
    }
    raw.restore();
    removeAbandoned();
    return complain("the connection that it stands for is lost");
}

}  // namespace

bool isStandIn(int argc, char** argv)
{
    return argc > 0 && !socketPath().empty() &&
           std::ranges::find(StandInNames, lastPart(argv[0])) != std::end(StandInNames);
}

int standIn(int argc, char** argv)
{
    if (lastPart(argv[0]) != StandInName)
        return passOn(argv);
    const UniqueFd socket = connectTo(socketPath());
    if (!socket || !sendRequest(socket.get(), makeRequest(argc, argv)))
        return complain("the program that it was to reach a context for has ended");
    UniqueFd terminal(::isatty(STDIN_FILENO) != 0 ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, Standard) : -1);
    letGo();
    return wait(socket.get(), std::move(terminal), {argv + 1, static_cast<std::size_t>(argc - 1)});
}

}  // namespace rz::fakessh
