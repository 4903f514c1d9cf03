#pragma once

#include "core/base/log.h"
#include "core/qt/outbox.h"

namespace rz::qt {

// The log of the whole tree: what this process writes, and what contexts forward. Any thread.
class LogBatcher final : public LogSink {
public:
    explicit LogBatcher(Outbox& outbox) : m_outbox(outbox) {}

    void write(LogRecord record) override { m_outbox.log(std::move(record)); }

private:
    Outbox& m_outbox;
};

}  // namespace rz::qt
