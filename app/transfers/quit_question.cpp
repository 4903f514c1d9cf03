#include "app/transfers/quit_question.h"

#include "app/common/icons.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

#include <utility>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::QuitQuestion)
};

constexpr QSize WarningIcon(32, 32);
const auto Name = u"confirmQuit"_s;

}  // namespace

void askToBreakOff(int transfers, QWidget* window, std::function<void()> quit)
{
    if (const auto* asked = window->findChild<QMessageBox*>(Name); asked != nullptr && asked->isVisible())
        return;
    auto* box = new QMessageBox(QMessageBox::NoIcon, Tr::tr("Quit Rhizome?"),
                                Tr::tr("%Ln transfer(s) are under way. Quit and break them off?", nullptr, transfers),
                                QMessageBox::NoButton, window);
    box->setObjectName(Name);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setIconPixmap(icon(u"danger", Tone::Warning).pixmap(WarningIcon, window->devicePixelRatioF()));
    box->setInformativeText(Tr::tr("A file that is being copied may be left incomplete where it was going."));
    auto* confirm = box->addButton(Tr::tr("Quit and break off"), QMessageBox::DestructiveRole);
    confirm->setObjectName(u"confirmQuitButton"_s);
    box->setDefaultButton(box->addButton(QMessageBox::Cancel));
    QObject::connect(confirm, &QAbstractButton::clicked, window, [quit = std::move(quit)] { quit(); });
    box->open();
}

}  // namespace rz::app
