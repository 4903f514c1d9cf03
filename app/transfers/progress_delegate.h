#pragma once

#include <QStyledItemDelegate>

namespace rz::app {

// The cell of TransferModel::ProgressColumn: a bar for what is under way and whose whole is known, and the text beside it.
class ProgressDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

}  // namespace rz::app
