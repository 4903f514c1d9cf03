#pragma once

#include "core/base/log.h"
#include "core/io/broker.h"
#include "core/routing/id_source.h"
#include "core/routing/router.h"
#include "core/rpc/dispatcher.h"
#include "core/rpc/registry.h"

#include <memory>
#include <string>
#include <vector>

namespace rz::io {
class IoLogger;
}

namespace rz::rpc {

class Context;
class Pool;

// Modules that Python contexts import from their master even if they have them, and that are the only ones served then, and
// those that never are; a name covers what is inside of it (reference: ImportPolicy; protocol 6.7).
struct ImportPolicy {
    std::vector<std::string> overrides;
    std::vector<std::string> blocks;
};

// What a parent tells its new native child in CONFIGURE, the first frame (PROTOCOL.md). Also made from a
// Python master's CONFIG dict (protocol 4.5).
struct ChildConfig {
    ContextId contextId{};
    std::vector<ContextId> parentIds;  // nearest first
    std::string name;
    std::size_t maxMessageSize = wire::DefaultMaxMessageSize;
    bool unidirectional = false;
    bool debug = false;
    bool profiling = false;
    LogLevel logLevel = LogLevel::Info;
    ImportPolicy imports;  // for Python contexts below
    bool nativeParent = true;

    Value toValue() const;
    static Result<ChildConfig> from(const Value& value);  // fails with Argument
};

// A child context put together (reference: ExternalContext): router with its parent stream, dispatcher, services, id source,
// log forwarding, and what it prints as log lines. It ends the broker when the parent is lost or SHUTDOWN comes.
class ExternalContext {
public:
    // Broker thread; both outlive it. `early`: bytes of the parent's frame stream that were read already. Fails with System.
    static Result<std::unique_ptr<ExternalContext>> create(io::Broker& broker, const Registry& registry,
                                                           const ChildConfig& config, UniqueFd receiveSide,
                                                           UniqueFd transmitSide,
                                                           std::span<const std::byte> early = {});
    ~ExternalContext();  // broker thread

    io::Broker& broker() const;  // this and the next ones: any thread
    routing::Router& router() const;
    Context context() const;  // itself
    // Answers what parents call by CALL_FUNCTION (reference: channel).
    Dispatcher& dispatcher() const;
    routing::IdSource& ids() const;
    // Where its services are added; it has none by itself.
    Pool& services() const;
    const ChildConfig& config() const;
    const Log& log() const;  // forwarded to the master by FORWARD_LOG
    // Calls a function of its own once it is set up (reference: on_start); functions that others call begin when that has ended,
    // methods of services do not wait. Should it fail, this context ends. Broker thread, before the loop turns.
    void callOnStart(const RegisteredFunction& function);
    // This context and all below it leave the tree (reference: detach; protocol 4.11): the parent lets go of its process,
    // ends the stream to it and forgets it; here everything goes on, what parents have called included, without parents, until
    // the broker is shut down. What the caller of the running function hears is the loss of this context. Blocks until the
    // parent has agreed and everything queued for it is gone: not on the broker thread. Fails with Channel when the parent does
    // not agree, with Timeout when `patience` has passed: then nothing has changed, and it can be tried again.
    Result<> detach(Duration patience = std::chrono::seconds(10));
    bool detached() const;
    // Makes descriptors 1 and 2 of this process log lines "stdout" and "stderr", 0 /dev/null. Broker thread; fails with System.
    Result<> captureStdio();
    // What reads them: null before captureStdio(). Broker thread.
    const io::IoLogger* stdoutLog() const;
    const io::IoLogger* stderrLog() const;

private:
    ExternalContext();
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace rz::rpc
