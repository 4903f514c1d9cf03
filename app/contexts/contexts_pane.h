#pragma once

#include "app/common/selection.h"
#include "core/qt/engine_api.h"

#include <QWidget>

class QAction;
class QByteArray;
class QStackedWidget;
class QMenu;
class QTreeView;

namespace rz::app {

class ContextFilter;
class ContextModel;
class EmptyState;
class FilterEdit;

// The tree of contexts with its filter. Follows and sets the selection, which stays what it is while its row is out of
// sight; new contexts appear unfolded.
class ContextsPane : public QWidget {
    Q_OBJECT
public:
    ContextsPane(ContextModel& model, Selection& selection, QWidget* parent = nullptr);

    // The menu of a row, in this order; null is a separator.
    void setMenu(const QList<QAction*>& actions);
    // What is offered while there is no context.
    void setConnectAction(QAction* action);

    // Chooses the row above or below, the parent, or the first child.
    enum class Step : std::uint8_t { Previous, Next, Parent, Child };
    void move(Step step);

    // Columns as they are at first in a pane of that width: names need most of a narrow one.
    void fitColumns(int width);

    // Which columns are shown, and the order of the rows.
    QMenu* columnsMenu() const { return m_columns; }

signals:
    // Enter or a double click on a context.
    void activated(rz::qt::NodeKey node);
    // Files of this machine, on a context that is connected.
    void filesDropped(rz::qt::NodeKey node, const QStringList& files);

private:
    void setUpTree();
    void setUpHeader();
    void fillColumnsMenu();
    void followRows();
    QModelIndex shownIndex(const QModelIndex& modelIndex) const;
    void showSelected();
    void chooseCurrent(const QModelIndex& current);
    void showContent();

    ContextModel& m_model;
    Selection& m_selection;
    ContextFilter* m_rows;
    QTreeView* m_tree;
    QMenu* m_columns;
    FilterEdit* m_filter;
    EmptyState* m_empty;
    EmptyState* m_noMatch;
    QStackedWidget* m_pages;
    bool m_rowsGo = false;
};

}  // namespace rz::app
