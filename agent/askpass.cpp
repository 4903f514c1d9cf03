#include "agent/askpass.h"

#include "agent/pipe_io.h"
#include "core/base/secret.h"
#include "core/base/unique_fd.h"
#include "core/connect/openers/askpass_server.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace rz::agent {

namespace {

constexpr std::size_t MaxAnswer = 64 * 1024;

std::string_view variable(std::string_view name)
{
    const char* const value = std::getenv(std::string(name).c_str());
    return value == nullptr ? std::string_view() : value;
}

UniqueFd connectTo(std::string_view name)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (name.size() + 1 > sizeof address.sun_path)
        return {};
    std::memcpy(address.sun_path + 1, name.data(), name.size());
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
    if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0)
        return {};
    return fd;
}

// What it answered, '+' or '-' first; never moved in memory, so that wiping it wipes all there is.
std::string readReply(int fd)
{
    std::string reply;
    reply.reserve(MaxAnswer);
    while (reply.size() < MaxAnswer) {
        const std::size_t before = reply.size();
        reply.resize(std::min(before + 4096, MaxAnswer));
        const ssize_t count = ::read(fd, reply.data() + before, reply.size() - before);
        reply.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        if (count == 0 || (count < 0 && errno != EINTR))
            break;
    }
    return reply;
}

}  // namespace

bool isAskpass(int argc, char** argv)
{
    if (variable(connect::AskpassVariable).empty())
        return false;
    return argc == 2 || (argc > 2 && std::string_view(argv[1]) == "known-hosts");
}

int askpass(int argc, char** argv)
{
    ::signal(SIGPIPE, SIG_IGN);
    const std::string_view where = variable(connect::AskpassVariable);
    const std::size_t blank = std::min(where.find(' '), where.size());
    const UniqueFd fd = connectTo(where.substr(0, blank));
    std::string request(where.substr(std::min(blank + 1, where.size())));
    request += '\0';
    request += variable("SSH_ASKPASS_PROMPT");
    for (int i = 1; i < argc; ++i) {
        request += '\0';
        request += std::string_view(argv[i]).substr(0, connect::MaxAskpassText);
    }
    request += '\0';
    if (!fd || !writeAll(fd.get(), request) || ::shutdown(fd.get(), SHUT_WR) != 0)
        return 1;
    std::string reply = readReply(fd.get());
    bool answered = reply.starts_with(connect::AskpassAnswered);
    if (answered) {
        reply += '\n';
        answered = writeAll(STDOUT_FILENO, std::string_view(reply).substr(1)).has_value();
    }
    Secret::wipe(reply);
    return answered ? 0 : 1;
}

}  // namespace rz::agent
