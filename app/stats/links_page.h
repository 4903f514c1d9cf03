#pragma once

#include <QWidget>

namespace rz::qt {
class EngineApi;
}

namespace rz::app {

class ContextChoice;
class ContextDirectory;
class FilteredTable;
class Selection;
class StatsModel;

// What each link carries, as numbers and small charts.
class LinksPage : public QWidget {
    Q_OBJECT
public:
    // All three must outlive the page.
    LinksPage(qt::EngineApi& engine, const ContextDirectory& contexts, Selection& selection, QWidget* parent);

    // Takes what the engine counted last; once for each time it counts.
    void load();
    // In words; empty without links.
    QString totals() const;

private:
    void setUpColumns();

    qt::EngineApi& m_engine;
    StatsModel* m_model;
    FilteredTable* m_table;
    ContextChoice* m_choice;
};

}  // namespace rz::app
