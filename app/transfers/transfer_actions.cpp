#include "app/transfers/transfer_actions.h"

using namespace Qt::StringLiterals;

namespace rz::app {

TransferActions::TransferActions(QWidget& pane) : PaneActions(pane)
{
    pause = make("pauseTransfer", tr("&Pause"), u"pause", u"Ctrl+P"_s, tr("Let the program stand still"));
    resume = make("resumeTransfer", tr("Res&ume"), u"run", u"Ctrl+U"_s, tr("Let the program go on"));
    cancel = make("cancelTransfer", tr("&Cancel"), u"cancel", u"Shift+Del"_s, tr("End the program"));
    retry = make("retryTransfer", tr("Ret&ry"), u"reconnect", u"Ctrl+R"_s, tr("Do it again in the same way"));
    remove = make("removeTransfer", tr("Re&move from list"), {}, u"Del"_s, tr("Take it out of the list"));
    removeFinished = make("removeFinishedTransfers", tr("Remove all &finished"), u"clear", {},
                          tr("Take all that are over out of the list"));
    copyCommand = make("copyTransferCommand", tr("Copy comman&d"), u"copy", {}, tr("Copy the command as it is run"));
    showContext = make("showTransferContext", tr("&Show context"), u"pane-contexts", {},
                       tr("Choose the context that it leads to"));
}

}  // namespace rz::app
