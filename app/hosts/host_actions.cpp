#include "app/hosts/host_actions.h"

#include "app/common/icons.h"
#include "app/common/pane_button.h"

#include <QAction>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace rz::app {

HostActions::HostActions(QWidget& pane) : QObject(&pane), m_pane(pane)
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

QAction* HostActions::make(const char* name, const QString& text, QStringView iconName, const QString& shortcut,
                           const QString& toolTip)
{
    auto* action = new QAction(text, this);
    action->setObjectName(QString::fromLatin1(name));
    if (!iconName.isEmpty())
        action->setIcon(icon(iconName));
    if (!shortcut.isEmpty()) {
        action->setShortcut(QKeySequence(shortcut));
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    }
    describeAction(action, toolTip);
    m_pane.addAction(action);
    return action;
}

}  // namespace rz::app
