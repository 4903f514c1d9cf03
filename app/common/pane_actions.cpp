#include "app/common/pane_actions.h"

#include "app/common/icons.h"
#include "app/common/pane_button.h"

#include <QAction>
#include <QWidget>

namespace rz::app {

PaneActions::PaneActions(QWidget& pane) : QObject(&pane), m_pane(pane) {}

QAction* PaneActions::make(const char* name, const QString& text, QStringView iconName, const QString& shortcut,
                           const QString& toolTip)
{
    auto* action = new QAction(text, this);
    action->setObjectName(QString::fromLatin1(name));
    if (!iconName.isEmpty())
        action->setIcon(icon(iconName));
    if (!shortcut.isEmpty()) {
        action->setShortcut(QKeySequence(shortcut));
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    }
    describeAction(action, toolTip);
    m_pane.addAction(action);
    return action;
}

}  // namespace rz::app
