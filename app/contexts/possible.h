#pragma once

#include "core/qt/snapshots.h"

namespace rz::app {

// What can be done with a context as it is now; null is the desktop itself.
struct Possible {
    bool connectChild = false;
    bool reconnect = false;
    bool disconnect = false;
    bool cancel = false;
    bool forget = false;
    bool copyChain = false;
    bool transfer = true;
    bool survey = false;  // search it for contexts, and add them by their ids
    bool operator==(const Possible&) const = default;
};

Possible possibleFor(const qt::NodeSnapshot* node);

}  // namespace rz::app
