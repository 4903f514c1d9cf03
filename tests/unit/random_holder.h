#pragma once

#include "core/rpc/latch.h"
#include "core/rpc/sender.h"
#include "tests/unit/threaded_tree.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace rz::test {

// What a thread does that holds Senders, Receivers and pending calls of a context: it uses them while that ends, and
// afterwards. What comes of it is an error at worst, and each call ends once.
class RandomHolder {
public:
    // May only what is held be used, or does the router stay, so that it can be asked for more?
    enum class Router : std::uint8_t { Ends, Stays };
    // Makes what it will hold: of `here`, which will end, with its other end in `there`.
    RandomHolder(ThreadedContext& here, ThreadedContext& there, Router router, std::uint64_t seed, std::int64_t number);

    // Once.
    void run(int steps);
    // What went wrong; empty when nothing did. When all has ended.
    std::string failure();

    // For whoever waits for it. Any thread.
    int stepsDone() const { return m_stepsDone; }
    const char* doing() const { return m_doing; }

private:
    using Ends = rpc::Latch<bool>;

    std::size_t below(std::size_t bound) { return m_random() % bound; }
    bool oneIn(std::size_t n) { return below(n) == 0; }
    void fail(std::string what);
    rpc::Context::OnResult awaited();
    rpc::PendingCall service(const rpc::Context& context, std::string_view name, std::string_view method);
    // Of the calls of this holder and no other.
    std::int64_t nextNumber() { return m_number += 1; }
    // One of `things`, taken out or left there; null when there is none.
    template <class T>
    T* any(std::vector<T>& things)
    {
        return things.empty() ? nullptr : &things[below(things.size())];
    }
    template <class T>
    void dropOne(std::vector<T>& things)
    {
        if (!things.empty())
            things.erase(things.begin() + static_cast<std::ptrdiff_t>(below(things.size())));
    }

    void step();
    void send();
    void look();
    void closeSender();
    void receive();
    void select();
    void closeReceiver();
    void endCall();
    void takeThere();
    void askForMore();

    ThreadedContext& m_here;
    ThreadedContext& m_there;
    const Router m_router;
    std::mt19937_64 m_random;
    std::int64_t m_number;
    std::vector<std::unique_ptr<rpc::Receiver>> m_receiversThere;
    std::vector<rpc::Sender> m_senders;
    std::vector<std::unique_ptr<rpc::Receiver>> m_receivers;
    std::vector<rpc::PendingCall> m_pending;
    std::vector<std::shared_ptr<Ends>> m_ends;
    std::string m_failure;
    std::atomic<int> m_stepsDone = 0;
    std::atomic<const char*> m_doing = "";
};

}  // namespace rz::test
