#pragma once

#include "core/qt/engine_api.h"

#include <QPointer>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace rz::test {

// A call made against the fake: what was asked, and the way to answer.
class FakeCall : public qt::CallJob {
    Q_OBJECT
public:
    FakeCall(qt::NodeKey in, rpc::Call made, std::string stream, std::optional<Duration> until)
        : node(in), call(std::move(made)), streamParameter(std::move(stream)), deadline(until)
    {
    }

    void cancel() override;
    // What the other side does. After end() nothing follows; the first one counts.
    void stream(const std::vector<Value>& values) { emit streamed(values); }
    void end(const Result<Value>& result);

    const qt::NodeKey node;
    const rpc::Call call;
    const std::string streamParameter;
    const std::optional<Duration> deadline;
    bool cancelled = false;

private:
    bool m_ended = false;
};

// A transfer started against the fake: what was asked, and the way to tell of it.
class FakeTransfer : public qt::TransferJob {
    Q_OBJECT
public:
    explicit FakeTransfer(qt::TransferRequest made) : request(std::move(made)) {}

    void cancel() override;
    void pause() override { paused = true; }
    void resume() override { paused = false; }
    // What the program does. After end() nothing follows; the first one counts.
    void print(std::string_view text, fakessh::Lane lane = fakessh::Lane::Main);
    void tellTraffic(std::uint64_t sent, std::uint64_t received);
    void end(const Result<io::ExitStatus>& result);
    void exit(int code) { end(io::ExitStatus{.code = code}); }

    const qt::TransferRequest request;
    bool cancelled = false;
    bool paused = false;

private:
    bool m_ended = false;
};

// A tree kept in memory, for windows and models: tests say what happens to it, and look at what it was asked to do.
// What the test says is told at once; what the window asks for is answered on the next turn of the loop, as the real one.
class FakeEngine : public qt::EngineApi {
    Q_OBJECT
public:
    using EngineApi::EngineApi;

    // --- the test's side ---

    // A row with a recipe as in a chain ("ssh:alice@web1"), connecting.
    qt::NodeKey add(std::string_view hop, qt::NodeKey parent = qt::RootNode);
    // One that is connected, as root for "sudo:root".
    qt::NodeKey addNode(qt::NodeKey parent, std::string_view hop);
    // Many at once, in one batch.
    std::vector<qt::NodeKey> addMany(std::string_view hop, std::size_t count, qt::NodeKey parent = qt::RootNode);
    // Connected, as "alice@web1"; root when the name says so.
    void bringUp(qt::NodeKey node, std::string_view identity);
    void fail(qt::NodeKey node, Error error);
    void lose(qt::NodeKey node, Error error);
    void change(qt::NodeKey node, const std::function<void(qt::NodeSnapshot&)>& edit);
    void remove(qt::NodeKey node);
    void setStory(qt::NodeKey node, connect::Story story);
    const qt::NodeSnapshot& node(qt::NodeKey node) const { return m_nodes.at(node); }
    // Gives the id of the question.
    std::uint64_t ask(connect::Prompt prompt, qt::NodeKey node);
    void withdraw(std::uint64_t promptId);
    void decide(const connect::Prompt& prompt, bool accepted);
    void log(const std::vector<LogRecord>& records) { emit logged(records); }
    void log(qt::NodeKey node, LogLevel level, std::string_view logger, std::string_view text);
    void setRoutes(std::vector<routing::RouteInfo> routes);
    void setLinks(std::vector<qt::LinkSnapshot> links);
    void setModules(qt::ModulesSnapshot modules);
    // A program that we are attached to, and a context of it with an id of its tree. Facts are given as in a hello.
    qt::NodeKey addProgram(std::string_view name);
    qt::NodeKey addContextOf(qt::NodeKey parent, ContextId id, std::string_view name, Dict facts = {});
    // Who uses our contexts, or asks to, while it is switched on.
    void setServing(qt::ServingSnapshot serving);
    void setClients(std::vector<qt::ClientSnapshot> clients);
    void setFunctions(std::vector<rpc::FunctionDescription> functions) { m_functions = std::move(functions); }
    // A context that has no "rhizome.functions", as Python ones.
    void refuseFunctions(qt::NodeKey node) { m_withoutFunctions.insert(node); }
    // Every call made; null once dropped.
    std::vector<QPointer<FakeCall>> calls;
    // The call made last; null when it was dropped.
    FakeCall* lastCall() const { return m_lastCall; }

    // Every transfer started; null once dropped.
    std::vector<QPointer<FakeTransfer>> transfers;

