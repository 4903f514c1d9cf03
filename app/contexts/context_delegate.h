#pragma once

#include <QStyledItemDelegate>

namespace rz::app {

// Paints the state as shape and word in its tone, and behind the names the marks "root", "Python" and "attached".
// Reads roles of ContextModel only.
class ContextDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

}  // namespace rz::app
