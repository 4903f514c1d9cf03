#include "app/calls/call_run.h"

#include "app/calls/value_text.h"
#include "app/common/control_pictures.h"
#include "app/common/error_text.h"

namespace rz::app {
namespace {

constexpr std::size_t MaxStreamed = 100'000;
constexpr std::size_t MaxStreamedSize = 64 * 1024 * 1024;

// About how much memory it takes; what values share is counted for each.
std::size_t sizeOf(const Value& value)
{
    std::size_t size = sizeof value;
    if (const auto* text = value.as<std::string>())
        size += text->size();
    else if (const auto* bytes = value.as<Bytes>())
        size += bytes->size();
    else if (const auto* list = value.as<List>())
        for (const Value& item : list->items)
            size += sizeOf(item);
    else if (const auto* dict = value.as<Dict>())
        for (const auto& [key, item] : dict->items)
            size += sizeOf(key) + sizeOf(item);
    return size;
}

}  // namespace

CallRun::CallRun(CallLine line, qt::NodeKey node, QString contextPath, QObject* parent)
    : QObject(parent),
      m_line(std::move(line)),
      m_node(node),
      m_contextPath(std::move(contextPath)),
      m_startedAt(std::chrono::system_clock::now())
{
}

void CallRun::start(qt::EngineApi& engine, std::string streamParameter)
{
    m_streamParameter = std::move(streamParameter);
    m_clock.start();
    m_job = engine.call(m_node, m_line.toCall(), m_streamParameter);
    connect(m_job.get(), &qt::CallJob::streamed, this, &CallRun::receive);
    connect(m_job.get(), &qt::CallJob::finished, this, &CallRun::finish);
}

void CallRun::cancel()
{
    if (m_state == State::Running && m_job)
        m_job->cancel();
}

Duration CallRun::took() const
{
    return m_state == State::Running ? Duration(m_clock.nsecsElapsed()) : m_took;
}

QString CallRun::outcome() const
{
    switch (m_state) {
    case State::Running:
        return m_streamedEver == 0 ? QString() : tr("%Ln value(s) so far", nullptr, static_cast<int>(m_streamedEver));
    case State::Done:
        return m_result->is<List>() || m_result->is<Tuple>() || m_result->is<Dict>()
                   ? describeValue(*m_result)
                   : readableText(*m_result, m_meanings.of({}));
    case State::Failed: return withControlPictures(QString::fromStdString(m_error->text()));
    case State::Cancelled: break;
    }
    return errorTitle(ErrorKind::Cancelled);
}

void CallRun::receive(const std::vector<Value>& values)
{
    for (const Value& value : values) {
        m_streamed.push_back(value);
        m_streamedSize += sizeOf(value);
    }
    m_streamedEver += values.size();
    while (m_streamed.size() > MaxStreamed || (m_streamedSize > MaxStreamedSize && m_streamed.size() > 1)) {
        m_streamedSize -= sizeOf(m_streamed.front());
        m_streamed.pop_front();
    }
    emit received(values);
}

void CallRun::finish(const Result<Value>& result)
{
    m_took = Duration(m_clock.nsecsElapsed());
    if (result) {
        m_state = State::Done;
        m_result = std::make_shared<const Value>(*result);
    } else {
        m_state = result.error().kind() == ErrorKind::Cancelled ? State::Cancelled : State::Failed;
        m_error = result.error();
    }
    // The job is what emitted this.
    m_job.release()->deleteLater();
    emit ended();
}

}  // namespace rz::app
