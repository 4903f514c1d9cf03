#pragma once

#include "core/base/log.h"
#include "core/fakessh/transfer.h"
#include "core/qt/snapshots.h"

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <variant>
#include <vector>

namespace rz::qt {

struct PromptAsked {
    connect::Prompt prompt;
    NodeKey node{};
};
struct PromptWithdrawn {
    std::uint64_t id = 0;
};
struct PromptDecided {
    connect::Prompt prompt;
    bool accepted = false;
};
using PromptEvent = std::variant<PromptAsked, PromptWithdrawn, PromptDecided>;

// What a call has to tell: values in order, at the end its result.
struct CallNews {
    std::vector<Value> values;
    std::optional<Result<Value>> result;
};

// What a transfer has to tell: what its program printed, how much went over, at the end how it ended.
struct TransferNews {
    std::deque<fakessh::ProgramOutput> output;
    std::size_t size = 0;       // of it
    std::uint64_t dropped = 0;  // bytes that came before it and were too much
    std::optional<fakessh::Traffic> traffic;
    std::optional<Result<io::ExitStatus>> end;
};

// All that happened since the last batch, merged: at most one entry for a node, a story, the routes, the links, the modules, a
// call and a transfer.
struct Batch {
    TreeChanges tree;
    std::map<NodeKey, connect::Story> stories;
    std::vector<PromptEvent> prompts;
    std::vector<LogRecord> logs;
    std::uint64_t droppedLogs = 0;
    std::optional<std::vector<routing::RouteInfo>> routes;
    std::optional<std::vector<LinkSnapshot>> links;
    std::optional<ModulesSnapshot> modules;
    std::optional<SharingSnapshot> sharing;
    std::optional<ServingSnapshot> serving;
    std::map<std::uint64_t, CallNews> calls;
    std::map<std::uint64_t, TransferNews> transfers;
    std::vector<std::move_only_function<void()>> tasks;  // to be run by whoever takes the batch
};

// Gathers what the engine's threads have to tell until the GUI thread takes it. Any thread; `wake` is called, from any
// thread, whenever there is something and nobody was woken for it yet.
class Outbox {
public:
    explicit Outbox(std::function<void()> wake);

    void nodeChanged(NodeSnapshot node);
    void nodeRemoved(NodeKey node);
    void storyChanged(NodeKey node, connect::Story story);
    void prompt(PromptEvent event);
    // Keeps at most MaxLogs; what comes beyond, until the next batch, is only counted.
    void log(LogRecord record);
    void routes(std::vector<routing::RouteInfo> routes);
    void links(std::vector<LinkSnapshot> links);
    void modules(ModulesSnapshot modules);
    void sharing(SharingSnapshot sharing);
    void serving(ServingSnapshot serving);
    void callStreamed(std::uint64_t call, Value value);
    void callFinished(std::uint64_t call, Result<Value> result);
    // Of what a program prints until the next batch it keeps the last MaxPrinted bytes.
    void transferTold(std::uint64_t transfer, const fakessh::TransferEvent& event);
    void task(std::move_only_function<void()> task);

    // Everything so far; the next thing to come wakes again.
    Batch take();

    static constexpr std::size_t MaxLogs = 100'000;
    static constexpr std::size_t MaxPrinted = 1024 * 1024;

private:
    template <class Change>
    void put(Change change);

    std::function<void()> m_wake;
    std::mutex m_mutex;
    Batch m_batch;
    std::unordered_map<NodeKey, std::size_t> m_places;  // of nodes in m_batch.tree.changed
    bool m_woken = false;
};

}  // namespace rz::qt
