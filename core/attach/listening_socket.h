#pragma once

#include "core/base/error.h"
#include "core/base/unique_fd.h"

#include <memory>
#include <string>
#include <sys/types.h>

namespace rz::attach {

// A unix socket in the file system, for this user only, that listens. Removes its path when it dies, unless somebody has put
// something else there.
class ListeningSocket {
public:
    // Empty: a new one, as Mitogen names them. A socket of ours at which nobody listens any more is replaced.
    static Result<std::unique_ptr<ListeningSocket>> create(std::string path);
    ~ListeningSocket();
    ListeningSocket(const ListeningSocket&) = delete;
    ListeningSocket& operator=(const ListeningSocket&) = delete;

    const std::string& path() const { return m_path; }
    int fd() const { return m_socket.get(); }

private:
    ListeningSocket(std::string path, UniqueFd socket) : m_path(std::move(path)), m_socket(std::move(socket)) {}

    std::string m_path;
    UniqueFd m_socket;
    // What was made at the path.
    dev_t m_device = 0;
    ino_t m_inode = 0;
};

}  // namespace rz::attach
