#include "app/window/attaching.h"

#include "app/attach/add_context_dialog.h"
#include "app/attach/attach_dialog.h"
#include "app/attach/scripts_dialog.h"
#include "app/prompts/prompt_centre.h"
#include "app/window/actions.h"

#include <QAction>

namespace rz::app {

Attaching::Attaching(const Parts& parts, QWidget* window) : QObject(window), m(parts), m_window(window)
{
    connect(m.actions.attach, &QAction::triggered, this, &Attaching::openAttach);
    connect(m.actions.addContext, &QAction::triggered, this, &Attaching::openAddContext);
    connect(m.actions.survey, &QAction::triggered, this, [this] { m.engine.survey(m.selection.current()); });
    connect(m.actions.share, &QAction::triggered, this, &Attaching::setSharing);
    connect(m.actions.scripts, &QAction::triggered, this, &Attaching::openScripts);
    connect(&m.engine, &qt::EngineApi::sharingChanged, this, &Attaching::followSharing);
}

void Attaching::openAttach()
{
    auto* dialog = new AttachDialog(m.engine, m_window);
    connect(dialog, &AttachDialog::chosen, this, [this](const QString& path) {
        const qt::NodeKey program = m.engine.attach(path.toStdString());
        m.selection.choose(program);
        emit started(program);
    });
    dialog->show();
}

void Attaching::openAddContext()
{
    const qt::NodeKey program = m.selection.current();
    auto* dialog = new AddContextDialog(m.engine, program, m.contexts.path(program), m_window);
    connect(dialog, &AddContextDialog::added, this, [this](qt::NodeKey context) { m.selection.choose(context); });
    dialog->show();
}

void Attaching::openScripts()
{
    if (!m_scripts) {
        m_scripts = new ScriptsDialog(m.engine, m.actions.share, m_window);
        connect(m_scripts, &ScriptsDialog::answerWanted, this, [this](std::uint64_t promptId) {
            m.prompts.bringForward(promptId);
            m_window->activateWindow();
        });
    }
    m_scripts->show();
    m_scripts->raise();
    m_scripts->activateWindow();
}

// Whoever switches it on wants to know how a script comes in.
void Attaching::setSharing(bool on)
{
    m.engine.setSharing(on);
    if (on)
        openScripts();
}

void Attaching::followSharing()
{
    m.actions.share->setChecked(m.engine.sharing().on);
}

}  // namespace rz::app
