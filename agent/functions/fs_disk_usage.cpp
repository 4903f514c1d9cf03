#include "agent/functions/fs.h"

#include "agent/functions/dict_builder.h"
#include "agent/functions/directory.h"
#include "core/base/str.h"
#include "core/rpc/sender.h"

#include <cerrno>
#include <fcntl.h>
#include <set>
#include <utility>

namespace rz::fs {

namespace {

struct Usage {
    std::int64_t bytes = 0;
    std::int64_t size = 0;
    std::int64_t files = 0;
    std::int64_t directories = 0;
    std::int64_t errors = 0;

    Usage operator-(const Usage& before) const
    {
        return {bytes - before.bytes, size - before.size, files - before.files, directories - before.directories,
                errors - before.errors};
    }
};

Dict toDict(const Usage& usage)
{
    return DictBuilder(5)
        .add("bytes", usage.bytes)
        .add("size", usage.size)
        .add("files", usage.files)
        .add("directories", usage.directories)
        .add("errors", usage.errors)
        .take();
}

class Measurement {
public:
    Measurement(std::stop_token cancelled, bool crossMounts)
        : m_cancelled(std::move(cancelled)), m_crossMounts(crossMounts)
    {
    }

    const Usage& usage() const { return m_usage; }

    // What cannot be looked at is counted, not an end.
    void addEntry(int parent, const std::string& name, const OsString& path, int depth = 0)
    {
        struct stat status{};
        if (::fstatat(parent, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
            m_usage.errors += errno == ENOENT ? 0 : 1;
            return;
        }
        if (!m_crossMounts && status.st_dev != m_device)
            return;
        addStatus(status);
        if (!S_ISDIR(status.st_mode) || m_cancelled.stop_requested())
            return;
        const auto directory = openDirectory(parent, name, FollowLinks::No, path);
        const auto entries = directory ? readEntries(directory->get(), path) : std::unexpected(directory.error());
        if (!entries || depth == MaxTreeDepth) {
            ++m_usage.errors;
            return;
        }
        for (const DirectoryEntry& entry : *entries)
            addEntry(directory->get(), entry.name, joined(path, entry.name), depth + 1);
    }

    void addTop(const struct stat& status)
    {
        m_device = status.st_dev;
        addStatus(status);
    }

private:
    void addStatus(const struct stat& status)
    {
        if (status.st_nlink > 1 && !S_ISDIR(status.st_mode) && !m_seen.emplace(status.st_dev, status.st_ino).second)
            return;
        m_usage.bytes += status.st_blocks * 512;
        m_usage.size += status.st_size;
        ++(S_ISDIR(status.st_mode) ? m_usage.directories : m_usage.files);
    }

    std::stop_token m_cancelled;
    bool m_crossMounts;
    dev_t m_device = 0;
    std::set<std::pair<dev_t, ino_t>> m_seen;  // files with several names
    Usage m_usage;
};

Result<> report(rpc::Sender& progress, const std::string& name, const Usage& usage, const std::stop_token& cancelled)
{
    Dict piece = toDict(usage);
    piece.items.emplace(piece.items.begin(), "name", toValue(OsString(name)));
    return progress.send(Value(std::move(piece)), cancelled);
}

}  // namespace

Result<Dict> diskUsage(rpc::CallContext& call, const OsString& path, std::optional<rpc::Sender> progress,
                       std::optional<bool> crossMounts)
{
    struct stat top{};
    if (::stat(path.c_str(), &top) != 0)
        return pathError("look at", path, errno);
    Measurement measurement(call.cancelled, crossMounts.value_or(false));
    measurement.addTop(top);
    if (S_ISDIR(top.st_mode)) {
        RZ_TRY(const UniqueFd directory, openDirectory(AT_FDCWD, path.bytes, FollowLinks::Yes, path));
        RZ_TRY(const auto entries, readEntries(directory.get(), path));
        for (const DirectoryEntry& entry : entries) {
            const Usage before = measurement.usage();
            measurement.addEntry(directory.get(), entry.name, joined(path, entry.name));
            if (call.cancelled.stop_requested())
                return fail(ErrorKind::Cancelled, str("measuring ", quoted(path), " was cancelled"));
            if (progress)
                RZ_CHECK(report(*progress, entry.name, measurement.usage() - before, call.cancelled));
        }
    }
    return toDict(measurement.usage());
}

}  // namespace rz::fs
