#include "app/contexts/possible.h"

#include "app/contexts/node_text.h"

namespace rz::app {

Possible possibleFor(const qt::NodeSnapshot* node)
{
    if (node == nullptr)
        return {.connectChild = true};
    const bool connecting = node->state == qt::NodeState::Connecting;
    const bool up = isUp(*node);
    return {
        .connectChild = up || connecting,
        .reconnect = !connecting && !node->foreign,
        .disconnect = up,
        .cancel = connecting,
        .forget = !up && !connecting,
        .copyChain = !node->foreign,
    };
}

}  // namespace rz::app
