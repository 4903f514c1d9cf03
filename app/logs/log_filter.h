#pragma once

#include "app/logs/log_pattern.h"
#include "app/logs/log_store.h"

#include <functional>
#include <unordered_map>
#include <vector>

namespace rz::app {

class ContextDirectory;

// Which records are shown. A plain value.
struct LogCriteria {
    LogPattern pattern;  // in the text, the logger's name or the context's path
    LogLevel minimum = LogLevel::Io;
    std::function<bool(ContextId)> inScope;  // empty: every context

    bool acceptsAll() const { return pattern.isEmpty() && minimum <= LogLevel::Io && !inScope; }
};

// Decides it, record by record; what depends on the context or logger alone is decided once.
class LogFilter {
public:
    LogFilter(const LogStore& store, const ContextDirectory& contexts) : m_store(store), m_contexts(contexts) {}

    void setCriteria(LogCriteria criteria);
    const LogCriteria& criteria() const { return m_criteria; }
    // Contexts came, went or got another name.
    void forgetContexts() { m_knownContexts.clear(); }

    bool accepts(const LogChunk& chunk, std::size_t record);

private:
    struct Known {
        bool inScope;
        bool named;  // the pattern is in its path
    };
    const Known& known(ContextId context);
    bool loggerMatches(std::uint16_t logger);

    const LogStore& m_store;
    const ContextDirectory& m_contexts;
    LogCriteria m_criteria;
    std::unordered_map<ContextId, Known> m_knownContexts;
    std::vector<bool> m_loggers;  // as many as were looked at
};

}  // namespace rz::app
