#pragma once

#include "core/qt/snapshots.h"

#include <QString>

namespace rz::app {

// What people know the row of a context by: "ssh alice@web1", or "context 7" where nothing but its id is known. It is one line,
// as what follows is, for much of that is what the context says of itself.
QString nodeLabel(const qt::NodeSnapshot& node);
// Of one of which nothing but its id is known.
QString nodeLabel(ContextId id);
// Whom it says it runs as: "alice@web1". Empty while it is not known.
QString nodeIdentity(const qt::NodeSnapshot& node);

}  // namespace rz::app
