// Shows what is added to a file elsewhere, line by line, as it is written, and goes on with the new one when the log is
// rotated; ends after COUNT lines if that is given:
//   log_tail "ssh:web1|sudo" /var/log/syslog [COUNT]

#include "agent/program/main.h"
#include "core/rpc/receiver.h"
#include "core/rpc/sender.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <string>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace {

rz::UniqueFd openLog(const std::string& path)
{
    return rz::UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

bool wasRotated(int file, const std::string& path)
{
    struct stat opened{};
    struct stat named{};
    return ::fstat(file, &opened) == 0 && ::stat(path.c_str(), &named) == 0 &&
           (opened.st_ino != named.st_ino || opened.st_dev != named.st_dev);
}

// Reads what is there now, and sends each line that it completes; `rest` is the beginning of the next.
rz::Result<> sendLines(int file, rz::rpc::Sender& lines, std::string& rest, const std::stop_token& stop)
{
    std::array<char, 8192> buffer{};
    ssize_t count = 0;
    while ((count = ::read(file, buffer.data(), buffer.size())) > 0) {
        rest.append(buffer.data(), static_cast<std::size_t>(count));
        for (std::size_t end = 0; (end = rest.find('\n')) != std::string::npos; rest.erase(0, end + 1))
            RZ_CHECK(lines.send(rz::Value(rest.substr(0, end)), stop));
    }
    return {};
}

// Runs where the file is, until the caller has had enough. A caller that does not keep up makes it wait.
rz::Result<> follow(rz::rpc::CallContext& call, rz::rpc::Sender lines, const std::string& path)
{
    rz::UniqueFd file = openLog(path);
    if (!file)
        return rz::failErrno(path, errno);
    const rz::UniqueFd changes(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    if (!changes || ::inotify_add_watch(changes.get(), path.c_str(), IN_MODIFY) < 0)
        return rz::failErrno("inotify", errno);
    std::string rest;
    while (!call.cancelled.stop_requested()) {
        const bool rotated = wasRotated(file.get(), path);
        RZ_CHECK(sendLines(file.get(), lines, rest, call.cancelled));
        if (rz::UniqueFd next = rotated ? openLog(path) : rz::UniqueFd()) {
            file = std::move(next);
            ::inotify_add_watch(changes.get(), path.c_str(), IN_MODIFY);
            continue;
        }
        pollfd wait{.fd = changes.get(), .events = POLLIN, .revents = 0};
        std::array<char, 4096> events{};
        if (::poll(&wait, 1, 100) > 0)
            static_cast<void>(::read(changes.get(), events.data(), events.size()));
    }
    return {};
}

}  // namespace

template <>
inline constexpr auto rz::rpc::describe<&follow> =
    rz::rpc::FunctionInfo<2>{"example.follow",
                             "Sends a file's lines, and those that are added to it.",
                             rz::rpc::Runs::Worker,
                             {{{"lines", "Where to."}, {"path", "Of the file."}}}};

int main(int argc, char** argv)
{
    using namespace rz;
    return rhizome::main<&follow>(argc, argv, [](rhizome::Program& program) {
        const auto arguments = program.arguments();
        if (arguments.size() < 2) {
            std::fputs("usage: log_tail CHAIN FILE [COUNT]\n", stderr);
            return 2;
        }
        long left = arguments.size() > 2 ? std::atol(arguments[2]) : -1;
        const rpc::Context host = program.connect(arguments[0]);
        const auto lines = valueOrThrow(rpc::Receiver::create(program.router()));
        // Ends when nobody receives its lines any more.
        const auto following = host.callAsync(rpc::makeCall<&follow>(lines->toSender(host.id()), arguments[1]));
        for (const routing::Message& message : *lines) {
            std::puts(valueOrThrow(rpc::valueAs<std::string>(valueOrThrow(message.unpickle()))).c_str());
            std::fflush(stdout);
            if (--left == 0)
                return 0;
        }
        valueOrThrow(following->getValue());  // why it ended
        return 0;
    });
}
