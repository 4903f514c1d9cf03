#pragma once

#include "core/base/str.h"

#include <QTest>

#include <atomic>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>

namespace rz::test {

// A thread that does one thing, of which the test wants to know that it waits in it. Joins when it dies.
class Waiter {
public:
    explicit Waiter(std::function<void()> wait)
        : m_thread([this, wait = std::move(wait)] {
              m_id = ::gettid();
              wait();
              m_done = true;
          })
    {
    }

    bool done() const { return m_done; }
    // Waits until it sleeps; false when it came to its end instead.
    bool asleep() const
    {
        return QTest::qWaitFor([this] { return m_done || sleeps(); }, 30'000) && !m_done;
    }
    void join() { m_thread.join(); }

private:
    bool sleeps() const
    {
        if (m_id == 0)
            return false;
        std::string stat;
        std::getline(std::ifstream(str("/proc/self/task/", m_id.load(), "/stat")), stat);
        const std::size_t name = stat.rfind(')');
        return name != std::string::npos && stat.substr(name, 3) == ") S";
    }

    std::atomic<pid_t> m_id = 0;
    std::atomic<bool> m_done = false;
    std::jthread m_thread;
};

}  // namespace rz::test
