#pragma once

#include "core/qt/snapshots.h"

#include <QWidget>

class QLabel;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;

namespace rz::qt {
class EngineApi;
}

namespace rz::app {

class ContextDirectory;
class EmptyState;
class FilterEdit;
class Notice;
class RoutesModel;
class Selection;
class TableActions;

// The routing table as it is now. Choosing a route shows its target everywhere.
class RoutesPane : public QWidget {
    Q_OBJECT
public:
    // All three must outlive the pane.
    RoutesPane(qt::EngineApi& engine, const ContextDirectory& contexts, Selection& selection,
               QWidget* parent = nullptr);

    TableActions& tableActions() const { return *m_actions; }

private:
    void setUpTable();
    void load();
    void showContent();
    void showSelected();

    qt::EngineApi& m_engine;
    Selection& m_selection;
    RoutesModel* m_model;
    QSortFilterProxyModel* m_rows;
    QTableView* m_table;
    FilterEdit* m_filter;
    EmptyState* m_empty;
    EmptyState* m_noMatch;
    QStackedWidget* m_pages;
    QLabel* m_note;  // whether saving worked
    TableActions* m_actions;
    bool m_loading = false;
};

}  // namespace rz::app
