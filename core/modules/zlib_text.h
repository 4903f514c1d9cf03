#pragma once

#include "core/base/bytes.h"

#include <string_view>

namespace rz::modules {

// `text` as one zlib stream, as small as it gets.
Bytes compress(std::string_view text);

}  // namespace rz::modules
