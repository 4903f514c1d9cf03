#include "app/common/undo_bar.h"

#include "app/common/style.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace rz::app {

UndoBar::UndoBar(QAction* undo, QWidget* parent) : QWidget(parent), m_text(new QLabel(this))
{
    setObjectName(undo->objectName() + u"Bar"_s);
    m_text->setObjectName(undo->objectName() + u"Text"_s);
    m_text->setTextFormat(Qt::PlainText);
    auto* button = new QToolButton(this);
    button->setDefaultAction(undo);
    button->setObjectName(undo->objectName() + u"Button"_s);
    button->setAccessibleName(undo->toolTip());
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAutoRaise(true);
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(2 * Space, 0, 2 * Space, Space);
    line->addWidget(m_text, 1);
    line->addWidget(button);
    const auto follow = [this, undo] { setVisible(undo->isEnabled()); };
    connect(undo, &QAction::enabledChanged, this, follow);
    follow();
}

void UndoBar::setText(const QString& text)
{
    m_text->setText(text);
}

}  // namespace rz::app
