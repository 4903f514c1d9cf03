#include "core/rpc/log_forwarder.h"

#include "core/base/str.h"

#include <utility>

namespace rz::rpc {

void LogForwarder::write(LogRecord record)
{
    if (record.level <= LogLevel::Io)
        return;
    const std::lock_guard lock(m_mutex);
    if (m_stopped)
        return;
    if (m_router == nullptr) {
        if (m_held.size() < MaxHeld)
            m_held.push_back(std::move(record));
        else
            ++m_dropped;
        return;
    }
    if (m_router->congested(MasterId)) {
        ++m_dropped;
        return;
    }
    if (m_dropped != 0) {
        LogRecord notice = record;
        notice.level = LogLevel::Warning;
        notice.logger = "rhizome.log";
        notice.text =
            str(std::exchange(m_dropped, 0), " log lines were dropped: they came faster than they could be sent");
        send(*m_router, notice);
    }
    send(*m_router, record);
}

void LogForwarder::start(routing::Router& router)
{
    const std::lock_guard lock(m_mutex);
    m_router = &router;
    for (const LogRecord& record : std::exchange(m_held, {}))
        send(router, record);
}

void LogForwarder::stop()
{
    const std::lock_guard lock(m_mutex);
    m_stopped = true;
    m_router = nullptr;
}

void LogForwarder::send(routing::Router& router, const LogRecord& record)
{
    routing::Message message;
    message.dstId = MasterId;
    message.handle = wire::ForwardLog;
    message.data = Bytes(str(record.logger, '\0', static_cast<int>(record.level), '\0', record.text));
    router.route(std::move(message));
}

}  // namespace rz::rpc
