#include "app/common/dialog_buttons.h"

#include "app/common/tool_tip.h"

#include <QDialog>
#include <QPushButton>

namespace rz::app {

DialogButtons::DialogButtons(const QString& accept, const QString& name, QDialog* dialog)
    : QDialogButtonBox(dialog), m_accept(addButton(accept, QDialogButtonBox::AcceptRole))
{
    m_accept->setObjectName(name);
    m_accept->setDefault(true);
    addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    connect(this, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
    connect(this, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
}

void DialogButtons::setProblem(const QString& problem)
{
    m_accept->setEnabled(problem.isEmpty());
    m_accept->setToolTip(plainToolTip(problem));
    m_accept->setAccessibleDescription(problem);
}

}  // namespace rz::app
