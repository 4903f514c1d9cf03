#pragma once

#include "app/common/context_directory.h"
#include "app/common/selection.h"

namespace rz::app {

// When the row of the chosen context goes, the root of its tree is chosen: the program that it was of, where people see
// why, or the desktop. Never a neighbour: that is another machine, and commands would go there.
class RemovedChoice : public QObject {
    Q_OBJECT
public:
    // Both must outlive it.
    RemovedChoice(const ContextDirectory& contexts, Selection& selection, QObject* parent);

private:
    void follow(const qt::TreeChanges& changes);

    const ContextDirectory& m_contexts;
    Selection& m_selection;
    qt::NodeKey m_tree = qt::RootNode;  // that the chosen one is in
};

}  // namespace rz::app
