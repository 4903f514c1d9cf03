#pragma once

#include "tests/support/janitor.h"
#include "tests/support/temp_dir.h"

#include <memory>
#include <string>
#include <sys/types.h>

namespace rz::test {

// A container of the classic LXC with a random name in LXC's own place, so that lxc-attach finds it as it finds any
// other; gone when the object dies. Root only.
class LxcContainer {
public:
    enum class Root { Busybox, Bare };  // Bare: no shell
    explicit LxcContainer(Root root = Root::Busybox);
    ~LxcContainer();
    LxcContainer(const LxcContainer&) = delete;
    LxcContainer& operator=(const LxcContainer&) = delete;

    // Why there can be none here; empty when there can.
    static std::string unavailable();

    const std::string& name() const { return m_name; }
    void start();
    void freeze();
    void stop();
    // Of its first process, as seen from here.
    pid_t pid() const;

private:
    std::string m_name;
    std::string m_place;
    TempDir m_root{0755};
    std::unique_ptr<Janitor> m_janitor;
};

}  // namespace rz::test
