#pragma once

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/base/value.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

namespace rz::routing {

// What one Receiver in another context still takes from this one. Any thread.
class CreditLine {
public:
    // Waits until something is left, then uses `size` of it: one message may be larger than what is left, so that
    // a window smaller than a message does not stop everything. Fails with Channel when the receiver has closed or its
    // context is gone, with Cancelled on `stop`.
    Result<> take(std::size_t size, const std::stop_token& stop);
    // Uses it up without waiting.
    Result<> takeNow(std::size_t size);
    bool ready() const;
    bool closed() const;
    // `wake` runs once, here if it is ready() now, else on the broker thread. One at a time: the last counts.
    void notify(std::move_only_function<void()> wake);
    // That much more; nothing once it is closed.
    void grant(std::uint32_t bytes);

private:
    friend class CreditTable;
    void close(const Error& reason);
    bool open() const { return m_left > 0 || m_closed; }

    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::int64_t m_left = 0;
    std::optional<Error> m_closed;
    std::move_only_function<void()> m_wake;
};

// Credit that Receivers elsewhere have granted to Senders of this context (PROTOCOL.md, CREDIT). A Sender whose receiver never
// granted anything is not limited: that is how Python's receivers are. Any thread.
class CreditTable {
public:
    CreditTable();

    // What lies behind one neighbour may grant no more lines than this together, however many contexts it claims to be.
    static constexpr std::size_t MaxLinesVia = 65536;

    // One without end when that receiver has granted nothing. Either is closed when the router ends.
    std::shared_ptr<CreditLine> find(const SenderRef& receiver) const;

    // --- for the router, broker thread ---
    // Adds to a line; 0 closes it. `from` is who says so, `via` the neighbour that it lies behind.
    Result<> onCredit(ContextId from, ContextId via, const Bytes& payload);
    void contextGone(ContextId id, const Error& reason);
    // All for which `gone` is true.
    void contextsGoneIf(const std::function<bool(ContextId)>& gone, const Error& reason);
    void close(const Error& reason);

    std::size_t size() const;

private:
    struct Granted {
        ContextId via;
        std::map<Handle, std::shared_ptr<CreditLine>> lines;
    };
    // Under the lock. What they take out ends outside it.
    std::shared_ptr<CreditLine> takeOut(ContextId from, Handle handle);
    void uncount(ContextId via, std::size_t lines);

    mutable std::mutex m_mutex;
    std::map<ContextId, Granted> m_granted;
    std::map<ContextId, std::size_t> m_linesVia;
    const std::shared_ptr<CreditLine> m_unlimited;
};

// The payload of a CREDIT message.
Bytes encodeCredit(Handle receiver, std::uint32_t bytes);

}  // namespace rz::routing
