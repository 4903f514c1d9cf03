#pragma once

#include "core/base/ids.h"
#include "core/routing/credit_table.h"
#include "core/routing/router.h"

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>

namespace rz::rpc {

// What one message uses of a window: its payload, and something for itself, so that empty messages do not gather without end.
constexpr std::size_t creditCost(std::size_t payloadSize)
{
    return payloadSize + 128;
}

// The receiving end of credit (PROTOCOL.md, CREDIT): what it has granted to whom, has to give back as messages are taken, and
// holds until then. Any thread, while the router is there.
class CreditWindow {
public:
    CreditWindow(routing::Router& router, std::size_t window) : m_router(router), m_window(window) {}

    // Lets `target` send a window full to `receiver`; nothing without a window.
    void open(Handle receiver, ContextId target);
    // A dead message uses none of its sender's credit.
    enum class Paid : bool { No, Yes };
    // A message of `target` begins to wait until it is taken. False, and it must not, where that makes more than the window
    // and one message of the greatest size, or of those that are not paid for more than one. Those who were granted nothing have
    // one together, and one that is not paid for on top of it.
    bool arrived(ContextId target, std::size_t payloadSize, Paid paid);
    // A message of `target` was taken.
    void taken(Handle receiver, ContextId target, std::size_t payloadSize, Paid paid);
    // Senders wait no longer: nobody takes what they send. Nothing is granted after that.
    void close(Handle receiver);

private:
    struct Share {
        bool granted = false;
        std::shared_ptr<routing::CreditLine> here;  // of a sender in this very context
        std::size_t waiting = 0;                    // paid for
        std::size_t unpaid = 0;                     // waiting too
        std::size_t taken = 0;                      // not yet given back
    };
    // Of a window that is open under the lock, so that close() is behind it: a router takes a message without calling anybody.
    void grant(Handle receiver, ContextId target, std::size_t bytes) const;

    routing::Router& m_router;
    const std::size_t m_window;
    std::mutex m_mutex;
    std::map<ContextId, Share> m_shares;  // of each sender
    std::size_t m_ungranted = 0;          // waiting, of those who were granted nothing
};

}  // namespace rz::rpc
