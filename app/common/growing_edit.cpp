#include "app/common/growing_edit.h"

#include "app/common/style.h"

#include <QFontDatabase>
#include <QKeyEvent>

#include <algorithm>

namespace rz::app {
namespace {

constexpr int MostLines = 8;

}  // namespace

GrowingEdit::GrowingEdit(Enter enter, Font font, int leastLines, QWidget* parent)
    : QPlainTextEdit(parent), m_enter(enter), m_leastLines(leastLines)
{
    if (font == Font::Fixed)
        setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setTabChangesFocus(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    document()->setDocumentMargin(3);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    connect(this, &QPlainTextEdit::blockCountChanged, this, &QWidget::updateGeometry);
}

QSize GrowingEdit::sizeHint() const
{
    const int lines = std::clamp(blockCount(), m_leastLines, MostLines);
    const int margins = 2 * frameWidth() + qRound(2 * document()->documentMargin());
    return {320, std::max(6 * Space, lines * fontMetrics().lineSpacing() + margins)};
}

void GrowingEdit::keyPressEvent(QKeyEvent* event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && m_enter == Enter::Leaves && event->modifiers() == Qt::NoModifier) {
        focusNextChild();
        return;
    }
    // The page runs the call.
    if (enter && event->modifiers() == Qt::ControlModifier) {
        event->ignore();
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
}

}  // namespace rz::app
