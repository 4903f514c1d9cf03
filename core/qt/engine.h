#pragma once

#include "core/connect/libssh/ssh_opener.h"
#include "core/qt/engine_api.h"
#include "core/qt/rtt_watch.h"

#include <memory>
#include <string>
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
    LivenessOptions liveness;
    Duration shutdownGrace = std::chrono::seconds(2);
};

// The whole system for a GUI: broker, router, connector, prompts, logs.
class Engine final : public EngineApi {
    Q_OBJECT
public:
    static Result<std::unique_ptr<Engine>> create(const EngineOptions& options);
    ~Engine() override;  // shuts the tree down and joins, at most the grace time

    std::vector<std::string> availableMethods() const override;
    NodeKey connectChild(NodeKey parent, connect::Hop hop) override;
    NodeKey connectChain(NodeKey parent, connect::Chain chain) override;
    void cancelConnect(NodeKey node) override;
    void disconnectNode(NodeKey node) override;
    void reconnect(NodeKey node) override;
    void forget(NodeKey node) override;
    std::vector<NodeSnapshot> nodes() const override;
    connect::Story story(NodeKey node) const override;
    connect::Chain chainOf(NodeKey node) const override;
    std::vector<routing::RouteInfo> routes() const override;
    std::vector<LinkSnapshot> links() const override;
    ModulesSnapshot modules() const override;
    void discover(NodeKey parent, connect::Hop hop, QObject* receiver, DiscoverDone done) override;
    void missingMethods(NodeKey parent, QObject* receiver, MissingDone done) override;
    void functions(NodeKey node, QObject* receiver, FunctionsDone done) override;
    std::unique_ptr<CallJob> call(NodeKey node, rpc::Call call, std::string streamParameter = {},
                                  std::optional<Duration> deadline = {}) override;
    std::unique_ptr<TransferJob> transfer(TransferRequest request) override;
    void answer(std::uint64_t promptId, connect::PromptAnswer answer) override;
    void findSockets(QObject* receiver, SocketsDone done) override;
    NodeKey attach(std::string path) override;
    void survey(NodeKey program) override;
    void addContext(NodeKey program, ContextId id, QObject* receiver, AddedDone done) override;
    void setSharing(bool on) override;
    SharingSnapshot sharing() const override;
    void dismissClient(attach::ClientKey client) override;
    void serve(std::string path) override;
    void withdraw(std::string path) override;
    ServingSnapshot serving() const override;

protected:
    void connectNotify(const QMetaMethod& signal) override;

private:
    class Impl;
    Engine();
    std::unique_ptr<Impl> m_impl;
};

}  // namespace rz::qt
