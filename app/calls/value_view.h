#pragma once

#include "app/calls/value_meaning.h"
#include "core/base/value.h"

#include <QWidget>

#include <memory>
#include <vector>

class QPlainTextEdit;
class QStackedWidget;
class QTableView;
class QTreeView;

namespace rz::app {

class FilterEdit;
class TableActions;
class ValueTableFilter;
class ValueTableModel;
class ValueTreeModel;

// One value, as table, tree or text. A table can be sorted by any column and filtered, and grows while values come.
class ValueView : public QWidget {
    Q_OBJECT
public:
    enum class Form : std::uint8_t { Table, Tree, Text };

    explicit ValueView(QWidget* parent = nullptr);

    // Of the values that are shown from now on.
    void setMeanings(const Meanings& meanings);
    // Shows it in the form that suits it best.
    void setValue(std::shared_ptr<const Value> value);
    void clear();
    // Adds rows to the table, for values that are streamed.
    void appendRows(const std::vector<Value>& values);

    Form form() const { return m_form; }
    void setForm(Form form);
    static Form bestForm(const Value& value);

    // Of what is shown: the selected rows, or everything.
    void copyAsText() const;

signals:
    // What became of saving rows.
    void noted(const QString& note);

private:
    QWidget* makeTablePage();
    QWidget* makeTree();
    void fillForm();

    ValueTableModel* m_tableModel;
    ValueTableFilter* m_tableRows;
    ValueTreeModel* m_treeModel;
    QTableView* m_table;
    FilterEdit* m_filter;
    QTreeView* m_tree;
    QPlainTextEdit* m_text;
    QStackedWidget* m_pages;
    std::shared_ptr<const Value> m_value;
    Form m_form = Form::Text;
    bool m_filled[3] = {};
    bool m_streaming = false;
};

}  // namespace rz::app
