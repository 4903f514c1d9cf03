#include "app/transfers/delete_question.h"

#include "app/common/icons.h"
#include "app/transfers/transfer_text.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::DeleteQuestion)
};

constexpr QSize WarningIcon(32, 32);
constexpr qsizetype ShownPlaces = 5;

QString warning(const QList<TransferOrder>& orders)
{
    if (orders.size() == 1)
        return Tr::tr("In %1, whatever is not in the source will be deleted. That cannot be undone.")
            .arg(targetText(orders.front()));
    QStringList lines{Tr::tr("In these places, whatever is not in the source will be deleted. That cannot be undone.")};
    for (const TransferOrder& order : orders.first(std::min(orders.size(), ShownPlaces)))
        lines << targetText(order);
    if (const auto more = static_cast<int>(orders.size() - ShownPlaces); more > 0)
        lines << Tr::tr("and %Ln more", "places", more);
    return lines.join(u'\n');
}

}  // namespace

void askToDelete(const QList<TransferOrder>& orders, QWidget* parent, std::function<void(DeleteAnswer)> go)
{
    auto* box = new QMessageBox(QMessageBox::NoIcon, Tr::tr("Delete extra files?"),
                                Tr::tr("Delete what the source does not have?"), QMessageBox::NoButton, parent);
    box->setObjectName(u"confirmDelete"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setIconPixmap(icon(u"danger", Tone::Danger).pixmap(WarningIcon, parent->devicePixelRatioF()));
    box->setInformativeText(warning(orders));
    auto* confirm = box->addButton(Tr::tr("Delete and transfer"), QMessageBox::DestructiveRole);
    confirm->setObjectName(u"confirmDeleteButton"_s);
    auto* show = box->addButton(Tr::tr("Only show what would be done"), QMessageBox::ActionRole);
    show->setObjectName(u"onlyShowButton"_s);
    box->setDefaultButton(box->addButton(QMessageBox::Cancel));
    QObject::connect(confirm, &QAbstractButton::clicked, parent, [go] { go(DeleteAnswer::Delete); });
    QObject::connect(show, &QAbstractButton::clicked, parent, [go = std::move(go)] { go(DeleteAnswer::OnlyShow); });
    box->open();
}

TransferOrder answered(TransferOrder order, DeleteAnswer answer)
{
    order.options.setFlag(TransferOption::DryRun, answer == DeleteAnswer::OnlyShow);
    return order;
}

}  // namespace rz::app
