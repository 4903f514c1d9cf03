#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rz::modules {

// A program's source as its functions may be called elsewhere without running the program (protocol 6.6): cut where the line
// `if __name__ == "__main__":` begins, or whole where mitogen.main() guards it; else nothing.
std::optional<std::string_view> neutralizedMain(std::string_view source);

}  // namespace rz::modules
