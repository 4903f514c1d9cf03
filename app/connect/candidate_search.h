#pragma once

#include "core/qt/engine_api.h"

#include <QObject>
#include <QTimer>

#include <optional>
#include <vector>

namespace rz::app {

// Looks for what a method could connect to from one context, each time it is told to and never by itself. What it found is
// that of the last look; an earlier one that answers late is not heard.
class CandidateSearch : public QObject {
    Q_OBJECT
public:
    // The engine must outlive it.
    CandidateSearch(qt::EngineApi& engine, qt::NodeKey where, QObject* parent = nullptr);

    enum class State : std::uint8_t { Idle, Looking, Found, Failed };
    State state() const { return m_state; }
    // It takes so long that the user is to be told.
    bool isSlow() const { return m_slow; }
    const std::vector<connect::Candidate>& candidates() const { return m_candidates; }
    const std::optional<Error>& error() const { return m_error; }

    // `hop` says by its method and options how to ask.
    void look(const connect::Hop& hop);
    // Looked for already, or being looked for, as this hop asks: its target does not matter.
    bool covers(const connect::Hop& hop) const;

signals:
    void changed();

private:
    void take(const Result<std::vector<connect::Candidate>>& found);

    qt::EngineApi& m_engine;
    qt::NodeKey m_where;
    State m_state = State::Idle;
    bool m_slow = false;
    QTimer m_patience;
    std::optional<connect::Hop> m_asked;
    std::uint64_t m_looks = 0;
    std::vector<connect::Candidate> m_candidates;
    std::optional<Error> m_error;
};

}  // namespace rz::app
