#include "core/io/profile.h"

#include "core/base/str.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace rz::io {

namespace {

// Of the process, as threads are: whoever starts one knows no engine.
std::atomic<bool> enabled = false;

std::int64_t microseconds(TimePoint time)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

// Names are those of functions, which a peer may have chosen.
std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out.push_back('\\');
        out.push_back(static_cast<unsigned char>(c) < ' ' ? ' ' : c);
    }
    out.push_back('"');
    return out;
}

}  // namespace

struct ThreadProfile::State {
    UniqueFd fd;
    std::string head;  // of each event, up to its name

    // At once: a process may be killed at any time. Viewers do without the end of the array.
    void add(std::string_view event) { static_cast<void>(::write(fd.get(), event.data(), event.size())); }
    static thread_local State* current;
};

thread_local ThreadProfile::State* ThreadProfile::State::current = nullptr;

void enableProfiling()
{
    enabled = true;
}

void enableProfilingByEnvironment()
{
    if (std::getenv("RHIZOME_PROFILING") != nullptr)
        enableProfiling();
}

bool profilingEnabled()
{
    return enabled;
}

ThreadProfile::ThreadProfile(std::string_view identity)
{
    if (!enabled || State::current != nullptr)
        return;
    UniqueFd fd;
    // Another thread may have been born in the same microsecond.
    for (std::int64_t birth = microseconds(Clock::now()); !fd; ++birth) {
        const std::string path = str("/tmp/rhizome.stats.", ::getpid(), '.', identity, '.', birth, ".json");
        fd = UniqueFd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (!fd && errno != EEXIST)
            return;
    }
    const std::string who = str("\"pid\":", ::getpid(), ",\"tid\":", ::syscall(SYS_gettid), ",\"name\":");
    m_state = std::make_unique<State>();
    m_state->fd = std::move(fd);
    m_state->head = str("{\"ph\":\"X\",", who);
    m_state->add(str("[{\"ph\":\"M\",", who, "\"thread_name\",\"args\":{\"name\":", quoted(identity), "}}"));
    State::current = m_state.get();
}

ThreadProfile::~ThreadProfile()
{
    if (m_state == nullptr)
        return;
    m_state->add("]\n");
    State::current = nullptr;
}

ProfileSpan::ProfileSpan(std::string_view name) : m_state(ThreadProfile::State::current), m_name(name)
{
    if (m_state != nullptr)
        m_began = Clock::now();
}

ProfileSpan::~ProfileSpan()
{
    if (m_state == nullptr)
        return;
    const std::int64_t began = microseconds(m_began);
    m_state->add(str(",\n", m_state->head, quoted(m_name), ",\"ts\":", began,
                     ",\"dur\":", microseconds(Clock::now()) - began, '}'));
}

}  // namespace rz::io
