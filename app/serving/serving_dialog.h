#pragma once

#include "core/qt/snapshots.h"

#include <QDialog>

#include <memory>

class QAction;
class QLabel;
class QListView;
class QStackedWidget;

namespace rz::qt {
class EngineApi;
}

namespace rz::app {

class ContextDirectory;
class FetchModel;
class FileChooser;
class FilteredTable;
class Notice;
class Selection;
class ServedPathModel;

// Which files of this machine contexts may fetch, which the user chooses here, and which they fetched. Not modal; follows the
// engine.
class ServingDialog : public QDialog {
    Q_OBJECT
public:
    // All must outlive it.
    ServingDialog(qt::EngineApi& engine, const ContextDirectory& contexts, Selection& selection,
                  QWidget* parent = nullptr);

    void setFileChooser(std::shared_ptr<FileChooser> files) { m_files = std::move(files); }

private:
    void makeActions();
    QWidget* makeServed();
    QWidget* makeFetched();
    void serve(const QString& path);
    void withdraw();
    void refresh();
    void followChoice();

    qt::EngineApi& m_engine;
    Selection& m_selection;
    std::shared_ptr<FileChooser> m_files;
    ServedPathModel* m_paths;
    FetchModel* m_model;
    Notice* m_notice;
    QListView* m_list;
    QStackedWidget* m_pages;
    FilteredTable* m_fetches;
    QLabel* m_totals;
    QAction* m_addFolder;
    QAction* m_addFile;
    QAction* m_withdraw;
};

}  // namespace rz::app
