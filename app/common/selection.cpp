#include "app/common/selection.h"

namespace rz::app {

void Selection::choose(qt::NodeKey node)
{
    if (node == m_current)
        return;
    m_current = node;
    emit changed(node);
}

}  // namespace rz::app
