#pragma once

#include "core/rpc/function.h"

#include <QWidget>

#include <vector>

class QSortFilterProxyModel;
class QStackedWidget;
class QTreeView;

namespace rz::app {

class EmptyState;
class FilterEdit;
class FunctionModel;

// The functions of a context to choose from, with a filter.
class FunctionList : public QWidget {
    Q_OBJECT
public:
    explicit FunctionList(QWidget* parent = nullptr);

    void setFunctions(std::vector<rpc::FunctionDescription> functions);
    // Instead of functions: why there are none.
    void setMessage(const QString& title, const QString& text);
    // False when there is none of that name.
    bool choose(const QString& name);
    const FunctionModel& model() const { return *m_model; }

signals:
    void chosen(const rz::rpc::FunctionDescription& function);
    // Enter or a double click: the form is wanted.
    void activated();

private:
    void showContent();

    FunctionModel* m_model;
    QSortFilterProxyModel* m_rows;
    QTreeView* m_tree;
    FilterEdit* m_filter;
    EmptyState* m_empty;
    EmptyState* m_noMatch;
    QStackedWidget* m_pages;
};

}  // namespace rz::app
