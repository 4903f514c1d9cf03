#pragma once

#include "app/connect/chain_suggestions.h"
#include "app/connect/connect_draft.h"
#include "core/qt/snapshots.h"

#include <QDialog>

class QComboBox;
class QDialogButtonBox;
class QLabel;
class QPushButton;
class QTabBar;
class QToolButton;

namespace rz::app {

class ChainLine;
class OptionForm;

// Asks how a context is to be made: a chain as a line and, below it, a form for each of its hops. Not modal: contexts go
// on living meanwhile. Ends with chosen() or by being closed; deletes itself then.
class ConnectDialog : public QDialog {
    Q_OBJECT
public:
    // `under`: where the chain begins, with its path as people read it.
    ConnectDialog(qt::NodeKey under, const QString& underPath, const ChainSources& sources, QWidget* parent);

    void accept() override;

signals:
    void chosen(rz::qt::NodeKey under, const rz::connect::Chain& chain);

private:
    QLayout* makeHopLine();
    QLayout* makeMethodLine(const QStringList& methods);
    QLayout* makeButtonLine();
    void showHops();
    void showProblem();

    qt::NodeKey m_under;
    QStringList m_methods;
    ConnectDraft m_draft;
    ChainLine* m_line;
    QTabBar* m_hops;
    QComboBox* m_method;
    QLabel* m_methodHelp;
    OptionForm* m_form;
    QLabel* m_problem;
    QPushButton* m_connect;
    QToolButton* m_addHop = nullptr;
    QDialogButtonBox* m_buttons = nullptr;
    bool m_following = false;  // widgets are being set from the draft
};

}  // namespace rz::app
