#pragma once

#include "core/io/broker.h"

#include <memory>
#include <vector>

namespace rz::io {

class ChildWatch;

// Waits for killed children whose Process is gone, so that none stays behind as a zombie. Belongs to a broker, whose
// shutdown it holds up until they are reaped. Broker thread only.
class Reaper {
public:
    Reaper();
    ~Reaper();
    Reaper(const Reaper&) = delete;
    Reaper& operator=(const Reaper&) = delete;

    // False once the loop has ended: whoever adopts out a child then waits for it himself.
    bool open() const { return m_open; }
    void adopt(std::unique_ptr<ChildWatch> child, KeepAlive keepAlive);
    // The loop has ended.
    void close();

private:
    bool m_open = true;
    std::vector<std::unique_ptr<ChildWatch>> m_children;
};

}  // namespace rz::io
