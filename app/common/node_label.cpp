#include "app/common/node_label.h"

#include "app/common/control_pictures.h"

#include <QCoreApplication>

namespace rz::app {
namespace {

constexpr qsizetype LongestName = 400;

struct ContextDirectoryTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::ContextDirectory)
};

}  // namespace

QString nodeLabel(const qt::NodeSnapshot& node)
{
    return node.foreign && node.name.empty() && node.id
               ? nodeLabel(*node.id)
               : startOnOneLine(QString::fromStdString(node.label()), LongestName);
}

QString nodeLabel(ContextId id)
{
    return ContextDirectoryTr::tr("context %1").arg(raw(id));
}

QString nodeIdentity(const qt::NodeSnapshot& node)
{
    return startOnOneLine(QString::fromStdString(node.identity), LongestName);
}

}  // namespace rz::app
