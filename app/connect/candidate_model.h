#pragma once

#include "core/connect/discovery.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

#include <vector>

namespace rz::app {

// What a method could connect to, one a row: its name, and aside its state and a note.
class CandidateModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { AsideRole = Qt::UserRole };

    using QAbstractListModel::QAbstractListModel;

    void setCandidates(std::vector<connect::Candidate> candidates);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<connect::Candidate> m_candidates;
};

// The name, and at the right what is aside, quieter.
class CandidateDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace rz::app
