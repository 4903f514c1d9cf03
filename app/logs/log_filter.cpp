#include "app/logs/log_filter.h"

#include "app/common/context_directory.h"

namespace rz::app {

void LogFilter::setCriteria(LogCriteria criteria)
{
    m_criteria = std::move(criteria);
    m_knownContexts.clear();
    m_loggers.clear();
}

bool LogFilter::accepts(const LogChunk& chunk, std::size_t record)
{
    const LogChunk::Record& one = chunk.record(record);
    if (one.level < m_criteria.minimum)
        return false;
    if (m_criteria.inScope && !known(one.origin).inScope)
        return false;
    const LogPattern& pattern = m_criteria.pattern;
    return pattern.isEmpty() || pattern.matches(chunk.recordText(record)) || loggerMatches(one.logger) ||
           known(one.origin).named;
}

const LogFilter::Known& LogFilter::known(ContextId context)
{
    if (const auto found = m_knownContexts.find(context); found != m_knownContexts.end())
        return found->second;
    const Known known{.inScope = !m_criteria.inScope || m_criteria.inScope(context),
                      .named = !m_criteria.pattern.isEmpty() &&
                               m_criteria.pattern.matches(m_contexts.path(context).toStdString())};
    return m_knownContexts.emplace(context, known).first->second;
}

bool LogFilter::loggerMatches(std::uint16_t logger)
{
    while (m_loggers.size() <= logger)
        m_loggers.push_back(
            m_criteria.pattern.matches(m_store.loggerName(static_cast<std::uint16_t>(m_loggers.size()))));
    return m_loggers[logger];
}

}  // namespace rz::app
