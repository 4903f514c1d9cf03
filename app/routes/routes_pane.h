#pragma once

#include <QWidget>

namespace rz::qt {
class EngineApi;
}

namespace rz::app {

class ContextChoice;
class ContextDirectory;
class FilteredTable;
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

    TableActions& tableActions() const;

private:
    void setUpColumns();
    void load();

    qt::EngineApi& m_engine;
    RoutesModel* m_model;
    FilteredTable* m_table;
    ContextChoice* m_choice;
};

}  // namespace rz::app
