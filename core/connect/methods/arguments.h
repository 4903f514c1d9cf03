#pragma once

#include "core/base/error.h"
#include "core/connect/method.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

// The argument vectors of methods, made from a hop's options.
namespace rz::connect {

// The program that an option names, else `fallback`.
std::string programOption(const Hop& hop, std::string_view name, std::string_view fallback);

// Another program of the same directory.
std::string besideProgram(std::string_view program, std::string_view other);
// Sixteen letters that nobody else has.
std::string randomName();

void append(std::vector<std::string>& argv, std::span<const std::string> more);
void append(std::vector<std::string>& argv, std::initializer_list<std::string_view> more);
// Both words, unless the value is empty.
void appendOption(std::vector<std::string>& argv, std::string_view option, std::string_view value);

}  // namespace rz::connect
