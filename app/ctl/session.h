#pragma once

#include "app/ctl/command_line.h"

#include "core/attach/attachment.h"
#include "core/base/log.h"
#include "core/base/unique_fd.h"
#include "core/connect/connector.h"
#include "core/connect/terminal_prompts.h"
#include "core/io/broker.h"
#include "core/modules/master_modules.h"
#include "core/routing/id_source.h"
#include "core/routing/router.h"
#include "core/rpc/context.h"
#include "core/rpc/pool.h"
#include "core/services/propagating_push_file_service.h"

#include <memory>
#include <vector>

namespace rz::ctl {

// A context that was connected, and the recipe it came from.
struct Node {
    connect::Hop hop;
    connect::Connected connected;
    ContextId parent{};
};

// A whole tree for one command, or a place in that of a program that we attach to: this thread drives the broker. Ends
// everything it started when it dies.
class Session final : private LogSink {
public:
    static Result<std::unique_ptr<Session>> create(const CommandLine& line);
    ~Session() override;

    // Connects hop after hop, from here or from CommandLine::startAt; hops that exist already (from an earlier chain) are
    // used again. On failure the error's details name the hop and the step.
    Result<rpc::Context> connectChain(const connect::Chain& chain);

    const std::vector<Node>& nodes() const { return m_nodes; }
    io::Broker& broker() { return *m_broker; }
    routing::Router& router() { return m_attachment ? m_attachment->router() : *m_router; }
    const routing::Router& router() const { return m_attachment ? m_attachment->router() : *m_router; }
    routing::IdSource& ids() { return m_attachment ? m_attachment->ids() : *m_ids; }
    // The program that we are attached to; null with a tree of our own.
    attach::Attachment* attachment() { return m_attachment.get(); }
    connect::AgentStore& agents() { return *m_agents; }
    // An interrupt ends waits with Cancelled; checked by whoever drives.
    bool interrupted() const { return m_interrupted; }
    // The signal.
    int interruptedBy() const;
    // Readable from then on.
    int interruption() const { return m_interruptEvent.get(); }
    bool isNative(ContextId id) const;
    // For waits that only the loss of what they wait for ends.
    void disconnectWhenInterrupted() { m_disconnectsWhenInterrupted = true; }
    // Gives `id`, and all on the way to it, the files that the command line has for it.
    Result<> push(ContextId id);
    // "ssh alice@web1 › local": the hops to a context that was connected here.
    std::string pathTo(ContextId id) const;

private:
    explicit Session(const CommandLine& line);
    Result<> beMaster(const Log& log);
    Result<> beAttached(const Log& log);
    Result<> startServices();
    Result<ContextId> start();
    void disconnectAll();
    void endChildren();
    void write(LogRecord record) override;
    Result<connect::Connected> connectHop(const connect::Hop& hop, ContextId via, const std::string& path);
    const Node* existing(const connect::Hop& hop, ContextId parent) const;

    const CommandLine& m_line;
    UniqueFd m_interruptEvent;
    bool m_interrupted = false;
    bool m_disconnectsWhenInterrupted = false;
    std::unique_ptr<io::Broker> m_broker;
    io::FdWatch m_interruptWatch;
    std::unique_ptr<connect::TerminalPrompts> m_prompts;  // null: nobody is asked
    std::unique_ptr<connect::AgentStore> m_agents;
    std::unique_ptr<routing::Router> m_router;
    std::unique_ptr<routing::IdSource> m_ids;
    std::unique_ptr<modules::MasterModules> m_modules;
    std::unique_ptr<attach::Attachment> m_attachment;
    std::unique_ptr<rpc::Pool> m_pool;
    services::PropagatingPushFileService* m_pushes = nullptr;
    std::unique_ptr<connect::Connector> m_connector;
    std::vector<Node> m_nodes;
};

}  // namespace rz::ctl
