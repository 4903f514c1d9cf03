#include "core/services/file_service.h"

#include "core/base/str.h"
#include "core/base/unique_fd.h"
#include "core/io/profile.h"
#include "core/rpc/call_error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace rz::services {

namespace {

constexpr Duration WorkerIdleLife = std::chrono::seconds(5);

// The path of the reference's abspath(): without ".", ".." and surplus slashes. Nothing for one that is not absolute.
std::optional<std::string> normalized(std::string_view path)
{
    if (!path.starts_with('/'))
        return std::nullopt;
    std::string out;
    while (!path.empty()) {
        const std::size_t begin = std::min(path.find_first_not_of('/'), path.size());
        path.remove_prefix(begin);
        const std::string_view part = path.substr(0, path.find('/'));
        path.remove_prefix(part.size());
        if (part == "..")
            out.resize(out.empty() ? 0 : out.rfind('/'));
        else if (!part.empty() && part != ".")
            out.append(1, '/').append(part);
    }
    return out.empty() ? "/" : out;
}

std::string quoted(const std::string& path)
{
    return repr(Value(path), 4096);
}

// As Python names it: "builtins.FileNotFoundError: [Errno 2] No such file or directory: '/a'".
std::unexpected<Error> fileError(int errnum, const std::string& path)
{
    std::string_view name = "OSError";
    switch (errnum) {
    case ENOENT: name = "FileNotFoundError"; break;
    case EACCES:
    case EPERM: name = "PermissionError"; break;
    case EISDIR: name = "IsADirectoryError"; break;
    case ENOTDIR: name = "NotADirectoryError"; break;
    default: break;
    }
    return fail(ErrorKind::Call,
                str("builtins.", name, ": [Errno ", errnum, "] ", std::strerror(errnum), ": ", quoted(path)));
}

Value userName(uid_t uid)
{
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    ::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found);
    return found == nullptr ? Value() : Value(found->pw_name);
}

Value groupName(gid_t gid)
{
    std::vector<char> buffer(64 * 1024);  // all its members are in it
    group entry{};
    group* found = nullptr;
    ::getgrgid_r(gid, &entry, buffer.data(), buffer.size(), &found);
    return found == nullptr ? Value() : Value(found->gr_name);
}

double seconds(const timespec& time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

Dict metadata(const struct stat& status)
{
    Dict out;
    out.set("size", Value(static_cast<std::int64_t>(status.st_size)));
    out.set("mode", Value(static_cast<std::int64_t>(status.st_mode)));
    out.set("owner", userName(status.st_uid));
    out.set("group", groupName(status.st_gid));
    out.set("mtime", Value(seconds(status.st_mtim)));
    out.set("atime", Value(seconds(status.st_atim)));
    return out;
}

}  // namespace

Result<ServedPath> servedPath(std::string path)
{
    if (!path.starts_with('/'))
        return fail(ErrorKind::Argument, str("'", path, "' is not an absolute path"));
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0)
        return failErrno(path, errno);
    return ServedPath{.path = std::move(path), .directory = S_ISDIR(status.st_mode)};
}

struct FileService::Transfer {
    SenderRef to;
    std::string path;
    UniqueFd file;
    struct stat status{};
    std::size_t left = 0;
    std::uint64_t number = 0;

    // The next chunk; empty at the end.
    Bytes read(const Log& log)
    {
        const io::ProfileSpan span("read");
        std::string chunk(std::min(left, ChunkSize), '\0');
        ssize_t count = 0;
        do
            count = ::read(file.get(), chunk.data(), chunk.size());
        while (count < 0 && errno == EINTR);
        if (count < 0)
            RZ_LOG_ERROR(log, "cannot go on reading ", path, ": ", std::strerror(errno));
        chunk.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        left -= chunk.size();
        return Bytes(std::move(chunk));
    }
};

