#pragma once

#include <cstddef>
#include <unordered_map>

namespace rz::routing {

class RouteTable;
class Stream;

// Back-pressure between streams, so that no queue grows without bound and no reply waits for ever. The rules:
//
//   1. A stream that has put more than FloodAllowance into a queue above its high-water mark is not read until that queue
//      has drained. Others that send a little to the same place are not held up. This cannot deadlock: a stream waits
//      only for another one, away from where it came, so the waits form a path in the tree, and the path's end
//      consumes what it gets without waiting. But the queue of a tunnel drains only while the stream is read that carries
//      it, so that one is never made to wait for it: a tunnel that is AnswerLimit behind what its carrier brings is ended.
//   2. A peer that asks but does not take the answers is not read, once more than AnswerLimit waits for it, until its
//      queue has drained. The limit is far above rule 1, so that two contexts that flood each other with calls drain
//      through rule 1 first.
//      Either way one that hangs up while it is not read is lost at once: what its socket still holds is taken then.
//   3. What this context itself produces is bounded by its senders: Sender::send waits for credit and for room.
//
// Broker thread.
class FlowControl {
public:
    static constexpr std::size_t FloodAllowance = 64 * 1024;
    static constexpr std::size_t AnswerLimit = 256 * 1024 * 1024;

    explicit FlowControl(const RouteTable& routes) : m_routes(routes) {}

    // `count` bytes from `in` were queued on `out`.
    void forwarded(Stream& in, Stream& out, std::size_t count);
    // The frames of one read of `in` have been handled.
    void handled(Stream& in);
    void drained(Stream& out);
    void lost(Stream& stream);

    // How many queues are so full that it is counted who fills them.
    std::size_t floods() const { return m_floods.size(); }

private:
    struct Feeder {
        std::size_t bytes = 0;
        bool paused = false;
    };
    void stop(Stream& in, Feeder& feeder);
    bool carries(const Stream& in, const Stream& out) const;

    const RouteTable& m_routes;

    // By the congested stream.
    std::unordered_map<Stream*, std::unordered_map<Stream*, Feeder>> m_floods;
};

}  // namespace rz::routing
