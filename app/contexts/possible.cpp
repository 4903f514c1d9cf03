#include "app/contexts/possible.h"

#include "app/contexts/node_text.h"

namespace rz::app {

Possible possibleFor(const qt::NodeSnapshot* node)
{
    if (node == nullptr)
        return {.connectChild = true};
    const bool connecting = node->state == qt::NodeState::Connecting;
    const bool up = isUp(*node);
    const bool program = node->isProgram();
    return {
        // A program calls no functions itself, so it can start nothing.
        .connectChild = !program && (up || connecting),
        .reconnect = !connecting && !node->foreign && !(program && up),
        // What a program that we are attached to has started is not ours to end.
        .disconnect = up && !(node->attached() && node->foreign),
        .cancel = connecting,
        .forget = !up && !connecting,
        .copyChain = !node->foreign && !node->attached(),
        .transfer = !node->attached(),
        .survey = program && up,
    };
}

}  // namespace rz::app
