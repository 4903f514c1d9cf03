#include "app/workspace/workspace_menu.h"

#include "app/common/icons.h"
#include "app/workspace/workspace.h"

#include <QActionGroup>
#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;

namespace rz::app {

WorkspaceMenu::WorkspaceMenu(Workspace& workspace, QWidget* window)
    : QMenu(tr("&Workspace"), window), m_workspace(workspace), m_window(window)
{
    setObjectName(u"workspaceMenu"_s);
    setIcon(app::icon(u"workspace"));
    setToolTipsVisible(true);
    QAction* save = addAction(app::icon(u"save"), tr("&Save as…"), this, &WorkspaceMenu::save);
    save->setObjectName(u"saveWorkspace"_s);
    save->setToolTip(tr("Write how everything that is connected is reached into a file"));
    QAction* open = addAction(app::icon(u"browse"), tr("&Open…"), this, &WorkspaceMenu::open);
    open->setObjectName(u"openWorkspace"_s);
    open->setToolTip(tr("Connect to everything that such a file says"));
    connect(this, &QMenu::aboutToShow, save, [this, save] { save->setEnabled(!m_workspace.current().empty()); });
    addSeparator();
    addAtStart();
}

void WorkspaceMenu::addAtStart()
{
    QMenu* menu = addMenu(tr("&Reconnect at start"));
    menu->setToolTipsVisible(true);
    menu->menuAction()->setToolTip(tr("What was connected when Rhizome ended"));
    auto* choices = new QActionGroup(this);
    const auto add = [&](Workspace::AtStart what, const char* name, const QString& text) {
        QAction* action = menu->addAction(text);
        action->setObjectName(QString::fromLatin1(name));
        action->setCheckable(true);
        action->setChecked(m_workspace.atStart() == what);
        choices->addAction(action);
        connect(action, &QAction::triggered, this, [this, what] { m_workspace.setAtStart(what); });
    };
    add(Workspace::AtStart::Never, "reconnectNever", tr("&Never"));
    add(Workspace::AtStart::Ask, "reconnectAsk", tr("&Ask"));
    add(Workspace::AtStart::Always, "reconnectAlways", tr("A&lways"));
}

void WorkspaceMenu::save()
{
    m_files->askToSave(m_window, tr("Save workspace"), tr("workspace", "name of a file") + u".json"_s,
                       tr("Workspaces (*.json)"), [this](const QString& path) {
                           const QString problem = writeFile(path, writeRecipes(m_workspace.current()));
                           emit noted(problem.isEmpty() ? tr("Saved as %1").arg(QDir::toNativeSeparators(path))
                                                        : problem);
                       });
}

void WorkspaceMenu::open()
{
    m_files->askToOpen(m_window, tr("Open workspace"), [this](const QString& path) { openFile(path); });
}

void WorkspaceMenu::openFile(const QString& path)
{
    QFile file(path);
    QString problem;
    if (!file.open(QIODevice::ReadOnly)) {
        problem = file.errorString();
    } else if (const auto recipes = readRecipes(file.readAll())) {
        m_workspace.make(*recipes);
        return;
    } else {
        problem = recipes.error();
    }
    emit noted(tr("Cannot open %1: %2").arg(QDir::toNativeSeparators(path), problem));
}

}  // namespace rz::app
