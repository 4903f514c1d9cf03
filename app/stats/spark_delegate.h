#pragma once

#include <QStyledItemDelegate>

namespace rz::app {

class History;

// A number with its last minute as a small chart on its left. Draws what StatsModel::HistoryRole points to, in the
// palette's colours; the scale begins at nothing and ends at the highest sample.
class SparkDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace rz::app
