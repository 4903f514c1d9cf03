#pragma once

#include "core/base/error.h"
#include "core/io/basic_stream.h"
#include "core/io/counter.h"
#include "core/io/transmit_queue.h"

#include <atomic>
#include <cstddef>
#include <mutex>
#include <span>

namespace rz::io {

// The sending half of a stream, shared by all threads under one mutex. It knows no loop: whoever calls is told when the
// loop has to flush(). Until then, unless it is corked, it writes directly.
class TransmitSide {
public:
    // What a flush has left to do.
    struct Progress {
        bool pending = false;   // flush again when the descriptor is writable
        bool drained = false;   // no longer congested
        bool finished = false;  // finish() was asked for and everything is written
    };

    // Borrows the descriptor until close(). Before any other call.
    void open(int fd);

    // --- any thread ---
    // Writes or queues one frame. True when the loop has to flush; an error, once, when the descriptor refuses.
    Result<bool> transmit(std::span<const Bytes> pieces, Traffic traffic);
    // Drops what is queued and ignores what follows.
    void close();
    std::size_t pendingBytes() const { return m_pending.load(std::memory_order_relaxed); }
    bool congested() const { return m_congested.load(std::memory_order_relaxed); }
    std::uint64_t bytes() const { return m_bytes.get(); }
    std::uint64_t calls() const { return m_calls.get(); }

    // --- broker thread ---
    // Writes until the descriptor is full, the queue is empty or others should have their turn.
    Result<Progress> flush();
    void cork();
    Result<Progress> uncork();
    // Takes no more frames. True when everything is written already.
    bool finish();

private:
    Result<std::size_t> write(std::span<const iovec> vectors);
    Result<std::size_t> writeDirectly(std::span<const Bytes> pieces);
    Result<Progress> flushLocked();
    void updatePending();
    void closeLocked();

    std::mutex m_mutex;
    int m_fd = -1;
    bool m_socket = false;
    bool m_open = false;
    bool m_finishing = false;
    bool m_flushing = false;  // the loop was told to flush and has not finished
    int m_corks = 0;
    TransmitQueue m_queue;

    std::atomic<std::size_t> m_pending = 0;
    std::atomic<bool> m_congested = false;
    Counter m_bytes;
    Counter m_calls;
};

}  // namespace rz::io
