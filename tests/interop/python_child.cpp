#include "tests/interop/python_child.h"

#include "core/base/assertion.h"
#include "core/base/str.h"
#include "tests/support/paths.h"

#include <cstdlib>
#include <utility>

namespace rz::test {

namespace {

constexpr const char* Python = "/usr/bin/python3";  // the one that Debian's mitogen is installed for
constexpr int SocketNumber = 3;

}  // namespace

PythonChild::PythonChild(Tree& tree, Node& parent) : m_tree(tree), m_parent(parent), m_id(tree.allocate(parent))
{
    auto [above, below] = io::makeSocketPair().value();
    m_process = io::Process::spawn(*tree.broker,
                                   {.argv = {Python, "-B", sourcePath("tests/interop/python_child.py"),
                                             str(SocketNumber), str(raw(m_id))},
                                    .program = {},
                                    .environment = {},
                                    .workingDirectory = {},
                                    .descriptors = {{1, 1}, {2, 2}, {SocketNumber, below.get()}},
                                    .newSession = false,  // detach() makes one, which it could not a second time
                                    .controllingTty = {}},
                                   [this](io::ExitStatus) { m_ended = true; })
                    .value();
    m_parent.router->registerStream(makeStream(*m_parent.router, *tree.broker, std::move(above),
                                               {.remoteId = m_id,
                                                .name = "python",
                                                .authStamp = {},
                                                .native = false,
                                                .maxMessageSize = wire::DefaultMaxMessageSize}));
}

PythonChild::~PythonChild()
{
    context().shutdown();
    RZ_ASSERT(m_tree.until([this] { return m_ended; }));
}

bool PythonChild::available()
{
    return std::system(str(Python, " -c 'import mitogen.core'").c_str()) == 0;
}

}  // namespace rz::test
