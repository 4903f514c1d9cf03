#include "app/prompts/prompt_card.h"

#include "app/common/control_pictures.h"
#include "app/common/icons.h"
#include "app/common/style.h"
#include "app/prompts/client_card.h"
#include "app/prompts/host_key_card.h"
#include "app/prompts/prompt_centre.h"
#include "app/prompts/prompt_text.h"
#include "app/prompts/secret_card.h"

#include <QEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace rz::app {

PromptCard* PromptCard::create(PromptCentre& centre, const connect::Prompt& prompt, QWidget* parent)
{
    if (isHostKey(prompt))
        return new HostKeyCard(centre, prompt, parent);
    if (prompt.kind == connect::PromptKind::Client)
        return new ClientCard(centre, prompt, parent);
    return new SecretCard(centre, prompt, parent);
}

PromptCard::PromptCard(PromptCentre& centre, connect::Prompt prompt, QWidget* parent)
    : QFrame(parent),
      m_centre(centre),
      m_prompt(std::move(prompt)),
      m_icon(icon(promptIcon(m_prompt),
                  m_prompt.kind == connect::PromptKind::HostKeyChanged ? Tone::Danger : Tone::Accent)),
      m_title(nullptr),
      m_body(new QVBoxLayout),
      m_buttons(new QHBoxLayout)
{
    setObjectName(u"promptCard"_s);
    setAccessibleName(onOneLine(promptTitle(m_prompt)));
    setAccessibleDescription(onOneLine(promptPath(m_prompt)));
    m_body->setSpacing(2 * Space);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Margin + IconSize + 2 * Space, Margin, Margin, Margin);
    layout->setSpacing(Margin);
    layout->addLayout(m_body);
    layout->addLayout(m_buttons);
    m_buttons->setSpacing(2 * Space);
    m_buttons->addStretch();

    m_title = addText(u"promptTitle"_s, onOneLine(promptTitle(m_prompt)));
    QFont font = m_title->font();
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    addText(u"promptPath"_s, onOneLine(promptPath(m_prompt)), Tone::Muted);
    if (const QString attempt = promptAttempt(m_prompt); !attempt.isEmpty())
        addText(u"promptAttempt"_s, attempt, Tone::Warning);
}

QLabel* PromptCard::addText(const QString& name, const QString& text, Tone tone)
{
    auto* label = new QLabel(withControlPictures(text), this);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setWordWrap(true);
    m_body->addWidget(label);
    m_texts.emplace_back(label, tone);
    colorTexts();
    return label;
}

QPushButton* PromptCard::addButton(const QString& name, const QString& text)
{
    auto* button = new QPushButton(text, this);
    button->setObjectName(name);
    button->setAutoDefault(false);
    m_buttons->addWidget(button);
    return button;
}

void PromptCard::offerAside()
{
    auto* aside = new QPushButton(icon(u"aside"), tr("Later"), this);
    aside->setObjectName(u"asideButton"_s);
    aside->setAutoDefault(false);
    aside->setToolTip(tr("Put the question aside; it waits under Prompts (Esc)"));
    m_buttons->insertWidget(0, aside);
    connect(aside, &QPushButton::clicked, this, [this] { m_centre.putAside(m_prompt.id); });
}

void PromptCard::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        pressDefault();
    else
        QFrame::keyPressEvent(event);
}

void PromptCard::changeEvent(QEvent* event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colorTexts();
}

void PromptCard::colorTexts()
{
    const Colors& colors = colorsOf(palette());
    for (const auto& [label, tone] : m_texts) {
        QPalette palette = label->palette();
        palette.setColor(QPalette::WindowText, colors.of(tone));
        if (palette.color(QPalette::WindowText) != label->palette().color(QPalette::WindowText))
            label->setPalette(palette);
    }
}

void PromptCard::paintEvent(QPaintEvent* /*event*/)
{
    const Colors& colors = colorsOf(palette());
    const bool danger = m_prompt.kind == connect::PromptKind::HostKeyChanged;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(danger ? colors.danger : colors.border, 1));
    painter.setBrush(colors.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), Space, Space);
    m_icon.paint(&painter, QRect(Margin, m_title->geometry().top(), IconSize, m_title->fontMetrics().height()));
}

}  // namespace rz::app
