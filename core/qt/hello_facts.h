#pragma once

#include "core/base/value.h"

#include <string>

namespace rz::qt {

// What the facts of a hello (core/wire/PROTOCOL.md) say of who a context runs as.

// "alice@web1"; what is missing is left out.
std::string identityOf(const Dict& facts);
bool isRoot(const Dict& facts);

}  // namespace rz::qt
