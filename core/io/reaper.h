#pragma once

#include "core/io/broker.h"

#include <memory>
#include <optional>
#include <vector>

namespace rz::io {

class ChildWatch;

// Waits for children whose Process has let go of them, so that none stays behind as a zombie. Belongs to a broker, whose
// shutdown it holds up until those with a keepAlive, which have been killed, are reaped. Broker thread only.
class Reaper {
public:
    Reaper();
    ~Reaper();
    Reaper(const Reaper&) = delete;
    Reaper& operator=(const Reaper&) = delete;

    // False once the loop has ended: whoever adopts out a child then waits for it himself.
    bool open() const { return m_open; }
    // Without a keepAlive nobody waits for its end.
    void adopt(std::unique_ptr<ChildWatch> child, std::optional<KeepAlive> keepAlive);
    // The loop has ended.
    void close();

private:
    bool m_open = true;
    struct Child {
        std::unique_ptr<ChildWatch> watch;
        std::optional<KeepAlive> keepAlive;
    };
    std::vector<Child> m_children;
};

}  // namespace rz::io
