#pragma once

#include "core/base/error.h"
#include "core/base/time.h"
#include "core/base/unique_fd.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <set>

namespace rz::connect::ssh {

// Tells a blocking worker to stop. Every wait of a worker ends when it is cancelled: poll() by watching fd(), libssh
// because the socket it waits on is shut down. Any thread.
class CancelToken {
public:
    static Result<std::shared_ptr<CancelToken>> create();

    void cancel();
    bool cancelled() const { return m_cancelled.load(std::memory_order_acquire); }
    // Readable from the cancellation on.
    int fd() const { return m_event.get(); }

    // Waits until `descriptor` is ready for `events` (poll's), the time is up (false) or it is cancelled (an error).
    Result<bool> wait(int descriptor, short events, std::optional<TimePoint> deadline) const;

    // While it lives, a cancellation shuts the socket down in both directions.
    class SocketGuard {
    public:
        SocketGuard(CancelToken& token, int socket);
        ~SocketGuard();
        SocketGuard(const SocketGuard&) = delete;
        SocketGuard& operator=(const SocketGuard&) = delete;

    private:
        CancelToken& m_token;
        int m_socket;
    };

private:
    explicit CancelToken(UniqueFd event) : m_event(std::move(event)) {}

    UniqueFd m_event;
    std::atomic<bool> m_cancelled = false;
    std::mutex m_mutex;
    std::set<int> m_sockets;
};

Error cancelledError();
// What poll() takes: -1 without a deadline.
int pollTimeout(std::optional<TimePoint> deadline);

}  // namespace rz::connect::ssh
