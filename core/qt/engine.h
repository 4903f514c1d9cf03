#pragma once

#include "core/connect/connector.h"
#include "core/connect/libssh/ssh_opener.h"
#include "core/qt/snapshots.h"
#include "core/rpc/context.h"
#include "core/rpc/function.h"

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace rz::qt {

// How the router is driven: on a thread of its own (the desktop), or by Qt's loop on this thread through the
// broker's pollable descriptor.
enum class Drive : std::uint8_t { OwnThread, QtLoop };

struct EngineOptions {
    Drive drive = Drive::OwnThread;
    std::vector<std::string> agentDirectories;
    connect::SshSettings ssh;
    LogLevel logLevel = LogLevel::Info;
};

// A call started for a user; results arrive on the GUI thread. Cancels when it dies before the end.
class CallJob : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    virtual void cancel() = 0;
signals:
    // Values a streaming function sent, in order, several at a time.
    void streamed(const std::vector<rz::Value>& values);
    // Exactly once, last.
    void finished(const rz::Result<rz::Value>& result);
};

// The whole system for a GUI: broker, router, connector, prompts, logs. Lives on the GUI thread; every signal is emitted
// there, in batches of at most one a frame (16 ms). Never blocks the GUI thread.
class Engine : public QObject {
    Q_OBJECT
public:
    static Result<std::unique_ptr<Engine>> create(EngineOptions options);
    ~Engine() override;  // shuts the tree down and joins, at most the grace time

    // Starts a child of `parent` (RootNode: of the desktop) and gives the key of its row.
    NodeKey connectChild(NodeKey parent, connect::Hop hop);
    // All hops of a chain, each below the one before; gives the key of the first.
    NodeKey connectChain(NodeKey parent, connect::Chain chain);
    void cancelConnect(NodeKey node);
    void disconnectNode(NodeKey node);
    // Makes it again from its recipe, and what was below it.
    void reconnect(NodeKey node);
    // Takes a row that is not connected, and what is below it, out of the tree.
    void forget(NodeKey node);

    connect::Story story(NodeKey node) const;
    connect::Chain chainOf(NodeKey node) const;

    // The functions of a context, from "rhizome.functions"; cached for each connection.
    void functions(NodeKey node, QObject* receiver,
                   std::function<void(Result<std::vector<rpc::FunctionDescription>>)> done);
    // Calls it. When `streamParameter` names a parameter of type "sender", a receiver is made for it and its values
    // arrive as CallJob::streamed.
    std::unique_ptr<CallJob> call(NodeKey node, rpc::Call call, std::string streamParameter = {},
                                  std::optional<Duration> deadline = {});

    void answer(std::uint64_t promptId, connect::PromptAnswer answer);

    // Last known, GUI thread.
    std::vector<routing::RouteInfo> routes() const;
    std::vector<LinkSnapshot> links() const;

signals:
    void treeChanged(const rz::qt::TreeChanges& changes);
    void storyChanged(rz::qt::NodeKey node);
    void prompted(const rz::connect::Prompt& prompt, rz::qt::NodeKey node);
    void promptWithdrawn(std::uint64_t promptId);
    void logged(const std::vector<rz::LogRecord>& records);
    void routesChanged();
    // Once a second while anybody is connected to it.
    void statsChanged();

private:
    class Impl;
    explicit Engine(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace rz::qt

Q_DECLARE_METATYPE(rz::qt::TreeChanges)
Q_DECLARE_METATYPE(rz::qt::NodeKey)
