#pragma once

#include "core/qt/snapshots.h"

#include <QString>

namespace rz::app {

// What people know the row of a context by: "ssh alice@web1", or "context 7" where nothing but its id is known.
QString nodeLabel(const qt::NodeSnapshot& node);
// Of one of which nothing but its id is known.
QString nodeLabel(ContextId id);

}  // namespace rz::app
