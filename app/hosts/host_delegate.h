#pragma once

#include <QStyledItemDelegate>

namespace rz::app {

// Rows of saved hosts: the chain quieter than the name, and in the colour of danger where it cannot be connected.
class HostDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

}  // namespace rz::app
