#include "core/connect/methods/arguments.h"

#include "core/base/str.h"
#include "core/connect/hop_options.h"

#include <array>
#include <sys/random.h>

namespace rz::connect {

std::string programOption(const Hop& hop, std::string_view name, std::string_view fallback)
{
    std::string program = textOption(hop, name);
    return program.empty() ? std::string(fallback) : program;
}

std::string besideProgram(std::string_view program, std::string_view other)
{
    return str(program.substr(0, program.rfind('/') + 1), other);
}

std::string randomName()
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<unsigned char, 8> random{};
    [[maybe_unused]] const ssize_t got = ::getrandom(random.data(), random.size(), 0);
    std::string name;
    for (const unsigned char byte : random) {
        name += digits[byte >> 4];
        name += digits[byte & 15];
    }
    return name;
}

void append(std::vector<std::string>& argv, std::span<const std::string> more)
{
    argv.insert(argv.end(), more.begin(), more.end());
}

void append(std::vector<std::string>& argv, std::initializer_list<std::string_view> more)
{
    for (const std::string_view word : more)
        argv.emplace_back(word);
}

void appendOption(std::vector<std::string>& argv, std::string_view option, std::string_view value)
{
    if (!value.empty())
        append(argv, {option, value});
}

}  // namespace rz::connect
