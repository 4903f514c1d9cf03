#pragma once

#include "core/base/unique_fd.h"
#include "tests/support/temp_dir.h"

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

// Hops to this machine that the test holds up.
namespace rz::test {

// One whose bytes go by the test: it counts calls on their way down, and from the first of them on holds back what comes
// up, until told otherwise.
class WatchedHop {
public:
    WatchedHop();
    ~WatchedHop();
    WatchedHop(const WatchedHop&) = delete;
    WatchedHop& operator=(const WatchedHop&) = delete;

    std::string chain() const;
    int calls() const { return m_calls; }
    void letAnswersPass();

private:
    using Before = std::function<void(std::string_view bytes)>;

    void pump(const char* from, const char* to, const Before& before);
    void carry(const char* from, const char* to, const Before& before) const;
    void watch(std::string_view bytes);
    void waitForLeave() const;

    TempDir m_directory{0755};
    std::string m_seen;  // of what went down, less than a header
    std::atomic<int> m_calls = 0;
    std::atomic<int> m_ended = 0;  // of the two directions
    std::atomic<bool> m_leave = false;
    std::jthread m_down;
    std::jthread m_up;
};

// One that is not made before the test says so.
class LateHop {
public:
    LateHop();

    std::string chain() const;
    void letConnect();

private:
    TempDir m_directory{0755};
    UniqueFd m_gate;
};

}  // namespace rz::test
