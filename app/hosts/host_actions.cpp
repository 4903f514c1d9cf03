#include "app/hosts/host_actions.h"

using namespace Qt::StringLiterals;

namespace rz::app {

HostActions::HostActions(QWidget& pane) : PaneActions(pane)
{
    connectHost = make("connectHost", tr("&Connect"), u"connect", {}, tr("Connect to the chosen host (Enter)"));
    newHost = make("newHost", tr("New &host…"), u"new-host", u"Ctrl+Shift+H"_s, tr("Save another host"));
    newGroup = make("newGroup", tr("New &group…"), u"new-group", {}, tr("Add a group, whose hosts can share settings"));
    edit = make("editHost", tr("&Edit…"), u"edit", u"F4"_s, tr("Change the name, chain or settings"));
    rename = make("renameHost", tr("Rena&me"), {}, u"F2"_s, tr("Give it another name"));
    duplicate = make("duplicateHost", tr("D&uplicate"), {}, u"Ctrl+Shift+D"_s, tr("Save another one like it"));
    remove = make("deleteHost", tr("&Delete"), u"forget", u"Del"_s, tr("Take it out of the saved hosts"));
    undo = make("undoDelete", tr("&Undo"), u"undo", u"Ctrl+Z"_s, tr("Bring back what was deleted"));
    copyChain = make("copyHostChain", tr("Copy cha&in"), u"copy", u"Ctrl+C"_s, tr("Copy the chain as it is connected"));
    readAgain = make("readHostsAgain", tr("Read a&gain"), u"reconnect", {}, tr("Read the file of saved hosts again"));
}

}  // namespace rz::app
