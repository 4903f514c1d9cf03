#include "app/window/removed_choice.h"

#include <algorithm>

namespace rz::app {

RemovedChoice::RemovedChoice(const ContextDirectory& contexts, Selection& selection, QObject* parent)
    : QObject(parent), m_contexts(contexts), m_selection(selection)
{
    connect(&m_contexts, &ContextDirectory::changed, this, &RemovedChoice::follow);
    connect(&m_selection, &Selection::changed, this, [this] { follow({}); });
}

void RemovedChoice::follow(const qt::TreeChanges& changes)
{
    const qt::NodeKey chosen = m_selection.current();
    if (std::ranges::find(changes.removed, chosen) != changes.removed.end()) {
        m_selection.choose(m_contexts.find(m_tree) != nullptr ? m_tree : qt::RootNode);
        return;
    }
    const qt::NodeSnapshot* node = m_contexts.find(chosen);
    m_tree = node != nullptr ? node->tree : qt::RootNode;
}

}  // namespace rz::app
