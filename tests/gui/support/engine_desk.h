#pragma once

#include "app/common/context_directory.h"
#include "app/common/selection.h"
#include "tests/gui/support/real_engine.h"

#include <QTest>

namespace rz::test {

// What panes look at: the engine itself, and a context on this machine that is being made.
struct EngineDesk {
    qt::NodeKey connectLocal() const
    {
        return engine->connectChild(qt::RootNode, connect::Hop{.method = "local", .options = {}});
    }
    bool isUp(qt::NodeKey key) const
    {
        const auto* snapshot = contexts.find(key);
        return snapshot != nullptr && snapshot->state == qt::NodeState::Connected;
    }
    void waitFor(qt::NodeKey key) const { QTRY_VERIFY_WITH_TIMEOUT(isUp(key), Deadline); }

    std::unique_ptr<qt::Engine> engine = makeEngine();
    app::ContextDirectory contexts{*engine};
    app::Selection selection;
    qt::NodeKey node = connectLocal();
};

}  // namespace rz::test
