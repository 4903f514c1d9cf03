#pragma once

#include "core/qt/snapshots.h"

#include <QDialog>

#include <memory>

class QAction;
class QLabel;
class QLineEdit;
class QStackedWidget;
class QTableView;

namespace rz::qt {
class EngineApi;
}

namespace rz::app {

class DialogButtons;
class EmptyState;
class FileChooser;
class SocketModel;

// Asks which Mitogen program of this machine to attach to: one of those that listen, or a socket by its path. Not modal.
// Ends with chosen() or by being closed; deletes itself then.
class AttachDialog : public QDialog {
    Q_OBJECT
public:
    // The engine must outlive it.
    explicit AttachDialog(qt::EngineApi& engine, QWidget* parent = nullptr);

    void setFileChooser(std::shared_ptr<FileChooser> files) { m_files = std::move(files); }
    void accept() override;

signals:
    void chosen(const QString& path);

private:
    void layOut();
    void setUpTable();
    void look();
    void take(const std::vector<qt::SocketSnapshot>& sockets);
    void choosePath(const QString& path);
    void showPathInTable();
    void showProblem();
    QString problem() const;

    qt::EngineApi& m_engine;
    std::shared_ptr<FileChooser> m_files;
    SocketModel* m_model;
    QTableView* m_table;
    EmptyState* m_empty;
    QStackedWidget* m_pages;
    QAction* m_look;
    QLineEdit* m_path;
    QLabel* m_problem;
    DialogButtons* m_buttons;
};

}  // namespace rz::app
