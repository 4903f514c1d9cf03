#pragma once

#include "core/qt/snapshots.h"

#include <QModelIndex>
#include <QWidget>

namespace rz::qt {
class EngineApi;
}

namespace rz::app {

class ContextChoice;
class ContextDirectory;
class FilteredTable;
class ModulesModel;
class Selection;

// The modules of this machine that Python contexts asked for.
class ModulesPage : public QWidget {
    Q_OBJECT
public:
    // All three must outlive the page.
    ModulesPage(qt::EngineApi& engine, const ContextDirectory& contexts, Selection& selection, QWidget* parent);

    // Takes what the engine told last.
    void load();
    // In words, of all there ever were; empty while there were none.
    QString totals() const;

private:
    void setUpColumns();
    QModelIndex indexOf(qt::NodeKey key) const;

    qt::EngineApi& m_engine;
    ModulesModel* m_model;
    FilteredTable* m_table;
    ContextChoice* m_choice;
    routing::RouterStats m_counters;
};

}  // namespace rz::app
