#include "agent/functions/fs.h"

#include "agent/functions/directory.h"
#include "core/base/str.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace rz::fs {

namespace {

// Removes a tree by descriptors, so that nobody can lead it elsewhere by exchanging a directory for a link meanwhile.
class TreeRemoval {
public:
    explicit TreeRemoval(std::stop_token cancelled) : m_cancelled(std::move(cancelled)) {}

    void removeEntry(int parent, const std::string& name, const OsString& path, int depth = 0)
    {
        if (m_cancelled.stop_requested())
            return;
        if (::unlinkat(parent, name.c_str(), 0) == 0)
            return;
        if (errno == EISDIR || errno == EPERM)
            removeDirectory(parent, name, path, depth);
        else
            note(pathError("remove", path, errno).error());
    }

    Result<> outcome(const OsString& path)
    {
        if (m_cancelled.stop_requested())
            return fail(ErrorKind::Cancelled, str("removing ", quoted(path), " was cancelled; some of it is gone"));
        if (!m_first)
            return {};
        if (m_failures > 1)
            return fail(m_first->kind(), str(m_first->text(), " (and ", m_failures - 1, " more failures)"));
        return std::unexpected(std::move(*m_first));
    }

private:
    void removeDirectory(int parent, const std::string& name, const OsString& path, int depth)
    {
        const int errorAsFile = errno;
        if (depth == MaxTreeDepth) {
            note(Error(ErrorKind::Error, str("directories nest too deep below ", quoted(path))));
            return;
        }
        const auto directory = openDirectory(parent, name, FollowLinks::No, path);
        if (!directory) {
            // EPERM may also mean a file that must not be removed.
            note(directory.error().errnum() == ENOTDIR ? pathError("remove", path, errorAsFile).error()
                                                       : directory.error());
            return;
        }
        const auto entries = readEntries(directory->get(), path);
        if (!entries) {
            note(entries.error());
            return;
        }
        const std::size_t failuresBefore = m_failures;
        for (const DirectoryEntry& entry : *entries)
            removeEntry(directory->get(), entry.name, joined(path, entry.name), depth + 1);
        // What could not be removed inside is the reason, not that the directory is not empty.
        if (m_failures > failuresBefore || m_cancelled.stop_requested())
            return;
        if (::unlinkat(parent, name.c_str(), AT_REMOVEDIR) != 0)
            note(pathError("remove", path, errno).error());
    }

    void note(const Error& error)
    {
        ++m_failures;
        if (!m_first)
            m_first = error;
    }

    std::stop_token m_cancelled;
    std::optional<Error> m_first;
    std::size_t m_failures = 0;
};

// The root, and the names by which a directory is above or at itself.
bool isTooMuch(const OsString& path)
{
    std::string_view rest = path.bytes;
    while (rest.ends_with('/'))
        rest.remove_suffix(1);
    const std::string_view last = rest.substr(rest.rfind('/') + 1);
    return last.empty() || last == "." || last == "..";
}

}  // namespace

Result<> remove(rpc::CallContext& call, const OsString& path, std::optional<bool> recursive)
{
    if (isTooMuch(path))
        return fail(ErrorKind::Argument, str("refusing to remove ", quoted(path)));
    if (recursive.value_or(false)) {
        TreeRemoval removal(call.cancelled);
        removal.removeEntry(AT_FDCWD, path.bytes, path);
        return removal.outcome(path);
    }
    if (::unlink(path.c_str()) == 0 || ((errno == EISDIR || errno == EPERM) && ::rmdir(path.c_str()) == 0))
        return {};
    return pathError("remove", path, errno);
}

}  // namespace rz::fs
