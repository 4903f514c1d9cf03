#pragma once

#include "app/common/context_directory.h"
#include "app/common/selection.h"
#include "core/qt/engine_api.h"

#include <QObject>
#include <QPointer>

class QWidget;

namespace rz::app {

class Actions;
class PromptCentre;
class ScriptsDialog;

// What the window has to do with other programs of this machine: attaching to Mitogen programs, and letting scripts use these
// contexts.
class Attaching : public QObject {
    Q_OBJECT
public:
    struct Parts {
        qt::EngineApi& engine;
        const ContextDirectory& contexts;
        Selection& selection;
        PromptCentre& prompts;
        Actions& actions;
    };
    // Dialogs belong to `window`.
    Attaching(const Parts& parts, QWidget* window);

signals:
    // The user began to attach to this program.
    void started(rz::qt::NodeKey program);

private:
    void openAttach();
    void openAddContext();
    void openScripts();
    void setSharing(bool on);
    void followSharing();

    Parts m;
    QWidget* m_window;
    QPointer<ScriptsDialog> m_scripts;
};

}  // namespace rz::app
