#pragma once

#include "core/connect/discovery.h"
#include "core/fakessh/transfer.h"
#include "core/qt/snapshots.h"
#include "core/rpc/context.h"
#include "core/rpc/function.h"

#include <QObject>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace rz::qt {

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

// A program that copies (rsync, scp, git …), to be run so that whatever it calls ssh leads to one context; the host name in
// its arguments may be any.
struct TransferRequest {
    std::vector<std::string> argv;
    NodeKey destination{};
    NodeKey at = RootNode;  // where the program runs: here, or in a native context
};

// Such a program under way; what it tells arrives on the GUI thread. Ends the program when it dies before the end.
class TransferJob : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    // Ends the program; that it ended is told.
    virtual void cancel() = 0;
    virtual void pause() = 0;
    virtual void resume() = 0;
signals:
    // What it printed, in order. Of a flood only the newest: `dropped` bytes before the first piece are lost.
    void printed(const std::deque<rz::fakessh::ProgramOutput>& pieces, std::uint64_t dropped);
    void trafficChanged(const rz::fakessh::Traffic& traffic);
    // Exactly once, last. An error when it could not be run, or when it failed and a context it needs was lost meanwhile.
    void finished(const rz::Result<rz::io::ExitStatus>& result);
};

// What the desktop needs of the engine. Lives on the GUI thread; every signal is emitted there, in batches of at most one
// a frame (16 ms), never from inside one of its functions. Nothing here blocks. Abstract, so that windows are tested
// against a tree kept in memory; Engine (engine.h) is the real one.
class EngineApi : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    ~EngineApi() override;

    // Names of the connection methods that work here, in the order of connect::methods().
    virtual std::vector<std::string> availableMethods() const = 0;

    // Starts a child of `parent` (RootNode: of the desktop) and gives the key of its row.
    virtual NodeKey connectChild(NodeKey parent, connect::Hop hop) = 0;
    // All hops of a chain, each below the one before; gives the key of the first. The keys of the others follow by one.
    virtual NodeKey connectChain(NodeKey parent, connect::Chain chain) = 0;
    virtual void cancelConnect(NodeKey node) = 0;
    virtual void disconnectNode(NodeKey node) = 0;
    // Makes it again from its recipe, and what was below it; what it stands on first, where that is gone too.
    virtual void reconnect(NodeKey node) = 0;
    // Takes a row that is not connected, and what is below it, out of the tree.
    virtual void forget(NodeKey node) = 0;

    // Last known, GUI thread. Parents before children; the desktop itself (RootNode) is not among them.
    virtual std::vector<NodeSnapshot> nodes() const = 0;
    virtual connect::Story story(NodeKey node) const = 0;
    virtual connect::Chain chainOf(NodeKey node) const = 0;
    virtual std::vector<routing::RouteInfo> routes() const = 0;
    virtual std::vector<LinkSnapshot> links() const = 0;
    virtual ModulesSnapshot modules() const = 0;

    // What a method could connect to from a context (RootNode: from the desktop), for its draft of a hop; asked anew each time.
    // `done` is dropped with `receiver`.
    using DiscoverDone = std::function<void(Result<std::vector<connect::Candidate>>)>;
    virtual void discover(NodeKey parent, connect::Hop hop, QObject* receiver, DiscoverDone done) = 0;

    // The functions of a context, from "rhizome.functions"; cached for each connection. `done` is dropped with `receiver`.
    using FunctionsDone = std::function<void(Result<std::vector<rpc::FunctionDescription>>)>;
    virtual void functions(NodeKey node, QObject* receiver, FunctionsDone done) = 0;
    // Calls it. When `streamParameter` names a parameter of type "sender", a receiver is made for it and its values
    // arrive as CallJob::streamed.
    virtual std::unique_ptr<CallJob> call(NodeKey node, rpc::Call call, std::string streamParameter = {},
                                          std::optional<Duration> deadline = {}) = 0;

    virtual std::unique_ptr<TransferJob> transfer(TransferRequest request) = 0;

    virtual void answer(std::uint64_t promptId, connect::PromptAnswer answer) = 0;

    // --- programs of this machine ---

    // The sockets of mitogen.unix at which a program listens, or did; asked anew each time. `done` is dropped with `receiver`.
    using SocketsDone = std::function<void(const std::vector<SocketSnapshot>&)>;
    virtual void findSockets(QObject* receiver, SocketsDone done) = 0;
    // Attaches to the program that listens there, and gives the key of its row. That is the root of a tree of its own
    // (NodeSnapshot::tree), which is then searched for contexts. For this row, cancelConnect and forget do as for others,
    // disconnectNode lets go of the program, and reconnect attaches to whoever listens there then.
    virtual NodeKey attach(std::string path) = 0;
    // Searches it again: Mitogen does not tell of new contexts by itself.
    virtual void survey(NodeKey program) = 0;
    // Gives the context with that id, which the search did not find, a row below the program. Fails when none answers.
    // `done` is dropped with `receiver`.
    using AddedDone = std::function<void(const Result<NodeKey>&)>;
    virtual void addContext(NodeKey program, ContextId id, QObject* receiver, AddedDone done) = 0;

    // Whether other programs of this user may ask to use the contexts of our own tree. Off at first.
    virtual void setSharing(bool on) = 0;
    virtual SharingSnapshot sharing() const = 0;
    // Cuts off one that uses them.
    virtual void dismissClient(attach::ClientKey client) = 0;

    // Lets contexts of our own tree fetch a file of this machine, or all in a directory, with Mitogen's FileService.
    virtual void serve(std::string path) = 0;
    virtual void withdraw(std::string path) = 0;
    virtual ServingSnapshot serving() const = 0;

    // Methods that cannot start anything in a context (RootNode: in the desktop) because their programs are not installed
    // there; asked anew each time. None when it cannot tell. `done` is dropped with `receiver`.
    using MissingDone = std::function<void(const std::vector<std::string>& methods)>;
    virtual void missingMethods(NodeKey parent, QObject* receiver, MissingDone done) = 0;

signals:
    void treeChanged(const rz::qt::TreeChanges& changes);
    void storyChanged(rz::qt::NodeKey node);
    void prompted(const rz::connect::Prompt& prompt, rz::qt::NodeKey node);
    void promptWithdrawn(std::uint64_t promptId);
    // What became of an answer: a refused secret must not be used again.
    void promptDecided(const rz::connect::Prompt& prompt, bool accepted);
    void logged(const std::vector<rz::LogRecord>& records);
    void routesChanged();
    // Once a second while anybody is connected to it.
    void statsChanged();
    void sharingChanged();
    void servingChanged();
};

}  // namespace rz::qt
