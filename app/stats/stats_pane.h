#pragma once

#include <QWidget>

class QLabel;

namespace rz::qt {
class EngineApi;
}

namespace rz::app {

class ContextChoice;
class ContextDirectory;
class FilteredTable;
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

    TableActions& tableActions() const;
    // With room for the totals on two lines, which docks do not think of.
    QSize minimumSizeHint() const override;

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void setUpColumns();
    void layOut();
    void load();
    void showTotals();

    qt::EngineApi& m_engine;
    StatsModel* m_model;
    FilteredTable* m_table;
    ContextChoice* m_choice;
    QLabel* m_totals;
    QLabel* m_cost;
    QMetaObject::Connection m_counting;
};

}  // namespace rz::app
