#pragma once

#include "core/base/time.h"
#include "core/base/unique_fd.h"

#include <memory>
#include <string>
#include <string_view>

namespace rz::io {

// Switches profiling on for the threads of this process that start from now on (reference: enable_profiling). Any thread.
void enableProfiling();
// The same if RHIZOME_PROFILING is in the environment: for main().
void enableProfilingByEnvironment();
bool profilingEnabled();

// What one thread does, as a file for a trace viewer such as Perfetto or chrome://tracing (trace-event JSON):
// /tmp/rhizome.stats.PID.IDENTITY.MICROSECONDS.json (protocol 7.5). For the thread that makes it, and as long as it lives;
// nothing when profiling is off, or the file cannot be made. Each ProfileSpan on that thread is a bar. An io::Thread has one.
class ThreadProfile {
public:
    explicit ThreadProfile(std::string_view identity);
    ~ThreadProfile();
    ThreadProfile(const ThreadProfile&) = delete;
    ThreadProfile& operator=(const ThreadProfile&) = delete;

private:
    friend class ProfileSpan;
    struct State;
    std::unique_ptr<State> m_state;
};

// The time from here to the end of the scope. Costs a look at a thread's variable when its thread is not profiled.
class ProfileSpan {
public:
    // `name` must outlive it.
    explicit ProfileSpan(std::string_view name);
    ~ProfileSpan();
    ProfileSpan(const ProfileSpan&) = delete;
    ProfileSpan& operator=(const ProfileSpan&) = delete;

private:
    ThreadProfile::State* const m_state;
    std::string_view m_name;
    TimePoint m_began;
};

}  // namespace rz::io
