#pragma once

#include <QWidget>

class QAbstractItemModel;
class QAction;
class QHBoxLayout;
class QLabel;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;

namespace rz::app {

class EmptyState;
class FilterEdit;
class TableActions;

// The table of a pane with what every such pane has: above it the filter and buttons to copy and save rows, a line that
// tells whether saving worked, and words in its place while it has no rows or none matches.
class FilteredTable : public QWidget {
    Q_OBJECT
public:
    struct Words {
        QString objectName;  // of the table: "routes"
        QString name;        // for screen readers: "Routes"
        QString filter;      // "Filter routes"
        QString fileName;    // suggested when saving: "routes"
        QString icon;        // while there are no rows, with a title and a text
        QString emptyTitle;
        QString emptyText;
        QString noMatchTitle;
        QString noMatchText;
    };
    // The filter's shortcut works in all of `pane`. The model must outlive this.
    FilteredTable(const Words& words, QAbstractItemModel& model, QWidget& pane);

    QTableView& table() const { return *m_table; }
    // What is shown of the model: filtered by the text, sorted by the header.
    QSortFilterProxyModel& rows() const { return *m_rows; }
    EmptyState& empty() const { return *m_empty; }
    TableActions& tableActions() const { return *m_actions; }
    // A row of the model as the table has it, and back; -1 for none.
    int shownRow(int modelRow) const;
    int modelRow(int shownRow) const;

    // Buttons for actions, and other controls, between the filter and the usual ones.
    void addHeadAction(QAction* action);
    void addHeadWidget(QWidget* widget);
    void note(const QString& text);
    // To the right of the table, beyond a handle; `splitter` is the name under which its place is kept.
    void addBeside(QWidget* widget, const QString& splitter);

private:
    void setUpTable(const Words& words);
    void layOut();
    void orderTabs() const;
    void showContent();

    QSortFilterProxyModel* m_rows;
    QTableView* m_table;
    FilterEdit* m_filter;
    EmptyState* m_empty;
    EmptyState* m_noMatch;
    QStackedWidget* m_pages;
    QHBoxLayout* m_head;
    QLabel* m_note;
    TableActions* m_actions;
};

}  // namespace rz::app
