#include "app/ctl/input_pump.h"

#include "core/io/profile.h"

#include <cerrno>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <vector>

namespace rz::ctl {

namespace {

constexpr std::size_t PieceSize = 64 * 1024;

}  // namespace

InputPump::InputPump(rpc::Sender sender)
    : m_sender(std::move(sender)),
      m_wake(::eventfd(0, EFD_CLOEXEC)),
      m_thread([this](const std::stop_token& stop) { run(stop); })
{
}

InputPump::~InputPump()
{
    m_thread.request_stop();
    ::eventfd_write(m_wake.get(), 1);
}

void InputPump::run(const std::stop_token& stop)
{
    const io::ThreadProfile profile("input");
    std::vector<std::byte> buffer(PieceSize);
    while (!stop.stop_requested()) {
        pollfd waits[] = {{STDIN_FILENO, POLLIN, 0}, {m_wake.get(), POLLIN, 0}};
        if (::poll(waits, 2, -1) < 0 && errno != EINTR)
            break;
        if (waits[1].revents != 0)
            return;
        if (waits[0].revents == 0)
            continue;
        const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (count < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        const io::ProfileSpan span("send");
        if (count <= 0 || !m_sender.send(Value(Bytes(std::span(buffer.data(), static_cast<std::size_t>(count)))), stop))
            break;
    }
    m_sender.close();
}

}  // namespace rz::ctl
