#pragma once

#include "core/qt/engine_api.h"

#include <QObject>

#include <array>
#include <unordered_map>

namespace rz::app {

// How many contexts are in which state, kept up to date by what changes.
class ContextCounts : public QObject {
    Q_OBJECT
public:
    explicit ContextCounts(const qt::EngineApi& engine, QObject* parent = nullptr);

    std::size_t all() const { return m_states.size(); }
    std::size_t in(qt::NodeState state) const { return m_counts[static_cast<std::size_t>(state)]; }
    std::size_t up() const { return in(qt::NodeState::Connected) + in(qt::NodeState::Slow); }

signals:
    void changed();

private:
    void apply(const qt::TreeChanges& changes);
    std::size_t& countOf(qt::NodeState state) { return m_counts[static_cast<std::size_t>(state)]; }

    std::unordered_map<qt::NodeKey, qt::NodeState> m_states;
    std::array<std::size_t, static_cast<std::size_t>(qt::NodeState::Closed) + 1> m_counts{};
};

}  // namespace rz::app
