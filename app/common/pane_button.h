#pragma once

class QAction;
class QString;
class QToolButton;
class QWidget;

namespace rz::app {

// The flat button of an action in the line above a pane's content: named after it, reached by Tab, 24 px at least.
QToolButton* makePaneButton(QAction* action, QWidget* parent);

// The action's tooltip: what it does, and its shortcut.
void describeAction(QAction* action, const QString& text);

}  // namespace rz::app
