#pragma once

#include "app/common/file_chooser.h"

#include <QMenu>

#include <memory>

namespace rz::app {

class Workspace;

// Saves the tree as recipes into a file, makes those of a file, and chooses what happens at start.
class WorkspaceMenu : public QMenu {
    Q_OBJECT
public:
    WorkspaceMenu(Workspace& workspace, QWidget* window);
    void setFileChooser(std::shared_ptr<FileChooser> files) { m_files = std::move(files); }

signals:
    // What became of it, in the user's words.
    void noted(const QString& note);

private:
    void addAtStart();
    void save();
    void open();
    void openFile(const QString& path);

    Workspace& m_workspace;
    QWidget* m_window;
    std::shared_ptr<FileChooser> m_files = std::make_shared<FileChooser>();
};

}  // namespace rz::app
