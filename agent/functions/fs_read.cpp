#include "agent/functions/fs.h"

#include "agent/functions/directory.h"
#include "agent/functions/sha256.h"
#include "core/base/str.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <vector>

namespace rz::fs {

namespace {

constexpr std::int64_t DefaultSize = 1024 * 1024;
constexpr std::int64_t MaxSize = 64 * 1024 * 1024;
constexpr std::size_t BlockSize = 256 * 1024;

Result<UniqueFd> openForReading(const OsString& path)
{
    UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    if (!file)
        return pathError("open", path, errno);
    struct stat status{};
    if (::fstat(file.get(), &status) != 0)
        return pathError("look at", path, errno);
    if (S_ISDIR(status.st_mode))
        return pathError("read", path, EISDIR);
    return file;
}

// As pread(2) where the file can seek; devices and pipes are read from where they are.
ssize_t readAt(int file, std::span<std::byte> buffer, std::int64_t offset)
{
    ssize_t got = 0;
    do {
        got = ::pread(file, buffer.data(), buffer.size(), offset);
        if (got < 0 && errno == ESPIPE && offset == 0)
            got = ::read(file, buffer.data(), buffer.size());
    } while (got < 0 && errno == EINTR);
    return got;
}

}  // namespace

Result<Bytes> read(const OsString& path, std::optional<std::int64_t> offset, std::optional<std::int64_t> size)
{
    const std::int64_t begin = offset.value_or(0);
    const std::int64_t wanted = size.value_or(DefaultSize);
    if (begin < 0)
        return fail(ErrorKind::Argument, "the offset must not be negative");
    if (wanted < 0 || wanted > MaxSize)
        return fail(ErrorKind::Argument, str("the size must be between 0 and ", MaxSize, ", not ", wanted));
    RZ_TRY(const UniqueFd file, openForReading(path));

    std::string data;
    while (std::ssize(data) < wanted) {
        const std::size_t filled = data.size();
        // Grows by doubling: a small file must not cost the memory of the largest range.
        data.resize(std::min(static_cast<std::size_t>(wanted), std::max(2 * filled, BlockSize)));
        const auto room = std::as_writable_bytes(std::span(data)).subspan(filled);
        const ssize_t got = readAt(file.get(), room, begin + static_cast<std::int64_t>(filled));
        data.resize(filled + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (got == 0)
            break;
        if (got < 0)
            return pathError("read", path, errno);
    }
    return Bytes(std::move(data));
}

Result<std::string> checksum(rpc::CallContext& call, const OsString& path)
{
    RZ_TRY(const UniqueFd file, openForReading(path));
    Sha256 sum;
    std::vector<std::byte> block(BlockSize);
    for (;;) {
        const ssize_t got = ::read(file.get(), block.data(), block.size());
        if (got == 0)
            return toHex(sum.finish());
        if (got < 0 && errno != EINTR)
            return pathError("read", path, errno);
        if (call.cancelled.stop_requested())
            return fail(ErrorKind::Cancelled, str("the checksum of ", quoted(path), " was cancelled"));
        sum.add(std::span(block).first(static_cast<std::size_t>(std::max<ssize_t>(got, 0))));
    }
}

}  // namespace rz::fs
