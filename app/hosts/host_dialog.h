#pragma once

#include "app/connect/chain_suggestions.h"
#include "app/hosts/host_model.h"

#include <QDialog>
#include <QPersistentModelIndex>

class QComboBox;
class QLabel;
class QLineEdit;

namespace rz::app {

class ChainEditor;
class DialogButtons;

// What a saved host is called, which group it is in, and its chain; settings that it inherits show in the fields that are
// left empty. Edits a host of the model or makes a new one, on Save. Not modal; deletes itself when closed.
class HostDialog : public QDialog {
    Q_OBJECT
public:
    struct Subject {
        QModelIndex host;   // invalid: a new one
        QModelIndex group;  // of a new one
        QString name;
        connect::Chain chain;  // empty: to be written
    };
    HostDialog(HostModel& model, const Subject& subject, const ChainSources& sources, QWidget* parent);

    void accept() override;

signals:
    void saved(const QModelIndex& host);

private:
    void fillGroups(const QModelIndex& chosen);
    void followGroups();
    const QPersistentModelIndex& groupIndex() const;
    const HostNode* group() const;
    QString problem() const;
    void showProblem();

    HostModel& m_model;
    QPersistentModelIndex m_host;
    bool m_isNew;
    QLineEdit* m_name;
    QComboBox* m_group;
    ChainEditor* m_editor;
    QLabel* m_problem;
    DialogButtons* m_buttons;
    std::vector<QPersistentModelIndex> m_groups;  // as in the box; the first is invalid, as are those that have gone
};

}  // namespace rz::app
