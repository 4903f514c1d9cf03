#pragma once

#include <QString>
#include <QtGlobal>

#include <cstdint>

namespace rz::test {

// A number from the environment, for playing a run again or for a longer one.
inline std::uint64_t wished(const char* variable, std::uint64_t usual)
{
    bool ok = false;
    const std::uint64_t value = qEnvironmentVariable(variable).toULongLong(&ok);
    return ok ? value : usual;
}

}  // namespace rz::test
