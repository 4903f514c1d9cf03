#pragma once

#include "app/connect/chain_suggestions.h"
#include "core/connect/method.h"
#include "core/qt/snapshots.h"

#include <QDialog>

class QLabel;

namespace rz::qt {
class EngineApi;
}

namespace rz::app {

class ChainEditor;
class DialogButtons;

// Asks how a context is to be made: a chain as a line and, below it, a form for each of its hops. Not modal: contexts go
// on living meanwhile. Ends with chosen() or by being closed; deletes itself then.
class ConnectDialog : public QDialog {
    Q_OBJECT
public:
    // Where the chain begins, with its path as people read it, and the method it begins with.
    struct Start {
        qt::NodeKey under{};
        QString path;
        QString method;
        bool python = false;  // it begins at a Python context
    };
    ConnectDialog(qt::EngineApi& engine, const Start& start, const ChainSources& sources, QWidget* parent);

    void accept() override;

signals:
    void chosen(rz::qt::NodeKey under, const rz::connect::Chain& chain);

private:
    void showProblem();

    qt::NodeKey m_under;
    ChainEditor* m_editor;
    QLabel* m_problem;
    DialogButtons* m_buttons;
};

}  // namespace rz::app
