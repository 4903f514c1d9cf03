#include "app/common/notice.h"

#include "app/common/control_pictures.h"
#include "app/common/icons.h"
#include "app/common/style.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

const QColor& fieldOf(const Colors& colors, Tone tone)
{
    switch (tone) {
    case Tone::Danger: return colors.dangerField;
    case Tone::Warning: return colors.warningField;
    default: return colors.raised;
    }
}

QLabel* makeLabel(const QString& name, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setFocusPolicy(Qt::ClickFocus);
    label->setWordWrap(true);
    return label;
}

}  // namespace

Notice::Notice(QWidget* parent)
    : QFrame(parent),
      m_title(makeLabel(u"noticeTitle"_s, this)),
      m_text(makeLabel(u"noticeText"_s, this)),
      m_buttons(new QHBoxLayout)
{
    QFont font = m_title->font();
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    m_buttons->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Margin + IconSize + 2 * Space, Margin, Margin, Margin);
    layout->setSpacing(Space);
    layout->addWidget(m_title);
    layout->addWidget(m_text);
    layout->addLayout(m_buttons);
}

void Notice::tell(Tone tone, const QString& icon, const QString& title, const QString& text)
{
    m_tone = tone;
    m_icon = app::icon(icon, tone);
    m_title->setText(withControlPictures(title));
    m_text->setText(withControlPictures(text));
    m_text->setVisible(!text.isEmpty());
    setAccessibleName(m_title->text());
    setAccessibleDescription(m_text->text());
    setVisible(true);
    update();
}

void Notice::addAction(QAction* action)
{
    auto* button = new QPushButton(this);
    button->setObjectName(action->objectName() + u"Button"_s);
    const auto follow = [button, action] {
        button->setText(action->text());
        button->setIcon(action->icon());
        button->setVisible(action->isEnabled());
    };
    follow();
    connect(action, &QAction::changed, button, follow);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    m_buttons->insertWidget(m_buttons->count() - 1, button);
}

void Notice::paintEvent(QPaintEvent* /*event*/)
{
    const Colors& colors = colorsOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_tone == Tone::Plain ? colors.border : colors.of(m_tone), 1));
    painter.setBrush(fieldOf(colors, m_tone));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), Space, Space);
    m_icon.paint(&painter, QRect(Margin, m_title->geometry().top(), IconSize, m_title->fontMetrics().height()));
}

}  // namespace rz::app
