#include "core/io/transmit_queue.h"

#include <algorithm>

#include "core/base/assertion.h"
#include "core/io/descriptors.h"

namespace rz::io {

namespace {

// More pieces than this are given back to the allocator when a burst is over.
constexpr std::size_t KeptCapacity = 256;
// From here on popped pieces are cut off once they are the greater part.
constexpr std::size_t CompactFrom = 1024;

class Gatherer {
public:
    explicit Gatherer(std::span<iovec> out) : m_out(out) {}

    // False when there is no room left.
    bool add(const Bytes& bytes)
    {
        if (m_count > 0) {
            iovec& last = m_out[m_count - 1];
            if (static_cast<std::byte*>(last.iov_base) + last.iov_len == bytes.data()) {
                last.iov_len += bytes.size();
                return true;
            }
        }
        if (m_count == m_out.size())
            return false;
        m_out[m_count++] = toVector(bytes);
        return true;
    }

    std::size_t count() const { return m_count; }

private:
    std::span<iovec> m_out;
    std::size_t m_count = 0;
};

}  // namespace

void TransmitQueue::push(std::span<const Bytes> pieces, Traffic traffic, std::size_t written)
{
    Lane& lane = traffic == Traffic::Interactive ? m_interactive : m_bulk;
    const std::size_t before = m_size;
    std::size_t skip = written;
    for (const Bytes& piece : pieces) {
        const std::size_t skipped = std::min(skip, piece.size());
        skip -= skipped;
        if (skipped == 0 && !piece.empty())
            append(lane, traffic, piece);
        else if (skipped < piece.size())
            append(lane, traffic, piece.slice(skipped));
    }
    if (m_size == before)
        return;
    lane.back().endsFrame = true;
    if (written > 0 && traffic == Traffic::Bulk)
        m_bulkBegun = true;
}

void TransmitQueue::append(Lane& lane, Traffic traffic, const Bytes& piece)
{
    m_size += piece.size();
    // Interactive frames yield to nobody, so their boundaries need not be kept; those of bulk frames must.
    const bool mayJoin = !lane.empty() && (traffic == Traffic::Interactive || !lane.back().endsFrame);
    if (mayJoin && lane.back().bytes.adjoins(piece))
        lane.back().bytes = lane.back().bytes.joined(piece);
    else
        lane.push({.bytes = piece, .endsFrame = false});
}

std::size_t TransmitQueue::gather(std::span<iovec> out) const
{
    Gatherer gatherer(out);
    auto bulk = m_bulk.pieces();
    bool begun = m_bulkBegun;
    while (begun) {
        if (!gatherer.add(bulk.front().bytes))
            return gatherer.count();
        begun = !bulk.front().endsFrame;
        bulk = bulk.subspan(1);
    }
    for (const auto pieces : {m_interactive.pieces(), bulk}) {
        for (const Piece& piece : pieces) {
            if (!gatherer.add(piece.bytes))
                return gatherer.count();
        }
    }
    return gatherer.count();
}

void TransmitQueue::consume(std::size_t count)
{
    RZ_ASSERT(count <= m_size);
    m_size -= count;
    while (count > 0) {
        Lane& lane = nextLane();
        Piece& piece = lane.front();
        const bool bulk = &lane == &m_bulk;
        if (count < piece.bytes.size()) {
            piece.bytes = piece.bytes.slice(count);
            m_bulkBegun = bulk;
            return;
        }
        count -= piece.bytes.size();
        m_bulkBegun = bulk && !piece.endsFrame;
        lane.pop();
    }
}

TransmitQueue::Lane& TransmitQueue::nextLane()
{
    return m_bulkBegun || m_interactive.empty() ? m_bulk : m_interactive;
}

void TransmitQueue::clear()
{
    m_interactive.clear();
    m_bulk.clear();
    m_bulkBegun = false;
    m_size = 0;
}

void TransmitQueue::Lane::pop()
{
    m_pieces[m_head++].bytes = {};
    if (empty())
        clear();
    else if (m_head >= CompactFrom && m_head > m_pieces.size() / 2) {
        m_pieces.erase(m_pieces.begin(), m_pieces.begin() + static_cast<std::ptrdiff_t>(m_head));
        m_head = 0;
    }
}

void TransmitQueue::Lane::clear()
{
    m_pieces.clear();
    m_head = 0;
    if (m_pieces.capacity() > KeptCapacity)
        m_pieces = {};
}

}  // namespace rz::io
