#pragma once

#include "core/base/log.h"
#include "core/routing/router.h"

#include <cstdint>
#include <deque>
#include <mutex>

namespace rz::rpc {

// Sends log records to the master by FORWARD_LOG (protocol 1.5). What is written before start() waits for it; records of
// level Io never leave, since sending one makes more. When the way up is congested lines are counted instead, and the
// count is told afterwards: logging must neither block nor fill the memory. Any thread.
class LogForwarder final : public LogSink {
public:
    void write(LogRecord record) override;

    // From here on records leave through `router`, until stop(), which it must live to see; after that they are dropped.
    void start(routing::Router& router);
    void stop();

private:
    static constexpr std::size_t MaxHeld = 1000;

    void send(routing::Router& router, const LogRecord& record);

    std::mutex m_mutex;
    routing::Router* m_router = nullptr;
    bool m_stopped = false;
    std::deque<LogRecord> m_held;
    std::uint64_t m_dropped = 0;
};

}  // namespace rz::rpc
