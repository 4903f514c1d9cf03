#include "tests/support/local_as.h"

#include "core/base/str.h"
#include "tests/support/paths.h"

#include <utility>

namespace rz::test {

LocalAs::LocalAs(std::string user, std::string locale)
    : m_user(std::move(user)), m_locale(std::move(locale)), m_dir(0755)
{
    m_dir.write("rhizome-agent", readFile(binary("rhizome-agent")), 0755);
}

std::unique_ptr<connect::Opening> LocalAs::open(const connect::Hop&, io::Broker& broker, connect::OpenHost& host)
{
    host.beginStep("spawn");
    auto ends = io::makeSocketPair().value();
    auto diagnostics = io::makePipe().value();
    const io::SpawnOptions options{
        .argv = {"setpriv", "--reuid", m_user, "--regid", m_user, "--init-groups", m_dir.file("rhizome-agent")},
        .environment =
            std::vector<std::string>{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                                     str("HOME=/home/", m_user), str("USER=", m_user), str("LC_ALL=", m_locale)},
        .descriptors = {{0, ends.second.get()}, {1, ends.second.get()}, {2, diagnostics.second.get()}},
    };
    connect::Transport transport;
    transport.start = connect::Transport::Start::Agent;
    transport.process = io::Process::spawn(broker, options, [](io::ExitStatus) {}).value();
    transport.receiveSide = std::move(ends.first);
    transport.diagnostics = std::move(diagnostics.first);
    host.opened(std::move(transport));
    return std::make_unique<connect::Opening>();
}

}  // namespace rz::test
