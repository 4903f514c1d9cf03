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
            append(lane, piece);
        else if (skipped < piece.size())
            append(lane, piece.slice(skipped));
    }
    if (m_size == before)
        return;
    lane.back().endsFrame = true;
    if (written > 0)
        m_begun = &lane;
}

void TransmitQueue::append(Lane& lane, const Bytes& piece)
{
    m_size += piece.size();
    const bool interactive = &lane == &m_interactive;
    if (interactive)
        m_interactiveIn += piece.size();
    else if (lane.empty())
        m_bulkTurn = m_interactiveIn + MostOvertaking;
    // Interactive frames rarely yield, so not every boundary of them is kept; those of bulk frames are.
    const bool mayJoin = !lane.empty() && (interactive || !lane.back().endsFrame);
    if (mayJoin && lane.back().bytes.adjoins(piece)) {
        lane.back().bytes = lane.back().bytes.joined(piece);
        lane.back().endsFrame = false;
    } else {
        lane.push({.bytes = piece, .behind = m_interactiveIn, .endsFrame = false});
    }
}

std::size_t TransmitQueue::gather(std::span<iovec> out) const
{
    Gatherer gatherer(out);
    auto interactive = m_interactive.pieces();
    auto bulk = m_bulk.pieces();
    const auto addFrame = [&gatherer](std::span<const Piece>& pieces) {
        for (bool ended = false; !ended; pieces = pieces.subspan(1)) {
            if (!gatherer.add(pieces.front().bytes))
                return false;
            ended = pieces.front().endsFrame;
        }
        return true;
    };
    if (m_begun != nullptr && !addFrame(m_begun == &m_bulk ? bulk : interactive))
        return gatherer.count();
    if (m_begun != &m_bulk && bulkIsNext() && !addFrame(bulk))
        return gatherer.count();
    for (const auto pieces : {interactive, bulk}) {
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
    std::uint64_t interactiveOut = m_interactiveOut;  // which gather() knew
    while (count > 0) {
        Lane& lane = nextLane();
        Piece& piece = lane.front();
        const bool bulk = &lane == &m_bulk;
        const std::size_t taken = std::min(count, piece.bytes.size());
        if (!bulk)
            interactiveOut += taken;
        if (taken < piece.bytes.size()) {
            piece.bytes = piece.bytes.slice(taken);
            m_begun = &lane;
            break;
        }
        count -= taken;
        m_begun = piece.endsFrame ? nullptr : &lane;
        lane.pop();
        if (bulk && !lane.empty())
            m_bulkTurn = std::max(interactiveOut, lane.front().behind) + MostOvertaking;
    }
    m_interactiveOut = interactiveOut;
}

TransmitQueue::Lane& TransmitQueue::nextLane()
{
    if (m_begun != nullptr)
        return *m_begun;
    return m_interactive.empty() || bulkIsNext() ? m_bulk : m_interactive;
}

void TransmitQueue::clear()
{
    m_interactive.clear();
    m_bulk.clear();
    m_begun = nullptr;
    m_interactiveOut = m_interactiveIn;
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
