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
class Selection;
class StatsModel;
class TableActions;

// What each link carries, as numbers and small charts, and what the desktop itself costs. The engine counts only while
// the pane is shown.
class StatsPane : public QWidget {
    Q_OBJECT
public:
    // All three must outlive the pane.
    StatsPane(qt::EngineApi& engine, const ContextDirectory& contexts, Selection& selection, QWidget* parent = nullptr);

    TableActions& tableActions() const { return *m_actions; }
    // With room for the totals on two lines, which docks do not think of.
    QSize minimumSizeHint() const override;

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void setUpTable();
    void load();
    void showTotals();
    void showContent();
    void showSelected();

    qt::EngineApi& m_engine;
    Selection& m_selection;
    StatsModel* m_model;
    QSortFilterProxyModel* m_rows;
    QTableView* m_table;
    FilterEdit* m_filter;
    EmptyState* m_empty;
    EmptyState* m_noMatch;
    QStackedWidget* m_pages;
    QLabel* m_totals;
    QLabel* m_cost;
    QLabel* m_note;  // whether saving worked
    TableActions* m_actions;
    QMetaObject::Connection m_counting;
    bool m_loading = false;
};

}  // namespace rz::app
