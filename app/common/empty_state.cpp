#include "app/common/empty_state.h"

#include "app/common/icons.h"
#include "app/common/style.h"

#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr int PictureSize = 32;
constexpr int TextWidth = 420;
constexpr int LeastWidth = 160;

// A label that draws its icon anew whenever it is painted, so that it follows the palette.
class Picture final : public QWidget {
public:
    Picture(const QString& name, QWidget* parent) : QWidget(parent), m_icon(icon(name, Tone::Muted))
    {
        setFixedSize(PictureSize, PictureSize);
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override
    {
        QPainter painter(this);
        m_icon.paint(&painter, rect());
    }

private:
    QIcon m_icon;
};

}  // namespace

EmptyState::EmptyState(const QString& icon, const QString& title, const QString& text, QWidget* parent)
    : QWidget(parent),
      m_picture(new Picture(icon, this)),
      m_title(new QLabel(title, this)),
      m_text(new QLabel(text, this))
{
    QFont font = m_title->font();
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    m_title->setAlignment(Qt::AlignCenter);
    m_title->setWordWrap(true);
    m_text->setForegroundRole(QPalette::PlaceholderText);
    m_text->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_text->setWordWrap(true);
    m_text->setMaximumWidth(TextWidth);
    m_text->setTextFormat(Qt::PlainText);
    m_title->setTextFormat(Qt::PlainText);

    auto* layout = new QVBoxLayout(this);
    layout->addStretch(2);
    layout->addWidget(m_picture, 0, Qt::AlignHCenter);
    layout->addWidget(m_title);
    auto* line = new QHBoxLayout;
    line->addStretch();
    line->addWidget(m_text, 1);
    line->addStretch();
    layout->addLayout(line);
    layout->addSpacing(Space);
    layout->addStretch(3);
}

void EmptyState::setText(const QString& title, const QString& text)
{
    m_title->setText(title);
    m_text->setText(text);
    fit();
}

QSize EmptyState::minimumSizeHint() const
{
    const int button = m_button == nullptr ? 0 : m_button->sizeHint().height() + 2 * Space;
    return {LeastWidth, m_title->fontMetrics().height() + button + 2 * Space};
}

QSize EmptyState::sizeHint() const
{
    return {TextWidth + 2 * Margin, minimumSizeHint().height() + PictureSize + 4 * RowHeight};
}

void EmptyState::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fit();
}

void EmptyState::fit()
{
    const int textWidth = std::min(width() - 2 * Margin, TextWidth);
    const int withText = minimumSizeHint().height() + m_text->heightForWidth(textWidth) + 4 * Space;
    m_text->setVisible(!m_text->text().isEmpty() && height() >= withText);
    m_picture->setVisible(height() >= withText + PictureSize + 4 * Space);
}

void EmptyState::setAction(QAction* action)
{
    delete m_button;
    m_button = nullptr;
    if (action != nullptr) {
        m_button = new QPushButton(action->icon(), action->text(), this);
        m_button->setObjectName(u"emptyStateButton"_s);
        connect(m_button, &QPushButton::clicked, action, &QAction::trigger);
        auto* column = static_cast<QVBoxLayout*>(layout());
        column->insertWidget(column->count() - 1, m_button, 0, Qt::AlignHCenter);
    }
    fit();
}

}  // namespace rz::app
