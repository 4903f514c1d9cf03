#pragma once

#include "core/qt/snapshots.h"

#include <QDialog>

#include <optional>

class QLabel;
class QLineEdit;

namespace rz::qt {
class EngineApi;
}

namespace rz::app {

class DialogButtons;

// Asks for the id of a context of an attached program, has it asked whether it is there, and says so where it is not. Not
// modal. Ends with added() or by being closed; deletes itself then.
class AddContextDialog : public QDialog {
    Q_OBJECT
public:
    // `path` names the program. The engine must outlive it.
    AddContextDialog(qt::EngineApi& engine, qt::NodeKey program, const QString& path, QWidget* parent = nullptr);

    void accept() override;

signals:
    void added(rz::qt::NodeKey context);

private:
    std::optional<ContextId> id() const;
    void showProblem();
    void showAnswer(const Result<qt::NodeKey>& added);

    qt::EngineApi& m_engine;
    qt::NodeKey m_program;
    QLineEdit* m_id;
    QLabel* m_outcome;
    DialogButtons* m_buttons;
    bool m_asking = false;
};

}  // namespace rz::app
