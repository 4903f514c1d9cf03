#include "app/transfers/delete_question.h"

#include "app/common/icons.h"
#include "app/transfers/transfer_text.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

#include <utility>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::DeleteQuestion)
};

constexpr QSize WarningIcon(32, 32);

}  // namespace

void askToDelete(const TransferOrder& order, QWidget* parent, std::function<void(const TransferOrder&)> go)
{
    auto* box = new QMessageBox(QMessageBox::NoIcon, Tr::tr("Delete extra files?"),
                                Tr::tr("Delete what the source does not have?"), QMessageBox::NoButton, parent);
    box->setObjectName(u"confirmDelete"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setIconPixmap(icon(u"danger", Tone::Danger).pixmap(WarningIcon, parent->devicePixelRatioF()));
    box->setInformativeText(
        Tr::tr("In %1, whatever is not in the source will be deleted. That cannot be undone.").arg(targetText(order)));
    auto* confirm = box->addButton(Tr::tr("Delete and transfer"), QMessageBox::DestructiveRole);
    confirm->setObjectName(u"confirmDeleteButton"_s);
    auto* show = box->addButton(Tr::tr("Only show what would be done"), QMessageBox::ActionRole);
    show->setObjectName(u"onlyShowButton"_s);
    box->setDefaultButton(box->addButton(QMessageBox::Cancel));
    TransferOrder harmless = order;
    harmless.options |= TransferOption::DryRun;
    QObject::connect(confirm, &QAbstractButton::clicked, parent, [order, go] { go(order); });
    QObject::connect(show, &QAbstractButton::clicked, parent,
                     [harmless = std::move(harmless), go = std::move(go)] { go(harmless); });
    box->open();
}

}  // namespace rz::app
