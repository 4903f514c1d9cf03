#include "app/common/confirm_box.h"

#include <QMessageBox>
#include <QPushButton>

#include <utility>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr QSize IconSize(32, 32);

}  // namespace

QMessageBox* makeConfirmBox(const Confirmation& what, QWidget* parent, std::function<void()> confirmed)
{
    auto* box = new QMessageBox(QMessageBox::NoIcon, what.title, what.question, QMessageBox::NoButton, parent);
    box->setObjectName(what.name);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setIconPixmap(icon(u"danger", what.tone).pixmap(IconSize, parent->devicePixelRatioF()));
    box->setInformativeText(what.consequence);
    auto* confirm = box->addButton(what.confirm, QMessageBox::DestructiveRole);
    confirm->setObjectName(what.name + u"Button"_s);
    box->setDefaultButton(box->addButton(QMessageBox::Cancel));
    QObject::connect(confirm, &QAbstractButton::clicked, parent, [confirmed = std::move(confirmed)] { confirmed(); });
    return box;
}

}  // namespace rz::app
