#include "tests/support/become_rules.h"

#include "core/base/str.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <stdexcept>
#include <unistd.h>

namespace rz::test {

namespace {

std::string uniqueName()
{
    static int last = 0;
    return str("rhizome-test-", ::getpid(), '-', ++last);
}

// A new doas.conf in one step: doas reads it at any time. `change` is a filter of its lines.
std::string changeOfDoasConf(const std::string& change)
{
    return str("flock /etc/login.defs sh -c 'umask 077; touch /etc/doas.conf; ", change,
               " </etc/doas.conf >/etc/doas.conf.new && mv /etc/doas.conf.new /etc/doas.conf;"
               " [ -s /etc/doas.conf ] || rm -f /etc/doas.conf'");
}

std::string withoutLines(const std::string& mark)
{
    return changeOfDoasConf(str("sed \"/", mark, "\\$/d\""));
}

}  // namespace

SudoRules::SudoRules(std::string_view rules) : m_path(str("/etc/sudoers.d/", uniqueName()))
{
    const std::string unread = m_path + ".new";  // sudo leaves out names with a dot
    writeFile(unread, str(rules, '\n'), 0440);
    m_janitor = std::make_unique<Janitor>(str("rm -f ", m_path, ' ', unread));
    mustRun({"visudo", "-cqf", unread});
    if (::rename(unread.c_str(), m_path.c_str()) != 0)
        throw std::runtime_error(str("cannot make ", m_path));
}

SudoRules::~SudoRules()
{
    ::unlink(m_path.c_str());
}

DoasRules::DoasRules(std::string_view rule) : m_mark(str("# ", uniqueName()))
{
    m_janitor = std::make_unique<Janitor>(withoutLines(m_mark));
    mustRun({"sh", "-c", changeOfDoasConf(str("{ cat; echo \"", rule, ' ', m_mark, "\"; }"))});
}

DoasRules::~DoasRules()
{
    run({"sh", "-c", withoutLines(m_mark)});
}

}  // namespace rz::test
