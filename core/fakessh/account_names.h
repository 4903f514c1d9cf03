#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace rz::fakessh {

// The names that the text of a passwd or group file has for numbers, each looked for once.
class AccountNames {
public:
    explicit AccountNames(std::string file) : m_file(std::move(file)) {}

    // Empty when there is none.
    const std::string& of(std::uint32_t id);
    // That, or the number.
    std::string shown(std::uint32_t id);

private:
    const std::string m_file;
    std::map<std::uint32_t, std::string> m_names;
};

}  // namespace rz::fakessh