FileService::FileService(routing::Router& router, Options options)
    : Service(std::string(Name)), m_router(router), m_options(options), m_worker(1, WorkerIdleLife, "files")
{
    expose("register", {rpc::allowParents}, {"path"}, [this](std::string path) { registerPath(std::move(path)); });
    expose("register_prefix", {rpc::allowParents}, {"path"},
           [this](const std::string& path) { return registerPrefix(path); });
    expose(
        "fetch", {rpc::allowAny}, {"path", "sender"},
        [this](rpc::CallContext& call, const std::string& path, const SenderRef& sender) { fetch(call, path, sender); },
        Replies::No);
    expose(
        "acknowledge", {rpc::allowAny}, {"size"},
        [this](rpc::CallContext& call, std::int64_t size) { acknowledge(call.caller, size); }, Replies::No);
    m_observing = router.observe(*this);
}

FileService::~FileService() = default;

void FileService::registerPath(std::string path)
{
    const std::lock_guard lock(m_mutex);
    m_paths.insert(std::move(path));
}

Result<> FileService::registerPrefix(std::string_view path)
{
    auto prefix = normalized(path);
    if (!prefix)
        return fail(ErrorKind::Argument, str("'", path, "' is not an absolute path"));
    const std::lock_guard lock(m_mutex);
    m_prefixes.insert(std::move(*prefix));
    return {};
}

Result<> FileService::serve(const ServedPath& served)
{
    if (served.directory)
        return registerPrefix(served.path);
    registerPath(served.path);
    return {};
}

void FileService::withdraw(const ServedPath& served)
{
    const std::lock_guard lock(m_mutex);
    if (!served.directory)
        m_paths.erase(served.path);
    else if (const auto prefix = normalized(served.path))
        m_prefixes.erase(*prefix);
}

std::size_t FileService::open() const
{
    const std::lock_guard lock(m_mutex);
    std::size_t count = 0;
    for (const auto& [id, line] : m_lines)
        count += std::max<std::size_t>(line.transfers.size(), 1);
    return count;
}

// What to open for `path`. Below a prefix that is the path without its "..", whose meaning links could change.
std::optional<std::string> FileService::permitted(rpc::CallContext& call, const std::string& path) const
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_paths.contains(path))
            return path;
        if (auto full = normalized(path)) {
            for (std::string_view part = *full;;) {
                if (m_prefixes.contains(part))
                    return full;
                if (part == "/")
                    break;
                const std::size_t end = part.rfind('/');
                part = part.substr(0, std::max<std::size_t>(end, 1));
            }
        }
    }
    const bool privileged = routing::hasParentAuthority(m_router, *call.message, nullptr);
    return privileged ? std::optional(path) : std::nullopt;
}

