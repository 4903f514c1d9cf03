#include "app/window/actions.h"

#include "app/common/icons.h"
#include "app/common/pane_button.h"

#include <QAction>
#include <QActionGroup>

using namespace Qt::StringLiterals;

namespace rz::app {

Actions::Actions(QObject* parent) : QObject(parent), appearance(new QActionGroup(this))
{
    makeContextActions();
    makeProgramActions();
    makeGoActions();
    makeWindowActions();
}

QAction* Actions::make(const Made& made)
{
    auto* action = new QAction(made.text, this);
    action->setObjectName(QString::fromLatin1(made.name));
    if (!made.icon.isEmpty())
        action->setIcon(icon(made.icon));
    if (!made.shortcut.isEmpty())
        action->setShortcut(QKeySequence(made.shortcut));
    describeAction(action, made.toolTip.isEmpty() ? QString(made.text).remove(u'&').remove(u'…') : made.toolTip);
    return action;
}

void Actions::nameLeaving(Leaving leaving)
{
    const bool detach = leaving == Leaving::Detach;
    disconnectContext->setText(detach ? tr("&Detach") : tr("&Disconnect"));
    describeAction(disconnectContext, detach ? tr("Let go of the program; it and its contexts go on")
                                             : tr("End the context and what is below it"));
}

void Actions::makeContextActions()
{
    connectNew = make({"connectNew", tr("&Connect…"), u"connect"_s, u"Ctrl+N"_s, tr("Connect to a new context")});
    quickConnect = make({"quickConnect", tr("Q&uick connect"), {}, u"Ctrl+L"_s, tr("Type a chain to connect to")});
    connectChild = make({"connectChild", tr("Connect c&hild…"), u"connect-child"_s, u"Ctrl+Shift+N"_s,
                         tr("Start a context from the chosen one")});
    reconnect = make(
        {"reconnect", tr("&Reconnect"), u"reconnect"_s, u"F5"_s, tr("Make the context again, and what was below it")});
    disconnectContext = make({"disconnectContext", tr("&Disconnect"), u"disconnect"_s, u"Ctrl+D"_s, {}});
    nameLeaving(Leaving::Disconnect);
    cancelConnect = make({"cancelConnect", tr("C&ancel"), u"cancel"_s, u"Ctrl+Backspace"_s, tr("Stop connecting")});
    transferFiles = make({"transferFiles", tr("&Transfer files…"), u"pane-transfers"_s, u"Ctrl+T"_s,
                          tr("Copy files to the chosen context, or from there")});
    serveFiles = make({"serveFiles", tr("S&erve files…"), u"browse"_s, u"Ctrl+Shift+F"_s,
                       tr("Choose what contexts may fetch from this machine, and see what they fetched")});
    copyChain = make(
        {"copyChain", tr("Copy cha&in"), u"copy"_s, u"Ctrl+Shift+C"_s, tr("Copy how the context is reached, as text")});
    saveHost = make({"saveHost",
                     tr("Sa&ve this connection…"),
                     u"save"_s,
                     {},
                     tr("Keep how the context is reached among the saved hosts")});
    forget = make({"forget", tr("&Forget"), u"forget"_s, u"Ctrl+Delete"_s,
                   tr("Take the context and what is below it out of the list")});
    quit = make({"quit", tr("&Quit"), u"quit"_s, u"Ctrl+Q"_s, tr("End Rhizome and all its contexts")});
}

void Actions::makeProgramActions()
{
    attach = make({"attach", tr("Attach to pro&gram…"), u"method-attached"_s, u"Ctrl+Shift+A"_s,
                   tr("Use the contexts of a Mitogen program that runs on this machine")});
    addContext = make({"addContext",
                       tr("Add conte&xt by id…"),
                       {},
                       u"Ctrl+Shift+I"_s,
                       tr("Give a context of the chosen program a row, which the search did not find")});
    survey = make({"survey", tr("&Look for its contexts"), u"find"_s, u"Shift+F5"_s,
                   tr("Search the chosen program for contexts again")});
    share = make({"share",
                  tr("Let &Python scripts use these contexts"),
                  {},
                  {},
                  tr("Scripts that use Mitogen can call functions here; you are asked about each")});
    share->setCheckable(true);
    scripts = make({"scripts", tr("Pyth&on scripts…"), u"page-calls"_s, u"Ctrl+Shift+P"_s,
                    tr("How scripts reach these contexts, and which do")});
}

void Actions::makeGoActions()
{
    previousContext = make({"previousContext", tr("&Previous context"), {}, u"Alt+Up"_s, {}});
    nextContext = make({"nextContext", tr("&Next context"), {}, u"Alt+Down"_s, {}});
    parentContext = make({"parentContext", tr("P&arent context"), {}, u"Alt+Left"_s, {}});
    childContext = make({"childContext", tr("&First child"), {}, u"Alt+Right"_s, {}});
    oldestQuestion = make({"oldestQuestion", tr("Oldest &question"), u"question"_s, u"Ctrl+."_s,
                           tr("Open the question that has waited longest")});
    showOverview = make({"showOverview", tr("&Overview"), u"page-overview"_s, u"Ctrl+1"_s, {}});
    showCalls = make({"showCalls", tr("&Calls"), u"page-calls"_s, u"Ctrl+2"_s, {}});
    showConnection = make({"showConnection", tr("Connec&tion"), u"page-connection"_s, u"Ctrl+3"_s, {}});
    goToContexts = make({"goToContexts", tr("Conte&xts"), u"pane-contexts"_s, u"Alt+0"_s, {}});
    goToHosts = make({"goToHosts", tr("&Hosts"), u"pane-hosts"_s, u"Alt+5"_s, {}});
    goToLogs = make({"goToLogs", tr("&Logs"), u"pane-logs"_s, u"Alt+1"_s, {}});
    goToRoutes = make({"goToRoutes", tr("&Routes"), u"pane-routes"_s, u"Alt+2"_s, {}});
    goToStats = make({"goToStats", tr("&Stats"), u"pane-stats"_s, u"Alt+3"_s, {}});
    goToTransfers = make({"goToTransfers", tr("Transf&ers"), u"pane-transfers"_s, u"Alt+6"_s, {}});
    goToPrompts = make({"goToPrompts", tr("Pro&mpts"), u"pane-prompts"_s, u"Alt+4"_s, {}});
}

void Actions::makeWindowActions()
{
    followSystem = make({"followSystem", tr("As the &system"), {}, {}, {}});
    lightScheme = make({"lightScheme", tr("&Light"), {}, {}, {}});
    darkScheme = make({"darkScheme", tr("&Dark"), {}, {}, {}});
    for (QAction* action : {followSystem, lightScheme, darkScheme}) {
        action->setCheckable(true);
        appearance->addAction(action);
    }
    resetLayout =
        make({"resetLayout", tr("&Reset layout"), u"reset-layout"_s, {}, tr("Put all panes where they were at first")});
    forgetSecrets = make({"forgetSecrets",
                          tr("Forget &secrets of this run"),
                          {},
                          {},
                          tr("Wipe the passwords remembered until Rhizome ends")});
    about = make({"about", tr("&About Rhizome"), u"info"_s, {}, {}});
}

}  // namespace rz::app
