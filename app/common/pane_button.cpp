#include "app/common/pane_button.h"

#include "app/common/style.h"

#include <QAction>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace rz::app {

QToolButton* makePaneButton(QAction* action, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setObjectName(action->objectName() + u"Button"_s);
    button->setAccessibleName(action->text());
    button->setAutoRaise(true);
    button->setMinimumSize(6 * Space, 6 * Space);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

void describeAction(QAction* action, const QString& text)
{
    const QKeySequence keys = action->shortcut();
    action->setToolTip(keys.isEmpty() ? text : u"%1 (%2)"_s.arg(text, keys.toString(QKeySequence::NativeText)));
}

}  // namespace rz::app
