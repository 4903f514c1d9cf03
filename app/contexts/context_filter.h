#pragma once

#include <QSortFilterProxyModel>

namespace rz::app {

// The contexts that match all words typed, in label, state, identity or id, and the way to them. Unsorted it keeps the
// order in which contexts were made.
class ContextFilter : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit ContextFilter(QObject* parent = nullptr);

    void setText(const QString& text);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    QStringList m_words;
};

}  // namespace rz::app
