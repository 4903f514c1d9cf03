#include "core/io/reaper.h"

#include <utility>

#include "core/base/assertion.h"
#include "core/io/child_watch.h"

namespace rz::io {

namespace {

// What SIGKILL takes at most, short of a process stuck in the kernel.
constexpr Duration LastWait = std::chrono::milliseconds(200);

}  // namespace

Reaper::Reaper() = default;
Reaper::~Reaper() = default;

void Reaper::adopt(std::unique_ptr<ChildWatch> child, KeepAlive keepAlive)
{
    if (child->tryReap())
        return;
    if (!m_open) {
        child->reapWithin(LastWait);
        return;
    }
    const ChildWatch* const key = child.get();
    child->setOnExit([this, key, held = std::move(keepAlive)](ExitStatus) {
        std::erase_if(m_children, [key](const auto& other) { return other.get() == key; });
    });
    m_children.push_back(std::move(child));
}

void Reaper::close()
{
    m_open = false;
    for (const auto& child : std::exchange(m_children, {}))
        child->reapWithin(LastWait);
}

}  // namespace rz::io
