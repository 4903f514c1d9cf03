#include "core/fakessh/outflow.h"

#include "core/io/descriptors.h"

#include <cerrno>
#include <utility>

namespace rz::fakessh {

Outflow::Outflow(io::Broker& broker, rpc::Sender sender, std::function<void()> onChange)
    : m_broker(broker),
      m_sender(std::move(sender)),
      m_onChange(std::move(onChange)),
      m_self(std::make_shared<Outflow*>(this))
{
}

Outflow::~Outflow()
{
    *m_self = nullptr;
}

void Outflow::open(Lane lane, UniqueFd fd, Filter filter)
{
    m_filters[static_cast<std::size_t>(lane)] = std::move(filter);
    at(lane).emplace(m_broker, std::move(fd), Direction::In, [this, lane] { pump(lane); });
    at(lane)->setActive(!m_waiting && !m_stopped);
}

void Outflow::close(Lane lane)
{
    at(lane).reset();
}

void Outflow::stop()
{
    m_stopped = true;
    setActive(false);
}

void Outflow::send(const Value& value)
{
    m_refused = !m_sender.send(value) || m_refused;
}

void Outflow::finish()
{
    m_sender.close();
}

void Outflow::drain(Lane lane)
{
    const std::uint64_t limit = m_bytes + (at(lane) ? at(lane)->mayHold() : 0);
    while (at(lane) && m_bytes < limit && readOnce(lane) == Read::Data && !m_refused) {
    }
}

void Outflow::pump(Lane lane)
{
    Read read = Read::Data;
    for (int call = 0; call < io::CallsPerTurn && read == Read::Data && !m_refused && !m_stopped; ++call) {
        if (!m_sender.ready()) {
            waitForRoom();
            return;
        }
        read = readOnce(lane);
    }
    if (read != Read::End && !m_refused)
        return;
    if (m_refused)
        setActive(false);
    else
        close(lane);
    m_onChange();
}

Outflow::Read Outflow::readOnce(Lane lane)
{
    // Small pieces share a chunk: each keeps all of it in memory until it has left.
    if (m_chunk == nullptr || m_used > ChunkSize - ChunkSize / 4) {
        m_chunk = std::make_shared_for_overwrite<std::byte[]>(ChunkSize);
        m_used = 0;
    }
    const std::span<std::byte> room(m_chunk.get() + m_used, ChunkSize - m_used);
    const ssize_t count = at(lane)->read(room);
    if (count < 0 && errno == EAGAIN)
        return Read::Nothing;
    if (count <= 0)
        return Read::End;
    const auto size = static_cast<std::size_t>(count);
    m_used += size;
    m_bytes += size;
    Bytes data(m_chunk, room.data(), size);
    if (const Filter& filter = m_filters[static_cast<std::size_t>(lane)]) {
        data = Bytes(filter(data.view()));
        if (data.empty())
            return Read::Data;  // sent, it would be the end
    }
    if (lane == Lane::Main) {
        send(Value(std::move(data)));
        return Read::Data;
    }
    Dict errors;
    errors.set("stderr", std::move(data));
    send(Value(std::move(errors)));
    return Read::Data;
}

void Outflow::setActive(bool active)
{
    for (auto& end : m_ends) {
        if (end)
            end->setActive(active && !m_stopped);
    }
}

void Outflow::waitForRoom()
{
    if (std::exchange(m_waiting, true))
        return;
    setActive(false);
    m_sender.whenReady([self = m_self] {
        if (*self == nullptr)
            return;
        (*self)->m_waiting = false;
        (*self)->setActive(true);
    });
}

}  // namespace rz::fakessh