Result<std::shared_ptr<FileService::Transfer>> FileService::begin(rpc::CallContext& call, const std::string& path,
                                                                  const std::optional<std::string>& place,
                                                                  const SenderRef& sender) const
{
    if (!place)
        return fail(ErrorKind::Call,
                    str("mitogen.service.Error: Path ", quoted(path), " is not registered with FileService."));
    if (sender.context != call.caller)
        return fail(ErrorKind::Call, "mitogen.service.Error: sender= kwarg context must match requestee context");
    if (place->find('\0') != std::string::npos)
        return fail(ErrorKind::Call, "builtins.ValueError: embedded null byte");
    auto transfer = std::make_shared<Transfer>(Transfer{.to = sender, .path = *place, .file = {}});
    // A named pipe would not let go of this thread.
    transfer->file = UniqueFd(::open(place->c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!transfer->file || ::fstat(transfer->file.get(), &transfer->status) != 0)
        return fileError(errno, path);
    if (S_ISDIR(transfer->status.st_mode))
        return fileError(EISDIR, path);
    if (!S_ISREG(transfer->status.st_mode))
        return fail(ErrorKind::Call, str("builtins.OSError: ", quoted(path), " is not a regular file."));
    transfer->left = static_cast<std::size_t>(transfer->status.st_size);
    return transfer;
}

// The metadata go first, so that the receiver is ready to acknowledge.
void FileService::fetch(rpc::CallContext& call, const std::string& path, const SenderRef& sender)
{
    const ContextId line = lineOf(call.caller);
    const auto place = permitted(call, path);
    auto transfer = begin(call, path, place, sender);
    {
        const std::lock_guard lock(m_mutex);
        if (transfer && (m_stopped || full(line)))
            transfer = fail(ErrorKind::Call, "mitogen.service.Error: too many files are asked for at once");
        auto answer =
            transfer
                ? routing::Message::pickled(Value(metadata((*transfer)->status)))
                : routing::Message::pickled(rpc::toCallError(transfer.error(), str(Name, ".fetch"), m_router.id()));
        if (answer && call.message->wantsReply())
            m_router.route(call.message->replyWith(std::move(*answer)));
        if (!transfer) {
            tellRefusal(call, path, place ? FileFetch::State::Failed : FileFetch::State::NotServed, transfer.error());
            return;
        }
        (*transfer)->number = ++m_requests;
        tell(**transfer, FileFetch::State::Sending);
        Line& entered = m_lines[line];
        if (entered.transfers.empty())
            entered.progress = Clock::now();
        entered.transfers.push_back(std::move(*transfer));
    }
    watchSoon();
    pump(line);
}

void FileService::tell(const Transfer& transfer, FileFetch::State state, std::string reason) const
{
    if (m_options.told)
        m_options.told({.number = transfer.number,
                        .by = transfer.to.context,
                        .path = transfer.path,
                        .state = state,
                        .size = static_cast<std::size_t>(transfer.status.st_size),
                        .reason = std::move(reason)});
}

void FileService::tellRefusal(const rpc::CallContext& call, const std::string& path, FileFetch::State state,
                              const Error& error)
{
    if (m_options.told)
        m_options.told({.number = ++m_requests,
                        .by = call.caller,
                        .path = path.substr(0, PATH_MAX),
                        .state = state,
                        .size = 0,
                        .reason = error.text()});
}

bool FileService::full(ContextId line) const
{
    std::size_t all = 0;
    for (const auto& [id, each] : m_lines)
        all += each.transfers.size();
    const auto known = m_lines.find(line);
    return all >= MaxTransfers || (known != m_lines.end() && known->second.transfers.size() >= MaxQueued);
}

void FileService::acknowledge(ContextId from, std::int64_t size)
{
    const ContextId line = lineOf(from);
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_lines.find(line);
        if (found == m_lines.end() || size <= 0)
            return;
        const auto holder = found->second.unacknowledged.find(from);
        if (holder == found->second.unacknowledged.end())
            return;
        const std::size_t freed = std::min(holder->second, static_cast<std::size_t>(size));
        found->second.inFlight -= freed;
        holder->second -= freed;
        if (holder->second == 0)
            found->second.unacknowledged.erase(holder);
        found->second.progress = Clock::now();
    }
    pump(line);
}

ContextId FileService::lineOf(ContextId id) const
{
    const auto route = m_router.findRoute(id);
    return route ? route->nextHop : id;
}

// Sends until the window is full. One thread at a time for each stream; files are read without the lock.
void FileService::pump(ContextId id)
{
    std::unique_lock lock(m_mutex);
    const auto found = m_lines.find(id);
    if (found == m_lines.end() || std::exchange(found->second.pumping, true))
        return;
    Line& line = found->second;
    while (!line.transfers.empty() && line.inFlight < m_options.window) {
        const std::shared_ptr<Transfer> transfer = line.transfers.front();
        lock.unlock();
        Bytes chunk = transfer->read(m_router.log());
        lock.lock();
        if (line.transfers.empty() || line.transfers.front() != transfer)
            continue;
        if (chunk.empty()) {
            end(*transfer);
            if (transfer->left == 0)
                tell(*transfer, FileFetch::State::Sent);
            else
                tell(*transfer, FileFetch::State::BrokenOff, "the file could not be read to its end");
            line.transfers.pop_front();
        } else {
            send(line, *transfer, std::move(chunk));
        }
    }
    line.pumping = false;
    eraseIdle(found);
}

