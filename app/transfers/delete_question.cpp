#include "app/transfers/delete_question.h"

#include "app/common/confirm_box.h"
#include "app/transfers/transfer_text.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

struct DeleteQuestionTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::DeleteQuestion)
};

constexpr qsizetype ShownPlaces = 5;

QString warning(const QList<TransferOrder>& orders)
{
    if (orders.size() == 1)
        return DeleteQuestionTr::tr("In %1, whatever is not in the source will be deleted. That cannot be undone.")
            .arg(targetText(orders.front()));
    QStringList lines{
        DeleteQuestionTr::tr("In these places, whatever is not in the source will be deleted. That cannot be undone.")};
    for (const TransferOrder& order : orders.first(std::min(orders.size(), ShownPlaces)))
        lines << targetText(order);
    if (const auto more = static_cast<int>(orders.size() - ShownPlaces); more > 0)
        lines << DeleteQuestionTr::tr("and %Ln more", "places", more);
    return lines.join(u'\n');
}

}  // namespace

void askToDelete(const QList<TransferOrder>& orders, QWidget* parent, std::function<void(DeleteAnswer)> go)
{
    const Confirmation deleting{
        .name = u"confirmDelete"_s,
        .title = DeleteQuestionTr::tr("Delete extra files?"),
        .question = DeleteQuestionTr::tr("Delete what the source does not have?"),
        .consequence = warning(orders),
        .confirm = DeleteQuestionTr::tr("Delete and transfer"),
    };
    auto* box = makeConfirmBox(deleting, parent, [go] { go(DeleteAnswer::Delete); });
    auto* show = box->addButton(DeleteQuestionTr::tr("Only show what would be done"), QMessageBox::ActionRole);
    show->setObjectName(u"onlyShowButton"_s);
    QObject::connect(show, &QAbstractButton::clicked, parent, [go = std::move(go)] { go(DeleteAnswer::OnlyShow); });
    box->open();
}

TransferOrder answered(TransferOrder order, DeleteAnswer answer)
{
    order.options.setFlag(TransferOption::DryRun, answer == DeleteAnswer::OnlyShow);
    return order;
}

}  // namespace rz::app
