#pragma once

#include "core/io/process.h"
#include "tests/unit/routing_support.h"

#include <memory>

namespace rz::test {

// A stock Python Mitogen context as a child of `parent`, in a process of its own; it has no agent of ours in it.
class PythonChild {
public:
    PythonChild(Tree& tree, Node& parent);
    // Asks it to end, and waits.
    ~PythonChild();
    PythonChild(const PythonChild&) = delete;
    PythonChild& operator=(const PythonChild&) = delete;

    ContextId id() const { return m_id; }
    rpc::Context context() const { return m_parent.context(m_id); }

    bool ended() const { return m_ended; }

    // False when Debian's mitogen is not there.
    static bool available();

private:
    Tree& m_tree;
    Node& m_parent;
    ContextId m_id;
    std::unique_ptr<io::Process> m_process;
    bool m_ended = false;
};

}  // namespace rz::test
