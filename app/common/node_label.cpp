#include "app/common/node_label.h"

#include <QCoreApplication>

namespace rz::app {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::ContextDirectory)
};

}  // namespace

QString nodeLabel(const qt::NodeSnapshot& node)
{
    return node.foreign && node.name.empty() && node.id ? nodeLabel(*node.id) : QString::fromStdString(node.label());
}

QString nodeLabel(ContextId id)
{
    return Tr::tr("context %1").arg(raw(id));
}

}  // namespace rz::app
