#pragma once

#include "core/rpc/call_chain.h"
#include "core/rpc/latch.h"
#include "core/rpc/select.h"
#include "tests/unit/threaded_tree.h"

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace rz::test {

// What several threads put somewhere and several take: each thing once, at the end.
class Tally {
public:
    void put(std::int64_t number)
    {
        ++m_put;
        m_sum += number;
    }
    void taken(std::int64_t number)
    {
        ++m_taken;
        m_sum -= number;
    }
    bool even() const { return m_put == m_taken && m_sum == 0; }
    std::uint64_t count() const { return m_put; }

private:
    std::atomic<std::uint64_t> m_put = 0;
    std::atomic<std::uint64_t> m_taken = 0;
    std::atomic<std::int64_t> m_sum = 0;
};

// What the workers of one tree share.
struct Common {
    // What went wrong first; empty when nothing has.
    std::string failure() const;
    void fail(std::string what);
    // Takes what is left in the mailboxes and the latch; true when it is all there.
    bool collect(ThreadedTree& tree);
    void tookLetter(const Result<Value>& letter);

    rpc::Latch<std::int64_t> latch;
    Tally inLatch;
    Tally inMail;
    std::mutex mutex;
    std::deque<rpc::PendingCall> given;  // calls that one thread made and another ends
    std::atomic<int> calls = 0;
    std::atomic<int> answered = 0;
    std::atomic<int> values = 0;
    std::atomic<int> replaced = 0;
    std::atomic<int> newPools = 0;
    ServiceRuns runs;  // of services

private:
    mutable std::mutex m_mutex;
    std::string m_failure;
};

// What a thread does in a ThreadedTree: one thing after the other, drawn at random. It checks what comes of it.
class RandomWorker {
public:
    RandomWorker(ThreadedTree& tree, Common& common, std::uint64_t seed, std::int64_t number)
        : m_tree(tree), m_common(common), m_random(seed), m_number(number << 32)
    {
    }

    // Until something has gone wrong. Once.
    void run(int steps);
    // All calls have ended once. When everything else has come to its end.
    void checkEnds();
    // What services were told without a question has been done, as far as it must be.
    bool toldAreDone() const;

    // For whoever waits for it. Any thread.
    int stepsDone() const { return m_stepsDone; }
    const char* doing() const { return m_doing; }

private:
    enum class Kind : std::uint8_t { Add, Produce, Fails, Unknown, Wait };
    // A call, and what may come of it.
    struct Question {
        Kind kind = Kind::Add;
        ThreadedContext* from = nullptr;
        ContextId to;
        std::int64_t number = 0;
        std::optional<Duration> deadline;
        bool mayBeCancelled = false;
        bool mayBeStopped = false;

        rpc::Context context() const { return from->context(to); }
        rpc::Call call() const;
    };
    // A call of a method of a service, by `from` or by somebody whom that asks to make it.
    struct Request {
        std::string_view service;
        std::string_view method;
        ThreadedContext* from = nullptr;
        std::optional<ContextId> through;
        ContextId to;
        std::int64_t number = 0;  // or the key
        std::optional<Duration> deadline;
        bool mayBeEnded = false;
        int poolChanges = 0;  // there had been when it was made

        ContextId caller() const { return through.value_or(from->id()); }
        bool is(std::string_view name) const { return method == name; }
        bool waits() const { return is("wait") || is("silent"); }
        Result<Value> ask() const;
        rpc::PendingCall start(rpc::Context::OnResult onResult) const;
    };
    struct Ended {
        Result<Value> result;
    };
    using Ends = rpc::Latch<Ended>;
    struct Asked {
        Request request;
        std::shared_ptr<Ends> ends;
        rpc::PendingCall pending;
    };
    // Values that come one after the other.
    struct Stream {
        rpc::Receiver& receiver;
        ContextId from;
        std::int64_t count;
        std::int64_t size;
        std::int64_t next = 0;
    };

    std::size_t below(std::size_t bound) { return m_random() % bound; }
    bool oneIn(std::size_t n) { return below(n) == 0; }
    std::int64_t nextNumber() { return ++m_number; }
    ThreadedContext& anyLasting() { return *m_tree.lasting()[below(m_tree.lasting().size())]; }
    ContextId anyId();
    void pause();
    void fail(std::string what) { m_common.fail(std::move(what)); }

    void step();
    void check(const Question& question, const Result<Value>& result);
    std::optional<std::string> objection(const Question& question, const Result<Value>& result) const;

    // --- random_worker_calls.cpp ---
    Question draw();
    void callAndWait();
    void callAndGoOn();
    void endOne(rpc::PendingCall pending);
    void callInAChain();
    void selectAnswers();
    void takeEvent(rpc::Event event, std::map<const rpc::Selectable*, Question>& asked);
    void ping();
    void askNobody();
    // The callback of a call, whose end it is.
    std::pair<std::shared_ptr<Ends>, rpc::Context::OnResult> awaited();
    Result<Value> endOf(Ends& ends);

    // --- random_worker_services.cpp ---
    enum class Way : std::uint8_t { Direct, Any };
    Request drawRequest(ContextId to, Way way);
    void callService();
    void remember();
    void tellService();
    void endPoolAtWork();
    void check(const Request& request, const Result<Value>& result);
    bool isRight(const Request& request, const Value& answer) const;
    // That error may be the end of it.
    bool mayEndWith(const Request& request, const Error& error);
    bool isAuthorized(const Request& request) const;
    // The pool that was asked may have ended meanwhile, or there may have been none.
    bool poolMayHaveEnded(const Request& request) const;
    bool lost(const Request& request) const;

    // --- random_worker_streams.cpp ---
    void streamFromFunction();
    void streamFromThread();
    // Takes up to `atMost`; false when no more will come.
    bool read(Stream& stream, std::int64_t atMost);
    void checkComplete(const Stream& stream, const char* what);
    void writeLetter();
    void readLetters();
    void useLatch();
    void addAndRemoveHandler();
    void replaceReceiver();
    void waitForRoom();
    void lookAround();

    ThreadedTree& m_tree;
    Common& m_common;
    std::mt19937_64 m_random;
    std::int64_t m_number;
    std::vector<std::shared_ptr<Ends>> m_ends;  // of calls with callbacks
    std::vector<std::int64_t> m_done;           // numbers of requests that must have run
    std::vector<std::int64_t> m_refused;        // and that must not
    std::vector<Request> m_told;                // without a question
    std::atomic<int> m_stepsDone = 0;
    std::atomic<const char*> m_doing = "";
};

}  // namespace rz::test
