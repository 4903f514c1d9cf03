#pragma once

#include <QPointer>
#include <QScrollArea>

class QAction;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace rz::app {

class Notice;
class Transfer;
class TransferActions;

// One transfer in full: the command as it is run, what it prints, how it ended, and what to do when it failed.
class TransferDetails : public QScrollArea {
    Q_OBJECT
public:
    TransferDetails(const TransferActions& actions, QWidget* parent);

    // Null shows nothing. The transfer may die while it is shown.
    void setTransfer(Transfer* transfer);

private:
    void layOut(const TransferActions& actions);
    void refresh();
    void showTrouble();
    void showOutput();

    QPointer<Transfer> m_transfer;
    std::uint64_t m_shownLines = 0;  // of all that its program ever printed
    bool m_troubleShown = false;
    QLabel* m_outcome;
    QLabel* m_ends;
    QLineEdit* m_command;
    Notice* m_trouble;
    QPlainTextEdit* m_output;
};

}  // namespace rz::app
