#include "app/transfers/quit_question.h"

#include "app/common/confirm_box.h"

#include <QCoreApplication>
#include <QMessageBox>

#include <utility>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

struct QuitQuestionTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::QuitQuestion)
};

const auto Name = u"confirmQuit"_s;

}  // namespace

void askToBreakOff(int transfers, QWidget* window, std::function<void()> quit)
{
    if (const auto* asked = window->findChild<QMessageBox*>(Name); asked != nullptr && asked->isVisible())
        return;
    const Confirmation quitting{
        .name = Name,
        .tone = Tone::Warning,
        .title = QuitQuestionTr::tr("Quit Rhizome?"),
        .question = QuitQuestionTr::tr("%Ln transfer(s) are under way. Quit and break them off?", nullptr, transfers),
        .consequence = QuitQuestionTr::tr("A file that is being copied may be left incomplete where it was going."),
        .confirm = QuitQuestionTr::tr("Quit and break off"),
    };
    makeConfirmBox(quitting, window, std::move(quit))->open();
}

}  // namespace rz::app
