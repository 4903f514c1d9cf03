// Shows what is added to a file elsewhere, as it is written, and goes on when the log is rotated, by a new file or by emptying
// the old one:
//   log_tail "ssh:web1|sudo" /var/log/syslog

#include <rhizome/rhizome.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <functional>
#include <libgen.h>
#include <poll.h>
#include <stop_token>
#include <string>
#include <string_view>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace {

// Sees that a file is written, or that another takes its name.
class Watch {
public:
    Watch(std::string path, std::stop_token stop)
        : m_path(std::move(path)), m_wake(std::move(stop), [this] { ::eventfd_write(m_stopped.get(), 1); })
    {
    }

    // From now on the file that has the name now, and no more the one that had it before.
    rz::Result<> begin()
    {
        std::string directory = m_path;
        // IN_ATTRIB: a new file may be readable only when it has been given to its owner.
        if (::inotify_add_watch(m_changes.get(), ::dirname(directory.data()), IN_CREATE | IN_MOVED_TO | IN_ATTRIB) < 0)
            return rz::failErrno(m_path, errno);
        const int file = ::inotify_add_watch(m_changes.get(), m_path.c_str(), IN_MODIFY);
        if (file < 0)
            return rz::failErrno(m_path, errno);
        if (m_file >= 0 && m_file != file)
            ::inotify_rm_watch(m_changes.get(), m_file);  // gone already if the file is
        m_file = file;
        return {};
    }
    // Until something has happened, or the token is stopped.
    void wait() const
    {
        std::array<pollfd, 2> waits{{{m_changes.get(), POLLIN, 0}, {m_stopped.get(), POLLIN, 0}}};
        ::poll(waits.data(), waits.size(), -1);
        std::array<char, 4096> events{};
        static_cast<void>(::read(m_changes.get(), events.data(), events.size()));
    }

private:
    std::string m_path;
    int m_file = -1;  // the watch of the file
    rz::UniqueFd m_changes{::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)};
    rz::UniqueFd m_stopped{::eventfd(0, EFD_CLOEXEC)};
    std::stop_callback<std::function<void()>> m_wake;
};

// Opened before it is watched: if it is replaced in between, that is seen by wasReplaced().
rz::Result<rz::UniqueFd> openLog(const std::string& path, Watch& watch)
{
    rz::UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file)
        return rz::failErrno(path, errno);
    RZ_CHECK(watch.begin());
    return file;
}

// While a log is rotated there may be none, or one that its readers may not open yet. Its directory tells when that is over.
bool isBeingRotated(const rz::Error& error)
{
    return error.errnum() == ENOENT || error.errnum() == EACCES;
}

bool wasReplaced(int file, const std::string& path)
{
    struct stat opened{};
    struct stat named{};
    return ::fstat(file, &opened) == 0 && ::stat(path.c_str(), &named) == 0 &&
           (opened.st_ino != named.st_ino || opened.st_dev != named.st_dev);
}

// What there is to read now: bytes, since a log may hold what is no text.
rz::Result<> sendNew(int file, rz::rpc::Sender& pieces, const std::stop_token& stop)
{
    struct stat now{};
    if (::fstat(file, &now) == 0 && now.st_size < ::lseek(file, 0, SEEK_CUR))
        ::lseek(file, 0, SEEK_SET);  // it was emptied
    std::array<char, 8192> buffer{};
    ssize_t count = 0;
    while ((count = ::read(file, buffer.data(), buffer.size())) > 0)
        RZ_CHECK(pieces.send(rz::Bytes(std::string_view(buffer.data(), static_cast<std::size_t>(count))), stop));
    if (count < 0)
        return rz::failErrno("read", errno);
    return {};
}

// Runs where the file is, until the caller has had enough. A caller that does not keep up makes it wait.
rz::Result<> follow(rz::rpc::CallContext& call, rz::rpc::Sender pieces, const std::string& path)
{
    Watch watch(path, call.cancelled);
    RZ_TRY(rz::UniqueFd file, openLog(path, watch));
    ::lseek(file.get(), 0, SEEK_END);
    while (!call.cancelled.stop_requested()) {
        const bool replaced = wasReplaced(file.get(), path);  // asked first, so that the old one is read to its end
        RZ_CHECK(sendNew(file.get(), pieces, call.cancelled));
        if (replaced) {
            auto next = openLog(path, watch);
            if (next) {
                file = std::move(*next);
                continue;
            }
            if (!isBeingRotated(next.error()))
                return std::unexpected(std::move(next).error());
        }
        watch.wait();
    }
    return {};
}

}  // namespace

template <>
inline constexpr auto rz::rpc::describe<&follow> =
    rz::rpc::FunctionInfo<2>{"example.follow",
                             "Sends what is added to a file.",
                             rz::rpc::Runs::Worker,
                             {{{"pieces", "Where to."}, {"path", "Of the file."}}}};

int main(int argc, char** argv)
{
    using namespace rz;
    return rhizome::main<&follow>(argc, argv, [](rhizome::Program& program) {
        const auto arguments = program.arguments();
        if (arguments.size() != 2) {
            std::fputs("usage: log_tail CHAIN FILE\n", stderr);
            return 2;
        }
        const rpc::Context host = program.connect(arguments[0]);
        const auto pieces = valueOrThrow(rpc::Receiver::create(program.router(), {.respondent = host.id()}));
        const auto following = host.callAsync(rpc::makeCall<&follow>(pieces->toSender(host.id()), arguments[1]));
        for (const routing::Message& message : *pieces) {
            const Bytes piece = valueOrThrow(rpc::valueAs<Bytes>(valueOrThrow(message.unpickle())));
            if (std::fwrite(piece.data(), 1, piece.size(), stdout) != piece.size() || std::fflush(stdout) != 0)
                return 1;  // nobody reads it any more
        }
        valueOrThrow(following->getValue());  // why it ended
        return 0;
    });
}
