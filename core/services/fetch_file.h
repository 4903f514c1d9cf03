#pragma once

#include "core/base/error.h"
#include "core/base/time.h"
#include "core/rpc/context.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rz::services {

// What the context that has a file tells of it.
struct FileMetadata {
    std::int64_t size = 0;
    std::int64_t mode = 0;  // with the bits of its type
    std::optional<std::string> owner;
    std::optional<std::string> group;
    double mtime = 0;  // seconds since 1970
    double atime = 0;
};

// Writes the file `path` of the FileService in `from` to the descriptor `out`, and acknowledges what it has written
// (reference: FileService.get). Blocks as Context::call does. Fails with Call when it is refused there, with Channel when the
// context is lost, with Timeout when nothing comes for so long as `patience`, with System when it cannot be written, and
// with Error when not as much came as was announced; then `out` has got a part. While it waits for whoever reads `out`, it
// fails with Cancelled as soon as `stop` is readable.
Result<FileMetadata> fetchFile(const rpc::Context& from, std::string_view path, int out,
                               Duration patience = std::chrono::minutes(1), int stop = -1);

}  // namespace rz::services
