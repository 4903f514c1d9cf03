#pragma once

#include <QSortFilterProxyModel>

namespace rz::app {

// Rows whose name or chain has the text in it, with the groups they are in; a group that has it shows all of its hosts.
class HostFilter : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit HostFilter(QObject* parent = nullptr);
    void setText(const QString& text);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QString m_text;
};

}  // namespace rz::app
