#pragma once

#include <QMenu>

#include <string>
#include <vector>

namespace rz::app {

// The connection methods there are, to choose one of: by its icon and name, explained in a tooltip.
class MethodMenu : public QMenu {
    Q_OBJECT
public:
    MethodMenu(const QString& title, const QStringList& methods, QWidget* parent);

    // Those whose programs are not in the place where the choice would start: they stay, disabled, and say why.
    void setMissing(const std::vector<std::string>& methods, const QString& place);

signals:
    void chosen(const QString& method);
};

}  // namespace rz::app
