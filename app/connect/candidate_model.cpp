#include "app/connect/candidate_model.h"

#include "app/common/control_pictures.h"
#include "app/common/style.h"
#include "app/common/tool_tip.h"

#include <QApplication>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr int MostNameWidth = 320;
constexpr int MostAsideWidth = 260;
constexpr int Gap = 6 * Space;

}  // namespace

void CandidateModel::setCandidates(std::vector<connect::Candidate> candidates)
{
    beginResetModel();
    m_candidates = std::move(candidates);
    endResetModel();
}

int CandidateModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_candidates.size());
}

QVariant CandidateModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const connect::Candidate& candidate = m_candidates[static_cast<std::size_t>(index.row())];
    const QString name = QString::fromStdString(candidate.name);
    QStringList aside{QString::fromStdString(candidate.state), QString::fromStdString(candidate.note)};
    aside.removeAll(QString());
    switch (role) {
    case Qt::DisplayRole: return onOneLine(name);
    case Qt::EditRole: return name;  // what is connected to
    case AsideRole: return onOneLine(aside.join(u" · "_s));
    case Qt::AccessibleTextRole: return onOneLine((QStringList{name} + aside).join(u", "_s));
    case Qt::ToolTipRole: return plainToolTip(onOneLine((QStringList{name} + aside).join(u", "_s)));
    default: return {};
    }
}

void CandidateDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem item(option);
    initStyleOption(&item, index);
    const QString aside = index.data(CandidateModel::AsideRole).toString();
    const QFontMetrics metrics(item.font);
    const QRect inner = item.rect.adjusted(CellMargin, 0, -CellMargin, 0);
    const int nameRoom = aside.isEmpty() ? inner.width() : std::max(inner.width() * 3 / 5 - Gap / 2, 0);
    const QString name = metrics.elidedText(item.text, Qt::ElideMiddle, nameRoom);
    const int asideRoom = inner.width() - metrics.horizontalAdvance(name) - Gap;
    item.text.clear();
    const QStyle* style = item.widget != nullptr ? item.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);

    const bool selected = item.state & QStyle::State_Selected;
    const QPalette::ColorGroup group = item.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
    const auto color = [&](QPalette::ColorRole role) {
        return item.palette.color(group, selected ? QPalette::HighlightedText : role);
    };
    painter->save();
    painter->setFont(item.font);
    painter->setPen(color(QPalette::Text));
    painter->drawText(inner, Qt::AlignVCenter | Qt::AlignLeft, name);
    painter->setPen(color(QPalette::PlaceholderText));
    painter->drawText(inner, Qt::AlignVCenter | Qt::AlignRight, metrics.elidedText(aside, Qt::ElideRight, asideRoom));
    painter->restore();
}

QSize CandidateDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QFontMetrics metrics(option.font);
    const int name = std::min(metrics.horizontalAdvance(index.data().toString()), MostNameWidth);
    const int aside =
        std::min(metrics.horizontalAdvance(index.data(CandidateModel::AsideRole).toString()), MostAsideWidth);
    return {name + Gap + aside + 2 * CellMargin, RowHeight};
}

}  // namespace rz::app
