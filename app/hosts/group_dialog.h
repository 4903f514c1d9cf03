#pragma once

#include "app/connect/connect_draft.h"
#include "app/hosts/host_model.h"

#include <QDialog>
#include <QPersistentModelIndex>

class QComboBox;
class QLabel;
class QLineEdit;

namespace rz::app {

class DialogButtons;
class OptionForm;

// A group's name and, method by method, what its hosts inherit. Edits a group of the model or makes a new one, on Save. Not
// modal; deletes itself when closed.
class GroupDialog : public QDialog {
    Q_OBJECT
public:
    // `group` invalid: a new one, in `parentGroup`.
    GroupDialog(HostModel& model, const QModelIndex& group, const QModelIndex& parentGroup, QWidget* parent);

    void accept() override;

signals:
    void saved(const QModelIndex& group);

private:
    void readSettings();
    void fillMethods();
    Dict settings() const;
    QString problem() const;
    void showProblem();

    HostModel& m_model;
    QPersistentModelIndex m_group;
    QPersistentModelIndex m_parentGroup;
    bool m_isNew;
    bool m_isAtTop;
    ConnectDraft m_draft;  // a hop for each method
    QLineEdit* m_name;
    QComboBox* m_method;
    OptionForm* m_form;
    QLabel* m_problem;
    DialogButtons* m_buttons;
};

}  // namespace rz::app
