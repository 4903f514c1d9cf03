#pragma once

#include "core/base/error.h"

#include <functional>
#include <pthread.h>
#include <thread>

namespace rz::io {

// A thread that may be refused: std::thread throws when the machine has none left to give, and agents have no exceptions.
// Owns what it stands for until join() or detach(), one of which it must see before it ends (asserted).
class Thread {
public:
    // Runs `job` on a thread of its own, with every signal blocked: those are for the threads that know what to do with
    // them. `name` is shown by debuggers and top, and names its profile (ThreadProfile); at most 15 bytes, and static. Fails
    // with System.
    static Result<Thread> start(const char* name, std::move_only_function<void()> job);

    Thread() = default;
    Thread(Thread&& other) noexcept;
    Thread& operator=(Thread&& other) noexcept;
    Thread(const Thread&) = delete;
    Thread& operator=(const Thread&) = delete;
    ~Thread();

    bool joinable() const { return m_running; }
    void join();
    void detach();
    std::thread::id id() const { return m_running ? std::thread::id(m_thread) : std::thread::id(); }

private:
    explicit Thread(pthread_t thread) : m_thread(thread), m_running(true) {}

    pthread_t m_thread{};
    bool m_running = false;
};

}  // namespace rz::io
