#pragma once

#include <QMenu>

namespace rz::app {

// The connection methods there are, to choose one of: by its icon and name, explained in a tooltip.
class MethodMenu : public QMenu {
    Q_OBJECT
public:
    MethodMenu(const QString& title, const QStringList& methods, QWidget* parent);

signals:
    void chosen(const QString& method);
};

}  // namespace rz::app
