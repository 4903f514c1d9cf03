#include "app/window/context_commands.h"

#include "app/contexts/possible.h"
#include "app/prompts/prompt_centre.h"
#include "app/window/actions.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>

namespace rz::app {

ContextCommands::ContextCommands(const Parts& parts, QObject* parent) : QObject(parent), m(parts)
{
    const auto onChosen = [this](QAction* action, void (qt::EngineApi::*command)(qt::NodeKey)) {
        connect(action, &QAction::triggered, this, [this, command] { (m.engine.*command)(m.selection.current()); });
    };
    onChosen(m.actions.disconnectContext, &qt::EngineApi::disconnectNode);
    onChosen(m.actions.cancelConnect, &qt::EngineApi::cancelConnect);
    onChosen(m.actions.forget, &qt::EngineApi::forget);
    connect(m.actions.reconnect, &QAction::triggered, this, &ContextCommands::reconnect);
    connect(m.actions.copyChain, &QAction::triggered, this, &ContextCommands::copyChain);
    connect(&m.selection, &Selection::changed, this, &ContextCommands::refresh);
    connect(&m.contexts, &ContextDirectory::changed, this, &ContextCommands::refresh);
    refresh();
}

void ContextCommands::connectChain(qt::NodeKey under, const connect::Chain& chain)
{
    const qt::NodeKey first = m.engine.connectChain(under, chain);
    m.prompts.expect(first, chain.size());
    const auto last = static_cast<qt::NodeKey>(static_cast<std::uint64_t>(first) + chain.size() - 1);
    m.selection.choose(last);
    emit started(last);
}

void ContextCommands::reconnect()
{
    const qt::NodeKey node = m.selection.current();
    m.engine.reconnect(node);
    m.prompts.expect(node);
    emit started(node);
}

void ContextCommands::copyChain() const
{
    const auto chain = connect::toString(m.engine.chainOf(m.selection.current()));
    QGuiApplication::clipboard()->setText(QString::fromStdString(chain));
}

void ContextCommands::refresh()
{
    const qt::NodeKey chosen = m.selection.current();
    const qt::NodeSnapshot* node = m.contexts.find(chosen);
    // Begun a moment ago, the row is not there yet.
    const Possible possible = node == nullptr && chosen != qt::RootNode ? Possible{} : possibleFor(node);
    m.actions.connectChild->setEnabled(possible.connectChild);
    m.actions.reconnect->setEnabled(possible.reconnect);
    m.actions.disconnectContext->setEnabled(possible.disconnect);
    m.actions.cancelConnect->setEnabled(possible.cancel);
    m.actions.forget->setEnabled(possible.forget);
    m.actions.copyChain->setEnabled(possible.copyChain);
    m.actions.saveHost->setEnabled(possible.copyChain);
    m.actions.transferFiles->setEnabled(possible.transfer);
    m.actions.survey->setEnabled(possible.survey);
    m.actions.addContext->setEnabled(possible.survey);
    const bool program = node != nullptr && node->isProgram();
    m.actions.nameLeaving(program ? Actions::Leaving::Detach : Actions::Leaving::Disconnect);
}

}  // namespace rz::app
