#pragma once

#include "core/base/unique_fd.h"
#include "core/io/broker.h"

#include <cstddef>
#include <functional>
#include <span>
#include <string_view>
#include <sys/types.h>

namespace rz::fakessh {

enum class Direction : bool { In, Out };
// Which of a program's streams: Main is standard input or output.
enum class Lane : bool { Main, Errors };

// One end of a standard stream, read or written by the loop. It may be shared with other programs, so that O_NONBLOCK, which
// they would see as well, is not set on it: sockets are asked not to wait, pipes and terminals are opened once more, and
// where that is refused no more is written than has room. Regular files do not wait. Broker thread.
class StdioEnd {
public:
    // `onReady` runs while it is active and can be read or written; it may destroy the end.
    StdioEnd(io::Broker& broker, UniqueFd fd, Direction direction, std::function<void()> onReady);
    StdioEnd(const StdioEnd&) = delete;
    StdioEnd& operator=(const StdioEnd&) = delete;

    void setActive(bool active);
    // As read() and write(): EAGAIN when there is nothing, or no room.
    ssize_t read(std::span<std::byte> buffer) const;
    ssize_t write(std::span<const std::byte> data) const;
    // How many bytes whoever wrote before this may have left to be read: at least what there is, while more may come.
    std::size_t mayHold() const;

private:
    enum class Kind : unsigned char { Own, Socket, Shared };

    void openAgain();
    void arm();

    io::Broker& m_broker;
    UniqueFd m_fd;
    const Direction m_direction;
    std::function<void()> m_onReady;
    Kind m_kind = Kind::Own;
    bool m_active = false;
    io::FdWatch m_watch;  // empty when the descriptor is always ready
    io::Timer m_turn;
};

}  // namespace rz::fakessh
