#pragma once

#include "core/base/bytes.h"
#include "core/io/basic_stream.h"

#include <cstddef>
#include <span>
#include <sys/uio.h>
#include <vector>

namespace rz::io {

// What a stream has yet to write, in the order in which it leaves: the rest of a frame that has begun, then interactive
// frames, then bulk ones. But the first bulk frame is next once MostOvertaking of what came after it has overtaken it
// since it was the first. Adjoining pieces become one, so a run of forwarded frames is one iovec.
class TransmitQueue {
public:
    static constexpr std::size_t MostOvertaking = 1024 * 1024;

    TransmitQueue() = default;
    TransmitQueue(const TransmitQueue&) = delete;
    TransmitQueue& operator=(const TransmitQueue&) = delete;

    // Appends one frame, of which the first `written` bytes have left already (only when the queue is empty).
    void push(std::span<const Bytes> pieces, Traffic traffic, std::size_t written = 0);

    bool empty() const { return m_size == 0; }
    std::size_t size() const { return m_size; }

    // Fills `out` from the front; returns how many entries.
    std::size_t gather(std::span<iovec> out) const;
    // The first `count` bytes have left.
    void consume(std::size_t count);
    void clear();

private:
    struct Piece {
        Bytes bytes;
        std::uint64_t behind = 0;  // so many bytes of interactive frames came before it
        bool endsFrame = false;
    };

    // A first-in first-out list that keeps its memory between bursts, unless the burst was large.
    class Lane {
    public:
        bool empty() const { return m_head == m_pieces.size(); }
        std::span<const Piece> pieces() const { return std::span(m_pieces).subspan(m_head); }
        Piece& front() { return m_pieces[m_head]; }
        Piece& back() { return m_pieces.back(); }
        void push(Piece piece) { m_pieces.push_back(std::move(piece)); }
        void pop();
        void clear();

    private:
        std::vector<Piece> m_pieces;
        std::size_t m_head = 0;
    };

    void append(Lane& lane, const Bytes& piece);
    Lane& nextLane();
    bool bulkIsNext() const { return m_interactiveOut >= m_bulkTurn && !m_bulk.empty(); }

    Lane m_interactive;
    Lane m_bulk;
    Lane* m_begun = nullptr;             // its first frame has left in part and must go on
    std::uint64_t m_interactiveIn = 0;   // bytes of interactive frames that ever came …
    std::uint64_t m_interactiveOut = 0;  // … and have left
    std::uint64_t m_bulkTurn = 0;        // when so many have, a bulk frame that is there is next
    std::size_t m_size = 0;
};

}  // namespace rz::io
