#include "core/attach/listening_socket.h"

#include "core/attach/socket_search.h"
#include "core/base/str.h"
#include "core/io/unix_socket.h"

#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace rz::attach {

namespace {

constexpr int Backlog = 100;
constexpr int Attempts = 10;  // at a name that nobody has

std::unexpected<Error> cannotListen(const std::string& path, int errnum, std::string fix = {})
{
    ErrorDetails details;
    details.step = "listen";
    details.fix = std::move(fix);
    return std::unexpected(Error::fromErrno(str("cannot listen at ", path), errnum).withDetails(std::move(details)));
}

Result<> removeStale(const std::string& path, const io::UnixAddress& address)
{
    struct stat status{};
    if (::lstat(path.c_str(), &status) != 0)
        return {};  // bind() tells what else there is to say
    if (!S_ISSOCK(status.st_mode))
        return cannotListen(path, EEXIST, "Choose a path where there is nothing.");
    if (status.st_uid != ::geteuid())
        return cannotListen(path, EPERM, "Choose another path: this one is another user's.");
    const UniqueFd socket = io::unixSocket();
    const bool answered = ::connect(socket.get(), address.get(), io::UnixAddress::length()) == 0;
    if (answered || errno != ECONNREFUSED)
        return cannotListen(path, EADDRINUSE, "Choose another path: a program listens at this one.");
    if (::unlink(path.c_str()) != 0 && errno != ENOENT)
        return cannotListen(path, errno, "Remove the stale socket.");
    return {};
}

// Mode 0600 from the first moment: bind() gives the file that of the descriptor.
Result<UniqueFd> bound(const std::string& path, const io::UnixAddress& address)
{
    UniqueFd socket = io::unixSocket();
    if (!socket || ::fchmod(socket.get(), S_IRUSR | S_IWUSR) != 0 ||
        ::bind(socket.get(), address.get(), io::UnixAddress::length()) != 0)
        return cannotListen(path, errno);
    return socket;
}

Result<std::pair<std::string, UniqueFd>> boundSomewhere()
{
    for (int attempt = 1;; ++attempt) {
        std::string path = newSocketPath();
        RZ_TRY(const io::UnixAddress address, io::unixAddress(path));
        auto socket = bound(path, address);
        if (socket)
            return std::pair(std::move(path), std::move(*socket));
        if (socket.error().errnum() != EADDRINUSE || attempt == Attempts)
            return std::unexpected(std::move(socket).error());
    }
}

}  // namespace

Result<std::unique_ptr<ListeningSocket>> ListeningSocket::create(std::string path)
{
    UniqueFd socket;
    if (path.empty()) {
        RZ_TRY(auto made, boundSomewhere());
        std::tie(path, socket) = std::move(made);
    } else {
        RZ_TRY(const io::UnixAddress address, io::unixAddress(path));
        RZ_CHECK(removeStale(path, address));
        RZ_TRY(socket, bound(path, address));
    }
    std::unique_ptr<ListeningSocket> listening(new ListeningSocket(std::move(path), std::move(socket)));
    struct stat status{};
    if (::lstat(listening->m_path.c_str(), &status) == 0) {
        listening->m_device = status.st_dev;
        listening->m_inode = status.st_ino;
    }
    if (::listen(listening->fd(), Backlog) != 0)
        return cannotListen(listening->m_path, errno);
    return listening;
}

ListeningSocket::~ListeningSocket()
{
    struct stat status{};
    if (::lstat(m_path.c_str(), &status) == 0 && status.st_dev == m_device && status.st_ino == m_inode)
        ::unlink(m_path.c_str());
}

}  // namespace rz::attach
