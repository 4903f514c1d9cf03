#pragma once

#include "core/io/debug_log.h"
#include "core/routing/credit_table.h"
#include "core/routing/disconnect_listeners.h"
#include "core/routing/egress_map.h"
#include "core/routing/flow_control.h"
#include "core/routing/frame_buffer.h"
#include "core/routing/handler_table.h"
#include "core/routing/id_blocks.h"
#include "core/routing/lifetime.h"
#include "core/routing/route_table.h"
#include "core/routing/router.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace rz::routing {

// The router's parts and what ties them together; only this folder's router_*.cpp know it.
class Router::Impl final : public StreamOwner, public std::enable_shared_from_this<Router::Impl> {
public:
    Impl(Router& router, io::Broker& broker, RouterOptions options);

    // --- router.cpp: life ---
    void start();
    // Drops every stream and tells every handler that nothing will come.
    void end();

    // --- router_forward.cpp: protocol 3.2 ---
    void route(Message message, io::Traffic traffic);
    void beginBatch() override;
    void received(Stream& from, wire::Frame frame) override;
    void endBatch(Stream& from) override;
    void aboutToSend(Stream& to) override;
    void drained(Stream& stream) override;

    // --- router_deliver.cpp: protocol 3.3 ---
    void deliverLater(Message message);
    void deliver(Message message, const Stream* from);
    bool mayEnd(ContextId respondent, const Message& message, const Stream* from) const;
    // Answers that a message cannot be delivered, if its sender waits (protocol 1.6).
    void refuse(const wire::FrameHeader& header, std::string_view reason);
    void refuse(const Message& message, std::string_view reason);

    // --- router_monitor.cpp: protocol 3.5 ---
    void addStandardHandlers();
    RouteTable::StreamPointer adopt(std::unique_ptr<Stream> stream);
    // Is it one of `streams`?
    bool owns(const Stream& stream) const;
    void addRoute(ContextId id, const RouteTable::StreamPointer& stream, std::string name);
    void delRoute(ContextId id);
    void streamLost(Stream& stream, const Error& reason) override;
    // `ids` are unreachable: tells whoever talked to them, and everything here that waits for them. `from` is where
    // the news came from, null when they are from here.
    // `hop` is the name of what took them along. As bulk the news comes behind that of theirs which is still on its way, as
    // it always does to those who talked to them.
    void gone(const std::vector<ContextId>& ids, const Stream* from, std::string_view hop, const Error& reason,
              io::Traffic toParent = io::Traffic::Bulk);

    bool onBrokerThread() const { return broker.onBrokerThread(); }
    bool congested(ContextId id) const;
    Result<> waitUncongested(ContextId id, const std::stop_token& stop) const;
    void runWhenUncongested(ContextId id, io::Task task);
    TableSizes tableSizes() const
    {
        return {.egress = egress.size(),
                .disconnectListeners = disconnectListeners.size(),
                .floods = flow.floods(),
                .detaching = detaching.size(),
                .roomAwaited = m_roomTasks.size()};
    }

    Router& self;
    io::Broker& broker;
    const RouterOptions options;
    Log log;
    std::unique_ptr<io::DebugLog> debugLog;
    const std::shared_ptr<Lifetime> lifetime = std::make_shared<Lifetime>(broker);
    std::atomic<bool> leftTree = false;
    RouterStats stats;  // broker thread
    HandlerTable handlers;
    RouteTable routes;
    FrameBuffer frames;
    CreditTable credits;

    // --- broker thread ---
    mutable std::mutex streamsMutex;  // to change `streams`, and to read them elsewhere
    std::unordered_map<ContextId, RouteTable::StreamPointer> streams;  // by the adjacent context
    std::unordered_set<ContextId> detaching;                           // of those
    FlowControl flow{routes};
    EgressMap egress;
    IdBlocks idBlocks;
    DisconnectListeners disconnectListeners;
    Signal<const RouteInfo&> routeAdded;
    Signal<ContextId, const Error&> routeRemoved;

private:
    // What the last frame of a stream was found to be; frames of one conversation come in runs.
    struct Known {
        const Stream* from = nullptr;
        std::uint64_t generation = 0;
        ContextId auth{};
        ContextId src{};
        ContextId dst{};
        Stream* out = nullptr;  // null: for this context
    };
    // Forwarded frames that lie side by side in the read buffer leave as one slice.
    struct Run {
        Stream* from = nullptr;
        Stream* to = nullptr;
        Bytes bytes;
        std::size_t count = 0;
        io::Traffic traffic = io::Traffic::Interactive;
    };

    bool verify(const Stream& from, const wire::FrameHeader& header) const;
    bool decide(Stream& from, const wire::FrameHeader& header);
    void noteEgress(Stream& stream, ContextId id);
    void noteIds(const Stream& from, const Stream& to, const wire::Frame& frame);
    bool privileged(const Stream& stream) const;
    void forward(Stream& from, Stream& to, wire::Frame frame);
    void flushRun();
    void cork(Stream& stream);
    bool send(const Message& message, io::Traffic traffic);
    void tooLarge(const Message& message);
    void deliverQueued();

    void onAddRoute(const Message& message);
    void onDelRoute(const Message& message);
    void onForwardLog(const Message& message);
    void onPing(const Message& message);
    void onDetaching(const Message& message);
    void onCredit(const Message& message);
    void tell(Stream& stream, Handle handle, std::string_view text, io::Traffic traffic);
    void wakeWaiters(const Stream& stream);
    void closeBatch();
    void shutDownChildren();

    Known m_known;
    Run m_run;
    std::vector<Stream*> m_corked;
    int m_batches = 0;

    // Wakes Senders that wait for a congested stream.
    mutable std::mutex m_roomMutex;
    mutable std::condition_variable_any m_roomMade;
    std::vector<std::pair<const Stream*, io::Task>> m_roomTasks;  // broker thread

    std::mutex m_queueMutex;
    std::vector<Message> m_queue;  // for local delivery
    std::vector<Message> m_delivering;

    std::shared_ptr<void> m_shutdownHook;
    std::shared_ptr<void> m_endHook;
    std::optional<io::KeepAlive> m_keepAlive;  // during shutdown, while there are children
    bool m_ended = false;
};

}  // namespace rz::routing
