#include "core/io/reaper.h"

#include <utility>

#include "core/io/child_watch.h"

namespace rz::io {

namespace {

// What SIGKILL takes at most, short of a process stuck in the kernel.
constexpr Duration LastWait = std::chrono::milliseconds(200);

}  // namespace

Reaper::Reaper() = default;
Reaper::~Reaper() = default;

void Reaper::adopt(std::unique_ptr<ChildWatch> child, std::optional<KeepAlive> keepAlive)
{
    if (child->tryReap())
        return;
    if (!m_open) {
        child->reapWithin(LastWait);
        return;
    }
    const ChildWatch* const key = child.get();
    child->setOnExit([this, key](ExitStatus) {
        std::erase_if(m_children, [key](const Child& other) { return other.watch.get() == key; });
    });
    m_children.push_back({.watch = std::move(child), .keepAlive = std::move(keepAlive)});
}

void Reaper::close()
{
    m_open = false;
    for (const Child& child : std::exchange(m_children, {})) {
        if (child.keepAlive)
            child.watch->reapWithin(LastWait);
    }
}

}  // namespace rz::io
