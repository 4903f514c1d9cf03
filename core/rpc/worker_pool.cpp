#include "core/rpc/worker_pool.h"

#include <utility>

namespace rz::rpc {

thread_local const WorkerPool* WorkerPool::s_here = nullptr;

WorkerPool::~WorkerPool()
{
    m_ending.request_stop();
    Threads all;
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        all.splice(all.end(), m_threads);
        all.splice(all.end(), m_ended);
    }
    m_wake.notify_all();
    for (io::Thread& thread : all)
        thread.join();
}

bool WorkerPool::submit(io::Task task)
{
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
        if (!m_paused && m_tasks.size() > m_idle && m_threads.size() < m_maxWorkers && !startWorker() &&
            m_threads.empty()) {
            m_tasks.pop_back();
            return false;
        }
    }
    m_wake.notify_one();
    return true;
}

std::stop_token WorkerPool::ending()
{
    return s_here != nullptr ? s_here->m_ending.get_token() : std::stop_token();
}

std::size_t WorkerPool::workers() const
{
    const std::lock_guard lock(m_mutex);
    return m_threads.size();
}

std::size_t WorkerPool::idle() const
{
    const std::lock_guard lock(m_mutex);
    return m_idle;
}

void WorkerPool::pause()
{
    std::unique_lock lock(m_mutex);
    m_paused = true;
    m_becameIdle.wait(lock, [this] { return m_idle == m_threads.size(); });
}

void WorkerPool::resume()
{
    {
        const std::lock_guard lock(m_mutex);
        m_paused = false;
        // As many as there would be had the tasks come one by one.
        for (std::size_t busy = m_idle; busy < m_tasks.size() && m_threads.size() < m_maxWorkers && startWorker();)
            ++busy;
    }
    m_wake.notify_all();
}

bool WorkerPool::startWorker()
{
    const auto self = m_threads.emplace(m_threads.end());
    auto started = io::Thread::start(m_name, [this, self] { work(self); });
    if (!started) {
        m_threads.erase(self);
        return false;
    }
    *self = std::move(*started);
    return true;
}

void WorkerPool::work(Threads::iterator self)
{
    s_here = this;
    std::unique_lock lock(m_mutex);
    for (;;) {
        ++m_idle;
        m_becameIdle.notify_all();
        const bool woken =
            m_wake.wait_for(lock, m_idleLife, [this] { return (!m_tasks.empty() && !m_paused) || m_stopping; });
        --m_idle;
        if (!m_tasks.empty() && (!m_paused || m_stopping)) {
            io::Task task = std::move(m_tasks.front());
            m_tasks.pop_front();
            lock.unlock();
            task();
            task = nullptr;
            lock.lock();
            continue;
        }
        if (m_stopping)
            return;
        if (!woken) {
            // Each joins the one before it, so that at most one stack is left behind.
            Threads before;
            before.swap(m_ended);
            m_ended.splice(m_ended.end(), m_threads, self);
            lock.unlock();
            for (io::Thread& thread : before)
                thread.join();
            return;
        }
    }
}

}  // namespace rz::rpc
