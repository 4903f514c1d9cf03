#pragma once

#include "core/base/time.h"
#include "core/routing/router.h"
#include "core/rpc/service.h"
#include "core/rpc/worker_pool.h"
#include "core/wire/frame.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace rz::services {

// A file, or a directory with all that is in it, that others may have.
struct ServedPath {
    std::string path;
    bool directory = false;

    bool operator==(const ServedPath&) const = default;
};
// What there is at that absolute path. Blocks. Fails with Argument, or with System when there is nothing.
Result<ServedPath> servedPath(std::string path);

// What became of a file that was asked for.
struct FileFetch {
    enum class State : std::uint8_t {
        Sending,    // or waiting for its turn
        Sent,       // all of it is on its way
        NotServed,  // who asked may not have it
        Failed,     // it cannot be had: `reason`
        BrokenOff,  // not all of it was sent: `reason`
    };
    std::uint64_t number = 0;  // of the request
    ContextId by{};
    std::string path;  // without "." and ".."; of one refused, the beginning of what was asked for
    State state = State::Sending;
    std::size_t size = 0;
    std::string reason;

    bool operator==(const FileFetch&) const = default;
};

// Serves files of this context to any other, in chunks (reference: FileService; protocol 5.8): those that were registered, and
// to privileged callers all. Over each stream one transfer goes after the other, and no more is under way than a window, which
// receivers refill by acknowledging. What was announced is what is sent: a file that grows meanwhile is cut, and of one that
// shrinks the receiver sees that something is missing. Create and destroy it on the broker thread, before the router.
class FileService final : public rpc::Service, private routing::RouterObserver {
public:
    static constexpr std::string_view Name = "mitogen.service.FileService";

    struct Options {
        std::size_t window = 1024 * 1024;  // bytes
        // Silence of a receiver after which its transfer is given up, for others to have their turn.
        Duration patience = std::chrono::minutes(2);
        // Pythons of Mitogen 0.3.39 and later take Bin chunks only, and those before it Mgc only (protocol 0.2): see
        // MasterModules::fileChunks(). Native receivers take both.
        wire::Magic chunks = wire::Magic::Mgc;
        // Called when a file is asked for, and when its transfer ends. Any thread, and under the lock of the service, which
        // it must not call.
        std::function<void(FileFetch)> told = nullptr;
    };
    explicit FileService(routing::Router& router) : FileService(router, Options{}) {}
    FileService(routing::Router& router, Options options);
    ~FileService() override;

    // These on any thread. `path` as it will be asked for.
    void registerPath(std::string path);
    // All that is in the directory `path`. Fails with Argument when that is not absolute.
    Result<> registerPrefix(std::string_view path);
    // The one or the other.
    Result<> serve(const ServedPath& served);
    // It can be asked for no more. What is under way goes on.
    void withdraw(const ServedPath& served);
    // Transfers that have not ended, and streams on which something is not acknowledged.
    std::size_t open() const;
    // What reads for the loop: for a Corker.
    rpc::WorkerPool& workers() { return m_worker; }

    static constexpr std::size_t ChunkSize = 130'972;  // of the reference: one read of a stream takes it
    static constexpr std::size_t MaxQueued = 64;       // transfers on a stream, each with a descriptor
    static constexpr std::size_t MaxTransfers = 256;   // of all

private:
    struct Transfer;
    // What goes over one stream.
    struct Line {
        std::deque<std::shared_ptr<Transfer>> transfers;  // the first is under way
        std::map<ContextId, std::size_t> unacknowledged;  // bytes
        std::size_t inFlight = 0;                         // their sum
        bool pumping = false;                             // a thread sends
        TimePoint progress;
    };
    using Lines = std::map<ContextId, Line>;  // by the context at the other end of the stream

    void routeAdded(const routing::RouteInfo&) override {}
    void routeRemoved(ContextId id, const Error&) override;
    void onShutdown() override;

    void fetch(rpc::CallContext& call, const std::string& path, const SenderRef& sender);
    // `place`: what to open, if it may be had.
    Result<std::shared_ptr<Transfer>> begin(rpc::CallContext& call, const std::string& path,
                                            const std::optional<std::string>& place, const SenderRef& sender) const;
    std::optional<std::string> permitted(rpc::CallContext& call, const std::string& path) const;
    void acknowledge(ContextId from, std::int64_t size);
    ContextId lineOf(ContextId id) const;
    bool full(ContextId line) const;
    void pump(ContextId line);
    void send(Line& line, const Transfer& transfer, Bytes chunk);
    void end(const Transfer& transfer);
    void tell(const Transfer& transfer, FileFetch::State state, std::string reason = {}) const;
    void tellRefusal(const rpc::CallContext& call, const std::string& path, FileFetch::State state, const Error& error);
    void eraseIdle(Lines::iterator line);
    void resume(ContextId line);
    void watchSoon();
    void watch();

    routing::Router& m_router;
    const Options m_options;
    mutable std::mutex m_mutex;
    std::set<std::string, std::less<>> m_paths;
    std::set<std::string, std::less<>> m_prefixes;
    Lines m_lines;
    bool m_stopped = false;
    std::uint64_t m_requests = 0;
    // Broker thread.
    bool m_watching = false;
    Subscription m_observing;
    io::Timer m_timer;
    std::shared_ptr<void> m_alive = std::make_shared<char>();
    rpc::WorkerPool m_worker;  // reads for the broker thread; ends before the rest
};

}  // namespace rz::services
