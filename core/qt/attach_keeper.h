#pragma once

#include "core/attach/connect.h"
#include "core/connect/bootstrap/agent_store.h"
#include "core/qt/outbox.h"
#include "core/qt/outgoing_call.h"
#include "core/qt/prompt_queue.h"
#include "core/qt/tree_keeper.h"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace rz::qt {

// The programs that we are attached to, or were. Each is a tree of its own beside ours, with a router of its own: a row for the
// program, and below it the rows of its contexts, those that it had and those that we start there. When the program has gone
// its row stays, until it is forgotten, and says why; those below it go. Tells every change to the outbox. Broker thread.
class AttachKeeper {
public:
    struct Parts {
        io::Broker& broker;
        connect::AgentStore& agents;
        PromptQueue& prompts;
        Outbox& outbox;
        Log log;
        std::function<NodeKey()> newKey;  // for rows of contexts
        Duration refresh{};               // between looks at those of a program
    };
    explicit AttachKeeper(Parts parts);
    // Breaks everything off; what we started in other programs' trees ends with them.
    ~AttachKeeper();
    AttachKeeper(const AttachKeeper&) = delete;
    AttachKeeper& operator=(const AttachKeeper&) = delete;

    // These take the key of a program's row. Each does nothing where there is nothing to be done.
    void attach(NodeKey program, std::string path);
    void cancel(NodeKey program);
    // Ends what we started there, and lets go of the program.
    void detach(NodeKey program);
    void reattach(NodeKey program);
    void forget(NodeKey program);
    void survey(NodeKey program);

    // Gives a context a row, after it has told that it is there; `done` gets its key.
    using OnAdded = std::move_only_function<void(Result<NodeKey>)>;
    void addContext(NodeKey program, ContextId id, OnAdded done);

    // A call in a context of it, under the number by which the outbox is told of it.
    struct Call {
        ContextId target{};
        rpc::Call call;
        std::string streamParameter;
        std::optional<Duration> deadline;
    };
    void call(NodeKey program, std::uint64_t number, Call call);
    void cancelCall(NodeKey program, std::uint64_t number);

    // Null while we are not attached to it.
    TreeKeeper* treeOf(NodeKey program) const;
    routing::Router* routerOf(NodeKey program) const;

    // Before the program ends.
    void endAll();

private:
    class Program;
    Program* find(NodeKey program) const;

    Parts m_parts;
    std::map<NodeKey, std::unique_ptr<Program>> m_programs;
};

}  // namespace rz::qt
