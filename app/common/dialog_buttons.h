#pragma once

#include <QDialogButtonBox>

class QDialog;
class QPushButton;

namespace rz::app {

// The foot of a dialog: the button that accepts it, which says what that does, and Cancel.
class DialogButtons : public QDialogButtonBox {
    Q_OBJECT
public:
    // `name` is the object name of the button that accepts.
    DialogButtons(const QString& accept, const QString& name, QDialog* dialog);

    // Why it cannot be accepted as it is, for the button to tell; empty when it can.
    void setProblem(const QString& problem);

private:
    QPushButton* m_accept;
};

}  // namespace rz::app