    struct Answered {
        std::uint64_t id = 0;
        connect::PromptAnswer answer;
    };
    std::vector<Answered> answers;
    std::vector<std::pair<qt::NodeKey, connect::Chain>> connected;  // under, what
    std::vector<qt::NodeKey> cancelled;
    std::vector<qt::NodeKey> disconnected;
    std::vector<qt::NodeKey> reconnected;
    std::vector<qt::NodeKey> forgotten;
    std::vector<std::string> methods{"ssh", "local"};
    // What every search finds, and every one made.
    Result<std::vector<connect::Candidate>> candidates;
    std::vector<std::pair<qt::NodeKey, connect::Hop>> searches;
    std::map<qt::NodeKey, std::vector<std::string>> missing;  // methods whose program is not there
    bool holdSearches = false;                                // they find nothing, for ever

    std::vector<qt::SocketSnapshot> sockets;  // what every look finds
    std::vector<std::pair<qt::NodeKey, std::string>> attachedTo;
    std::vector<qt::NodeKey> surveyed;
    std::vector<std::pair<qt::NodeKey, ContextId>> asked;  // of addContext()
    std::optional<Error> noContext;                        // why none answers
    std::optional<Error> noSharing;                        // why it cannot be switched on
    std::vector<attach::ClientKey> dismissed;
    std::vector<std::string> served;
    std::vector<std::string> withdrawn;

    // --- the window's side ---

    std::vector<std::string> availableMethods() const override { return methods; }
    qt::NodeKey connectChild(qt::NodeKey parent, connect::Hop hop) override;
    qt::NodeKey connectChain(qt::NodeKey parent, connect::Chain chain) override;
    void cancelConnect(qt::NodeKey node) override { cancelled.push_back(node); }
    void disconnectNode(qt::NodeKey node) override { disconnected.push_back(node); }
    void reconnect(qt::NodeKey node) override { reconnected.push_back(node); }
    void forget(qt::NodeKey node) override;
    std::vector<qt::NodeSnapshot> nodes() const override;
    connect::Story story(qt::NodeKey node) const override;
    connect::Chain chainOf(qt::NodeKey node) const override;
    std::vector<routing::RouteInfo> routes() const override { return m_routes; }
    std::vector<qt::LinkSnapshot> links() const override { return m_links; }
    qt::ModulesSnapshot modules() const override { return m_modules; }
    void discover(qt::NodeKey parent, connect::Hop hop, QObject* receiver, DiscoverDone done) override;
    void missingMethods(qt::NodeKey parent, QObject* receiver, MissingDone done) override;
    void functions(qt::NodeKey node, QObject* receiver, FunctionsDone done) override;
    std::unique_ptr<qt::CallJob> call(qt::NodeKey node, rpc::Call call, std::string streamParameter,
                                      std::optional<Duration> deadline) override;
    std::unique_ptr<qt::TransferJob> transfer(qt::TransferRequest request) override;
    void answer(std::uint64_t promptId, connect::PromptAnswer answer) override;
    void findSockets(QObject* receiver, SocketsDone done) override;
    qt::NodeKey attach(std::string path) override;
    void survey(qt::NodeKey program) override { surveyed.push_back(program); }
    void addContext(qt::NodeKey program, ContextId id, QObject* receiver, AddedDone done) override;
    void setSharing(bool on) override;
    qt::SharingSnapshot sharing() const override { return m_sharing; }
    void dismissClient(attach::ClientKey client) override { dismissed.push_back(client); }
    void serve(std::string path) override { served.push_back(std::move(path)); }
    void withdraw(std::string path) override { withdrawn.push_back(std::move(path)); }
    qt::ServingSnapshot serving() const override { return m_serving; }

private:
    qt::NodeSnapshot& insert(const connect::Hop& hop, qt::NodeKey parent);
    void tell(const std::vector<qt::NodeKey>& changed);

    std::map<qt::NodeKey, qt::NodeSnapshot> m_nodes;
    std::set<qt::NodeKey> m_untold;  // begun in this turn of the loop
    std::map<qt::NodeKey, connect::Story> m_stories;
    std::vector<routing::RouteInfo> m_routes;
    std::vector<qt::LinkSnapshot> m_links;
    qt::ModulesSnapshot m_modules;
    std::vector<rpc::FunctionDescription> m_functions;
    std::set<qt::NodeKey> m_withoutFunctions;
    qt::SharingSnapshot m_sharing;
    qt::ServingSnapshot m_serving;
    QPointer<FakeCall> m_lastCall;
    std::uint64_t m_nextKey = 1;
    std::uint64_t m_nextPrompt = 1;
    std::uint32_t m_nextId = 1001;
};

}  // namespace rz::test
