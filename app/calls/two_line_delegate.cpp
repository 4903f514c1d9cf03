#include "app/calls/two_line_delegate.h"

#include "app/calls/call_list_model.h"
#include "app/common/colors.h"
#include "app/common/icons.h"
#include "app/common/style.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPainter>

namespace rz::app {
namespace {

Tone toneOf(CallRun::State state)
{
    switch (state) {
    case CallRun::State::Running: return Tone::Accent;
    case CallRun::State::Done: return Tone::Good;
    case CallRun::State::Failed: return Tone::Danger;
    case CallRun::State::Cancelled: break;
    }
    return Tone::Muted;
}

}  // namespace

TwoLineDelegate::TwoLineDelegate(int detailRole, States states, QObject* parent)
    : QStyledItemDelegate(parent),
      m_detailRole(detailRole),
      m_states(states),
      m_fixed(QFontDatabase::systemFont(QFontDatabase::FixedFont))
{
}

void TwoLineDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QApplication::style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool strong = selected && option.state.testFlag(QStyle::State_Active);
    const Colors& colors = colorsOf(option.palette);
    QRect area = option.rect.adjusted(2 * Space, Space, -2 * Space, -Space);
    if (m_states == States::Shown) {
        const auto state = static_cast<CallRun::State>(index.data(CallListModel::StateRole).toInt());
        const QRect place(area.left(), area.top() + 1, IconSize, IconSize);
        icon(callStateIcon(state), toneOf(state))
            .paint(painter, place, Qt::AlignCenter, strong ? QIcon::Selected : QIcon::Normal);
        area.setLeft(area.left() + IconSize + 2 * Space);
    }
    const QString call = index.data().toString().left(500);
    const QString detail = index.data(m_detailRole).toString();
    const QFontMetrics fixed(m_fixed);
    painter->setFont(m_fixed);
    painter->setPen(strong ? colors.highlightedText : colors.text);
    painter->drawText(area, Qt::AlignLeft | Qt::AlignTop | Qt::TextSingleLine,
                      fixed.elidedText(call, Qt::ElideRight, area.width()));
    painter->setFont(option.font);
    painter->setPen(strong ? colors.highlightedText : colors.mutedText);
    painter->drawText(area, Qt::AlignLeft | Qt::AlignBottom | Qt::TextSingleLine,
                      option.fontMetrics.elidedText(detail, Qt::ElideRight, area.width()));
}

QSize TwoLineDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& /*index*/) const
{
    return {160, option.fontMetrics.height() + QFontMetrics(m_fixed).height() + 3 * Space};
}

}  // namespace rz::app
