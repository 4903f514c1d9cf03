#pragma once

#include <QByteArray>

#include <map>

class QMainWindow;
class QSettings;

namespace rz::app {

// Where everything in a window is: the window itself, its docks, and by objectName the splitters in it and the columns of
// the tables that stay. Made when the window is complete and as at first.
class WindowLayout {
public:
    // Both must outlive it.
    WindowLayout(QMainWindow& window, QSettings& settings);

    void save() const;
    void restore();
    // Splitters and columns as they were at first; docks are the window's affair.
    void reset();

private:
    std::map<QString, QByteArray> parts() const;
    void setParts(const std::map<QString, QByteArray>& states);

    QMainWindow& m_window;
    QSettings& m_settings;
    std::map<QString, QByteArray> m_first;
};

}  // namespace rz::app
