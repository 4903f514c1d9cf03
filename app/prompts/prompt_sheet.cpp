#include "app/prompts/prompt_sheet.h"

#include "app/common/style.h"
#include "app/common/typing_guard.h"
#include "app/prompts/prompt_card.h"

#include <QApplication>
#include <QEvent>
#include <QGraphicsDropShadowEffect>
#include <QKeyEvent>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr int Width = 560;
constexpr int ShadowRadius = 24;

}  // namespace

PromptSheet::PromptSheet(PromptCentre& centre, QWidget* window, QWidget* below)
    : QWidget(window), m_centre(centre), m_below(below), m_typing(new TypingGuard(this))
{
    setObjectName(u"promptSheet"_s);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(ShadowRadius, Space, ShadowRadius, ShadowRadius);
    hide();
    window->installEventFilter(this);
    below->installEventFilter(this);
    connect(&m_centre, &PromptCentre::foremostChanged, this, &PromptSheet::refresh);
    connect(m_typing, &TypingGuard::paused, this, &PromptSheet::followPause);
    refresh(PromptCentre::Cause::Others);
}

void PromptSheet::refresh(PromptCentre::Cause cause)
{
    const auto foremost = m_centre.foremost();
    const bool replaced = m_card != nullptr && foremost != m_card->promptId();
    m_waitsForPause = false;
    if (cause == PromptCentre::Cause::User)
        m_typing->forget();
    else if (replaced)
        m_typing->presumeTyping();
    if (replaced) {
        // Hidden with the keys, it would hand them on to whatever comes next.
        if (m_card->isAncestorOf(QApplication::focusWidget()))
            setFocus(Qt::OtherFocusReason);
        m_card->hide();
        m_card->deleteLater();
        m_card = nullptr;
    }
    const OpenPrompt* question = foremost ? m_centre.find(*foremost) : nullptr;
    if (question == nullptr) {
        leave(cause);
        return;
    }
    if (m_card == nullptr)
        showCard(*question);
    if (m_typing->isTyping()) {
        m_typing->guard(*m_card);
        m_waitsForPause = true;
    } else {
        takeKeys();
    }
}

void PromptSheet::showCard(const OpenPrompt& question)
{
    m_card = PromptCard::create(m_centre, question.prompt, this);
    m_card->offerAside();
    setAccessibleName(m_card->accessibleName());
    auto* shadow = new QGraphicsDropShadowEffect(m_card);
    shadow->setBlurRadius(ShadowRadius);
    shadow->setOffset(0, Space);
    shadow->setColor(QColor(0, 0, 0, 90));
    m_card->setGraphicsEffect(shadow);
    layout()->addWidget(m_card);
    place();
    show();
    raise();
}

// The last question has gone. When it went by itself, the rest of a password may still come, which nothing must show.
void PromptSheet::leave(PromptCentre::Cause cause)
{
    if (isAncestorOf(QApplication::focusWidget())) {
        if (cause == PromptCentre::Cause::Others) {
            parentWidget()->setFocus(Qt::OtherFocusReason);
            m_waitsForPause = true;
        } else if (m_focusBefore) {
            m_focusBefore->setFocus(Qt::OtherFocusReason);
        }
    }
    hide();
}

void PromptSheet::takeKeys()
{
    QWidget* focus = QApplication::focusWidget();
    if (m_card->isAncestorOf(focus))
        return;
    if (focus != this && focus != parentWidget())
        m_focusBefore = focus;
    m_card->focusAnswer();
}

void PromptSheet::followPause()
{
    if (!std::exchange(m_waitsForPause, false))
        return;
    if (m_card != nullptr)
        takeKeys();
    else if (m_focusBefore && QApplication::focusWidget() == parentWidget())
        m_focusBefore->setFocus(Qt::OtherFocusReason);
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
