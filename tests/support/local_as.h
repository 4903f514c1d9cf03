#pragma once

#include "core/connect/connector.h"
#include "tests/support/temp_dir.h"

#include <string>

namespace rz::test {

// What "local" means to a master of another user: its agents are started as that user. Root only.
class LocalAs final : public connect::Opener {
public:
    // `locale` is LC_ALL of the agent and of all it starts.
    explicit LocalAs(std::string user, std::string locale = "C.UTF-8");

    std::string_view method() const override { return "local"; }
    std::unique_ptr<connect::Opening> open(const connect::Hop& hop, io::Broker& broker,
                                           connect::OpenHost& host) override;

private:
    std::string m_user;
    std::string m_locale;
    TempDir m_dir;  // of the agent: the build folder may be closed to others
};

}  // namespace rz::test
