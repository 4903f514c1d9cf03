#pragma once

#include <QList>
#include <QWidget>

class QAction;
class QComboBox;

namespace rz::app {

class FilteredTable;
class Selection;
class TableActions;
class Transfer;
class TransferActions;
class TransferDetails;
class TransferQueue;

// The list of transfers: what is under way, waits or is over, and the chosen one in full.
class TransfersPane : public QWidget {
    Q_OBJECT
public:
    // Both must outlive the pane. `start` asks for a new transfer.
    TransfersPane(TransferQueue& queue, Selection& selection, QAction* start, QWidget* parent = nullptr);

    TableActions& tableActions() const;
    // Chooses it and scrolls to it.
    void choose(const Transfer& transfer);

private:
    void setUpHead(QAction* start);
    void setUpColumns();
    void wireActions();
    void makeMenu();
    QList<Transfer*> chosen() const;
    void retryChosen();
    void forChosen(QAction* action, void (Transfer::*command)());
    void refresh();
    void copyCommands() const;
    void showContext();

    TransferQueue& m_queue;
    Selection& m_selection;
    TransferActions* m_actions;
    FilteredTable* m_table;
    TransferDetails* m_details;
    QComboBox* m_atOnce;
};

}  // namespace rz::app