void FileService::send(Line& line, const Transfer& transfer, Bytes chunk)
{
    line.inFlight += chunk.size();
    line.unacknowledged[transfer.to.context] += chunk.size();
    routing::Message message;
    if (m_options.chunks == wire::Magic::Bin) {
        message.magic = wire::Magic::Bin;
        message.data = std::move(chunk);
    } else if (auto pickled = routing::Message::pickled(Value(Blob{std::move(chunk)}))) {
        message = std::move(*pickled);
    }
    message.dstId = transfer.to.context;
    message.handle = transfer.to.handle;
    m_router.route(std::move(message), io::Traffic::Bulk);
}

// Behind its chunks.
void FileService::end(const Transfer& transfer)
{
    routing::Message message = routing::Message::dead("Sender was explicitly closed");
    message.dstId = transfer.to.context;
    message.handle = transfer.to.handle;
    m_router.route(std::move(message), io::Traffic::Bulk);
}

void FileService::eraseIdle(Lines::iterator line)
{
    if (!line->second.pumping && line->second.transfers.empty() && line->second.inFlight == 0)
        m_lines.erase(line);
}

void FileService::routeRemoved(ContextId id, const Error&)
{
    const std::lock_guard lock(m_mutex);
    for (auto at = m_lines.begin(); at != m_lines.end();) {
        const auto each = at++;
        Line& line = each->second;
        std::erase_if(line.transfers, [this, id](const auto& transfer) {
            const bool gone = transfer->to.context == id;
            if (gone)
                tell(*transfer, FileFetch::State::BrokenOff, "the context has gone");
            return gone;
        });
        if (const auto holder = line.unacknowledged.extract(id)) {
            line.inFlight -= holder.mapped();
            resume(each->first);
        }
        eraseIdle(each);
    }
}

// For the broker thread, which does not read files.
void FileService::resume(ContextId line)
{
    m_worker.submit([this, line] { pump(line); });
}

void FileService::watchSoon()
{
    m_router.broker().defer([this, alive = std::weak_ptr(m_alive)] {
        if (!alive.expired() && !std::exchange(m_watching, true))
            m_timer = m_router.broker().after(m_options.patience / 2, [this] { watch(); });
    });
}

// Whoever holds what the window has room for, and is silent, does not hold it any more.
void FileService::watch()
{
    const TimePoint now = Clock::now();
    const std::lock_guard lock(m_mutex);
    for (auto at = m_lines.begin(); at != m_lines.end();) {
        const auto each = at++;
        Line& line = each->second;
        if (line.pumping || line.inFlight == 0 || now - line.progress < m_options.patience)
            continue;
        if (!line.transfers.empty() && line.unacknowledged.contains(line.transfers.front()->to.context)) {
            RZ_LOG_WARNING(m_router.log(), "context ", raw(line.transfers.front()->to.context),
                           " takes nothing more of ", line.transfers.front()->path);
            end(*line.transfers.front());
            tell(*line.transfers.front(), FileFetch::State::BrokenOff, "it takes nothing more");
            line.transfers.pop_front();
        }
        line.unacknowledged.clear();
        line.inFlight = 0;
        line.progress = now;
        resume(each->first);
        eraseIdle(each);
    }
    m_watching = !m_lines.empty();
    if (m_watching)
        m_timer = m_router.broker().after(m_options.patience / 2, [this] { watch(); });
}

void FileService::onShutdown()
{
    const std::lock_guard lock(m_mutex);
    m_stopped = true;
    for (auto& [id, line] : m_lines) {
        for (const auto& transfer : line.transfers) {
            end(*transfer);
            tell(*transfer, FileFetch::State::BrokenOff, "files are not served any more");
        }
        line.transfers.clear();
    }
}

}  // namespace rz::services
