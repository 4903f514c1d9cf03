#pragma once

#include "app/connect/chain_suggestions.h"
#include "app/hosts/host_book.h"

#include <QWidget>

#include <functional>

class QMenu;
class QStackedWidget;
class QTreeView;

namespace rz::app {

class EmptyState;
class FilterEdit;
class HostActions;
class HostFilter;
class Notice;
class UndoBar;

// The saved hosts: a tree with a filter, and what can be done with the chosen one. What is wrong with their file stands
// above, and what was deleted can be brought back below.
class HostsPane : public QWidget {
    Q_OBJECT
public:
    // `sources` completes the chains written in its dialogs.
    HostsPane(HostBook& book, std::function<ChainSources()> sources, QWidget* parent = nullptr);

    // Opens the dialog for a new host with this chain.
    void saveChain(const QString& name, const connect::Chain& chain);
    HostActions& actions() { return *m_actions; }

signals:
    void chosen(const rz::connect::Chain& chain);

private:
    void setUpTree();
    void wireActions();
    void openMenu(const QPoint& where);
    void activate(const QModelIndex& index);
    void connectCurrent();
    void editCurrent();
    void openHostDialog(const QModelIndex& host, const QString& name, const connect::Chain& chain);
    void openGroupDialog(const QModelIndex& group);
    void removeCurrent();
    QModelIndex current() const;  // of the model
    const HostNode* currentNode() const;
    void choose(const QModelIndex& index);
    void refresh();
    void showContent();
    void showTrouble();

    HostBook& m_book;
    std::function<ChainSources()> m_sources;
    HostFilter* m_rows;
    QTreeView* m_tree;
    FilterEdit* m_filter;
    HostActions* m_actions;
    Notice* m_trouble;
    EmptyState* m_empty;
    EmptyState* m_noMatch;
    QStackedWidget* m_pages;
    UndoBar* m_undoBar;
};

}  // namespace rz::app
