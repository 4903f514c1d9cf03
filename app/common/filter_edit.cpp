#include "app/common/filter_edit.h"

#include <QKeyEvent>
#include <QShortcut>

using namespace Qt::StringLiterals;

namespace rz::app {

FilterEdit::FilterEdit(const QString& what, QWidget& pane, QWidget& view) : QLineEdit(&pane), m_view(view)
{
    setObjectName(u"filter"_s);
    setPlaceholderText(what);
    setAccessibleName(what);
    setClearButtonEnabled(true);
    const QKeySequence keys(QKeySequence::Find);
    setToolTip(
        tr("%1 (%2)", "what a field is for, and its shortcut").arg(what, keys.toString(QKeySequence::NativeText)));
    auto* shortcut = new QShortcut(keys, &pane, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, this, [this] {
        setFocus(Qt::ShortcutFocusReason);
        selectAll();
    });
}

void FilterEdit::keyPressEvent(QKeyEvent* event)
{
    const bool escape = event->key() == Qt::Key_Escape;
    if (escape && !text().isEmpty()) {
        clear();
        return;
    }
    if (escape || event->key() == Qt::Key_Down || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        m_view.setFocus(Qt::ShortcutFocusReason);
        return;
    }
    QLineEdit::keyPressEvent(event);
}

}  // namespace rz::app
