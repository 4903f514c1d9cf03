#pragma once

#include "app/common/context_directory.h"
#include "app/common/selection.h"
#include "core/qt/engine_api.h"

#include <QObject>

namespace rz::app {

class Actions;
class PromptCentre;

// Does what the context actions say with the chosen context, and enables just those that are possible. Whatever the user
// starts through it is shown, and its questions come forward.
class ContextCommands : public QObject {
    Q_OBJECT
public:
    struct Parts {
        qt::EngineApi& engine;
        const ContextDirectory& contexts;
        Selection& selection;
        PromptCentre& prompts;
        Actions& actions;
    };
    explicit ContextCommands(const Parts& parts, QObject* parent = nullptr);

    void connectChain(qt::NodeKey under, const connect::Chain& chain);

signals:
    // The user began to connect this context (the last of a chain).
    void started(rz::qt::NodeKey node);

private:
    void reconnect();
    void copyChain() const;
    void refresh();

    Parts m;
};

}  // namespace rz::app
