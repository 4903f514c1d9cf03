#pragma once

#include <QStyledItemDelegate>

namespace rz::app {

// An entry of two lines: what was called in a monospaced font, and muted below it the text of the role given. Entries
// with CallListModel::StateRole have the icon of their state in front.
class TwoLineDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    enum class States : std::uint8_t { Shown, None };
    TwoLineDelegate(int detailRole, States states, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    int m_detailRole;
    States m_states;
    QFont m_fixed;
};

}  // namespace rz::app
