#pragma once

#include <QStyledItemDelegate>

namespace rz::app {

// Paints the bars of StoryModel: solid where a step worked, hatched where it waited for the user, with the state's
// shape before the name of each step. Reads roles only.
class StoryDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

}  // namespace rz::app
