#pragma once

#include "core/base/error.h"
#include "core/base/time.h"
#include "core/connect/connector.h"
#include "core/connect/terminal_prompts.h"
#include "core/io/broker.h"
#include "core/io/log_file.h"
#include "core/routing/id_source.h"
#include "core/routing/router.h"
#include "core/rpc/context.h"
#include "core/rpc/latch.h"

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace rhizome {

struct ConnectOptions {
    std::optional<rz::rpc::Context> via = {};   // below which the first is made; none: here
    std::optional<rz::Duration> deadline = {};  // of the whole chain, questions included; hops have their own besides
    std::stop_token cancel = {};
    // Who answers questions: passwords, unknown host keys. Null: whoever sits at the controlling terminal, if there is one.
    rz::connect::PromptHandler* prompts = nullptr;
};

// A chain that is being connected: there will be one thing in it, the last context or why there is none. Dropped before, it
// gives up. Of the thread of its Program, which outlives it.
using PendingContext = std::shared_ptr<rz::rpc::Latch<rz::Result<rz::rpc::Context>>>;

// The master's half of a program that is its own agent: broker, router and connections, with this very executable as agent.
// All on the thread that made it, which drives the broker. Logs to standard error: its own warnings, and all that contexts
// forward; RHIZOME_LOG_LEVEL changes that. Ignores SIGPIPE, but not SIGCHLD. When it ends, so do its contexts: that takes
// up to 3 seconds.
class Program {
public:
    // Throws what the broker could not be made for.
    Program(int argc, char** argv);
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    // As the shell gave them, without the program's name.
    std::span<char* const> arguments() const { return m_arguments; }

    // Makes the contexts of a chain, "ssh:alice@web1|sudo" or "local", one below the other; returns the last. Blocks. Throws
    // StreamError and its kin, which tell hop and step; TimeoutError when the deadline passes, CancelledError on `cancel` or
    // when the broker ends, ChannelError when `via` is lost, Exception (Argument) for a chain that cannot be.
    rz::rpc::Context connect(std::string_view chain, const ConnectOptions& options = {});
    // The same without waiting, an error where connect() would throw; it goes on whenever the broker is driven. A Select waits for
    // several of them, and meanwhile for what those answer that are there already.
    [[nodiscard]] PendingContext connectAsync(std::string_view chain, const ConnectOptions& options = {});
    // All at the same time; one answer for each chain, in their order, an error where connect() would throw. Blocks for all.
    std::vector<rz::Result<rz::rpc::Context>> connectAll(std::span<const std::string> chains,
                                                         const ConnectOptions& options = {});
    rz::rpc::Context local(const ConnectOptions& options = {}) { return connect("local", options); }

    // Any of the tree, be it there or not.
    rz::rpc::Context context(rz::ContextId id) { return {*m_router, id}; }
    rz::io::Broker& broker() { return *m_broker; }  // these live as long as this
    rz::routing::Router& router() { return *m_router; }
    rz::connect::Connector& connector() { return *m_connector; }

private:
    std::vector<char*> m_arguments;
    rz::io::FileLog m_log;
    std::unique_ptr<rz::io::Broker> m_broker;
    rz::connect::TerminalPrompts m_prompts;
    std::unique_ptr<rz::connect::AgentStore> m_agents;
    std::unique_ptr<rz::routing::Router> m_router;
    std::unique_ptr<rz::routing::IdSource> m_ids;
    std::unique_ptr<rz::connect::Connector> m_connector;
};

}  // namespace rhizome
