#pragma once

#include "app/workspace/recipe.h"

#include <unordered_map>

namespace rz::app {

// The rows that the working set is made of. A row that was up once, or that was made from a recipe, stays wanted when it
// fails: without network everything fails, and is wanted all the same.
class WantedRows {
public:
    // It is being made from a recipe.
    void hold(qt::NodeKey key);
    // Whether the recipes of the tree are others now.
    bool follow(const qt::TreeChanges& changes);
    const HeldRows& held() const { return m_held; }
    // All that are being made are in the tree.
    bool isComplete() const { return m_awaited.empty(); }

private:
    HeldRows m_held;
    HeldRows m_awaited;
    std::unordered_map<qt::NodeKey, connect::Hop> m_wanted;
};

}  // namespace rz::app
