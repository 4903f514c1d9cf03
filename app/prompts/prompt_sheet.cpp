#include "app/prompts/prompt_sheet.h"

#include "app/common/style.h"
#include "app/prompts/prompt_card.h"
#include "app/prompts/prompt_centre.h"

#include <QApplication>
#include <QEvent>
#include <QGraphicsDropShadowEffect>
#include <QKeyEvent>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr int Width = 560;
constexpr int ShadowRadius = 24;

}  // namespace

PromptSheet::PromptSheet(PromptCentre& centre, QWidget* window, QWidget* below)
    : QWidget(window), m_centre(centre), m_below(below)
{
    setObjectName(u"promptSheet"_s);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(ShadowRadius, Space, ShadowRadius, ShadowRadius);
    hide();
    window->installEventFilter(this);
    below->installEventFilter(this);
    connect(&m_centre, &PromptCentre::foremostChanged, this, &PromptSheet::refresh);
    refresh();
}

void PromptSheet::refresh()
{
    const auto foremost = m_centre.foremost();
    if (m_card != nullptr && foremost != m_card->promptId()) {
        m_card->hide();
        m_card->deleteLater();
        m_card = nullptr;
    }
    const OpenPrompt* question = foremost ? m_centre.find(*foremost) : nullptr;
    if (question == nullptr) {
        const bool hadFocus = isAncestorOf(QApplication::focusWidget());
        hide();
        if (hadFocus && m_focusBefore)
            m_focusBefore->setFocus(Qt::OtherFocusReason);
        return;
    }
    if (m_card != nullptr)
        return;
    if (!isVisible())
        m_focusBefore = QApplication::focusWidget();
    m_card = PromptCard::create(m_centre, question->prompt, this);
    m_card->offerAside();
    auto* shadow = new QGraphicsDropShadowEffect(m_card);
    shadow->setBlurRadius(ShadowRadius);
    shadow->setOffset(0, Space);
    shadow->setColor(QColor(0, 0, 0, 90));
    m_card->setGraphicsEffect(shadow);
    layout()->addWidget(m_card);
    place();
    show();
    raise();
    m_card->focusAnswer();
}

void PromptSheet::place()
{
    if (m_card == nullptr)
        return;
    const QWidget* window = parentWidget();
    const int width = std::min(Width + 2 * ShadowRadius, window->width());
    const int height = layout()->hasHeightForWidth() ? layout()->heightForWidth(width) : layout()->sizeHint().height();
    const int top = m_below->mapTo(window, QPoint(0, m_below->height())).y();
    setGeometry((window->width() - width) / 2, top, width, std::min(height, window->height() - top));
}

// The card grows and shrinks: a note comes or goes.
bool PromptSheet::event(QEvent* event)
{
    if (event->type() == QEvent::LayoutRequest)
        place();
    return QWidget::event(event);
}

bool PromptSheet::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize || event->type() == QEvent::Move)
        place();
    return QWidget::eventFilter(watched, event);
}

void PromptSheet::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && m_card != nullptr)
        m_centre.putAside(m_card->promptId());
    else
        QWidget::keyPressEvent(event);
}

}  // namespace rz::app
