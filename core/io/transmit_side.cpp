#include "core/io/transmit_side.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include "core/base/assertion.h"
#include "core/io/descriptors.h"

namespace rz::io {

namespace {

constexpr std::size_t MaxPieces = 256;

}  // namespace

void TransmitSide::open(int fd)
{
    m_fd = fd;
    m_socket = isSocket(fd);
    m_open = true;
}

Result<bool> TransmitSide::transmit(std::span<const Bytes> pieces, Traffic traffic)
{
    const std::lock_guard lock(m_mutex);
    if (!m_open || m_finishing)
        return false;
    const bool direct = m_corks == 0 && m_queue.empty();
    std::size_t written = 0;
    if (direct) {
        RZ_TRY(written, writeDirectly(pieces));
    }
    m_queue.push(pieces, traffic, written);
    updatePending();
    if (!direct || m_queue.empty())
        return false;
    m_flushing = true;
    return true;
}

void TransmitSide::close()
{
    const std::lock_guard lock(m_mutex);
    closeLocked();
}

Result<TransmitSide::Progress> TransmitSide::flush()
{
    const std::lock_guard lock(m_mutex);
    return flushLocked();
}

void TransmitSide::cork()
{
    const std::lock_guard lock(m_mutex);
    ++m_corks;
}

Result<TransmitSide::Progress> TransmitSide::uncork()
{
    const std::lock_guard lock(m_mutex);
    RZ_ASSERT(m_corks > 0);
    // With a flush under way the descriptor is full.
    if (--m_corks > 0 || m_flushing)
        return Progress{.pending = m_flushing};
    return flushLocked();
}

bool TransmitSide::finish()
{
    const std::lock_guard lock(m_mutex);
    m_finishing = true;
    return m_open && m_queue.empty();
}

Result<std::size_t> TransmitSide::write(std::span<const iovec> vectors)
{
    const ssize_t written = writePieces(m_fd, m_socket, vectors);
    m_calls.add(1);
    if (written < 0 && errno != EAGAIN) {
        const int error = errno;
        closeLocked();
        return std::unexpected(transferError("write", error));
    }
    const std::size_t count = written < 0 ? 0 : static_cast<std::size_t>(written);
    m_bytes.add(count);
    return count;
}

Result<std::size_t> TransmitSide::writeDirectly(std::span<const Bytes> pieces)
{
    std::array<iovec, MaxPieces> vectors;
    std::size_t count = 0;
    for (const Bytes& piece : pieces.first(std::min(pieces.size(), MaxPieces))) {
        if (!piece.empty())
            vectors[count++] = toVector(piece);
    }
    if (count == 0)
        return 0;
    return write(std::span(vectors).first(count));
}

Result<TransmitSide::Progress> TransmitSide::flushLocked()
{
    if (!m_open)
        return Progress{};
    std::array<iovec, MaxPieces> vectors;
    std::size_t total = 0;
    for (int call = 0; call < CallsPerTurn && total < BytesPerTurn && !m_queue.empty(); ++call) {
        RZ_TRY(const std::size_t written, write(std::span(vectors).first(m_queue.gather(vectors))));
        if (written == 0)
            break;
        m_queue.consume(written);
        total += written;
    }
    updatePending();
    m_flushing = !m_queue.empty();
    const bool drained = congested() && m_queue.size() < BasicStream::LowWater;
    if (drained)
        m_congested.store(false, std::memory_order_relaxed);
    return Progress{.pending = m_flushing, .drained = drained, .finished = m_finishing && m_queue.empty()};
}

void TransmitSide::updatePending()
{
    m_pending.store(m_queue.size(), std::memory_order_relaxed);
    if (m_queue.size() > BasicStream::HighWater)
        m_congested.store(true, std::memory_order_relaxed);
}

void TransmitSide::closeLocked()
{
    m_open = false;
    m_queue.clear();
    m_pending.store(0, std::memory_order_relaxed);
}

}  // namespace rz::io
