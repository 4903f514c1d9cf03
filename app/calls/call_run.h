#pragma once

#include "app/calls/call_line.h"
#include "app/calls/value_meaning.h"
#include "core/qt/engine_api.h"

#include <QElapsedTimer>
#include <QObject>

#include <deque>
#include <memory>
#include <optional>

namespace rz::app {

// One call a user made: what was called where, what it streamed, how it ended. Cancels when it dies before its end.
class CallRun : public QObject {
    Q_OBJECT
public:
    enum class State : std::uint8_t { Running, Done, Failed, Cancelled };

    CallRun(CallLine line, qt::NodeKey node, QString contextPath, QObject* parent = nullptr);
    // Once. What is sent to the parameter of that name arrives here; empty: none.
    void start(qt::EngineApi& engine, std::string streamParameter);
    void cancel();

    // What the fields of its result, and of what it streams, stand for. Before start().
    void setMeanings(Meanings meanings) { m_meanings = std::move(meanings); }
    const Meanings& meanings() const { return m_meanings; }

    const CallLine& line() const { return m_line; }
    const std::string& streamParameter() const { return m_streamParameter; }
    qt::NodeKey node() const { return m_node; }
    const QString& contextPath() const { return m_contextPath; }
    std::chrono::system_clock::time_point startedAt() const { return m_startedAt; }
    Duration took() const;

    State state() const { return m_state; }
    // The end of it: of Done.
    const std::shared_ptr<const Value>& result() const { return m_result; }
    // Of Failed and Cancelled.
    const std::optional<Error>& error() const { return m_error; }
    // One line: the result in short, the error's sentence, or how much was streamed so far.
    QString outcome() const;

    // What was streamed: the last hundred thousand values, or 64 MiB of them.
    const std::deque<Value>& streamed() const { return m_streamed; }
    std::size_t streamedEver() const { return m_streamedEver; }

signals:
    // The newest of streamed().
    void received(const std::vector<rz::Value>& values);
    void ended();

private:
    void finish(const Result<Value>& result);
    void receive(const std::vector<Value>& values);

    CallLine m_line;
    qt::NodeKey m_node;
    QString m_contextPath;
    std::string m_streamParameter;
    Meanings m_meanings;
    std::chrono::system_clock::time_point m_startedAt;
    QElapsedTimer m_clock;
    Duration m_took{};
    State m_state = State::Running;
    std::shared_ptr<const Value> m_result;
    std::optional<Error> m_error;
    std::deque<Value> m_streamed;
    std::size_t m_streamedEver = 0;
    std::size_t m_streamedSize = 0;  // bytes, about
    std::unique_ptr<qt::CallJob> m_job;
};

}  // namespace rz::app
