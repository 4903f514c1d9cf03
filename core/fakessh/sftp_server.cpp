#include "core/fakessh/sftp_server.h"

#include "core/base/big_endian.h"
#include "core/base/str.h"
#include "core/fakessh/account_names.h"
#include "core/fakessh/sftp_files.h"
#include "core/io/own_account.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <string>
#include <sys/statvfs.h>
#include <unistd.h>
#include <utility>

namespace rz::fakessh {

using namespace sftp;

namespace {

// Answers that have not been written yet.
constexpr std::size_t MaxOutput = 1024 * 1024;
// Entries of a directory in one packet are bounded by its size.
constexpr std::size_t MaxNames = MaxPacket / 2;

constexpr std::uint32_t OpenRead = 0x01;
constexpr std::uint32_t OpenWrite = 0x02;
constexpr std::uint32_t OpenAppend = 0x04;
constexpr std::uint32_t OpenCreate = 0x08;
constexpr std::uint32_t OpenTruncate = 0x10;
constexpr std::uint32_t OpenExclusive = 0x20;

constexpr mode_t DefaultFileMode = 0666;
constexpr mode_t DefaultDirectoryMode = 0777;

int openFlags(std::uint32_t flags)
{
    int mode = O_CLOEXEC | O_NOCTTY;
    if ((flags & OpenRead) != 0 && (flags & OpenWrite) != 0)
        mode |= O_RDWR;
    else if ((flags & OpenWrite) != 0)
        mode |= O_WRONLY;
    if ((flags & OpenAppend) != 0)
        mode |= O_APPEND;
    if ((flags & OpenCreate) != 0)
        mode |= O_CREAT;
    if ((flags & OpenTruncate) != 0)
        mode |= O_TRUNC;
    if ((flags & OpenExclusive) != 0)
        mode |= O_EXCL;
    return mode;
}

}  // namespace

bool SftpServer::serve(std::string_view& input, std::string& output)
{
    while (output.size() < MaxOutput) {
        PacketReader reader(input);
        const std::uint32_t length = reader.u32();
        if (reader.failed())
            return true;
        if (length == 0 || length > MaxPacket)
            return false;
        if (input.size() - LengthField < length)
            return true;
        if (!answer(input.substr(LengthField, length), output))
            return false;
        input.remove_prefix(LengthField + length);
    }
    return true;
}

bool SftpServer::answer(std::string_view packet, std::string& output)
{
    Request request;
    const Verdict verdict = parseRequest(packet, request);
    if (verdict == Verdict::Fatal || (request.type == Type::Init) == m_begun)
        return false;
    m_answers.begin(output, request.id);
    if (!std::exchange(m_begun, true))
        m_answers.sendVersion();
    else if (verdict == Verdict::Good)
        perform(request);
    else
        m_answers.sendStatus(verdict == Verdict::Unknown ? Status::Unsupported : Status::BadMessage);
    return true;
}

void SftpServer::perform(const Request& request)
{
    switch (request.type) {
    case Type::Close:
    case Type::Read:
    case Type::Write:
    case Type::FStat:
    case Type::FSetStat:
    case Type::ReadDir: performOnHandle(request); break;
    case Type::Extended: performExtended(request); break;
    default: performOnPath(request); break;
    }
}

void SftpServer::performOnPath(const Request& request)
{
    const std::string path(request.path);
    const std::string other(request.other);
    struct stat status{};
    switch (request.type) {
    case Type::Open: open(request, path); break;
    case Type::OpenDir: openDirectory(path); break;
    case Type::LStat: m_answers.sendAttributes(::lstat(path.c_str(), &status), status); break;
    case Type::Stat: m_answers.sendAttributes(::stat(path.c_str(), &status), status); break;
    case Type::SetStat: m_answers.sendResult(change(path, Links::Follow, request.attributes)); break;
    case Type::Remove: m_answers.sendResult(::unlink(path.c_str())); break;
    case Type::MakeDir: {
        const mode_t mode = request.attributes.permissions.value_or(DefaultDirectoryMode) & 07777;
        m_answers.sendResult(::mkdir(path.c_str(), mode));
        break;
    }
    case Type::RemoveDir: m_answers.sendResult(::rmdir(path.c_str())); break;
    case Type::RealPath: realPath(path); break;
    case Type::Rename: rename(path, other); break;
    case Type::ReadLink: {
        std::array<char, PATH_MAX> target;
        const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
        if (size < 0)
            m_answers.sendResult(-1);
        else
            m_answers.sendName({target.data(), static_cast<std::size_t>(size)});
        break;
    }
    // OpenSSH has the draft's arguments the other way round, and everybody follows it.
    case Type::SymLink: m_answers.sendResult(::symlink(path.c_str(), other.c_str())); break;
    default: m_answers.sendStatus(Status::Unsupported); break;
    }
}

void SftpServer::performOnHandle(const Request& request)
{
    OpenHandle* const handle = m_handles.find(request.path);
    if (handle == nullptr) {
        m_answers.sendStatus(Status::NoSuchFile);
        return;
    }
    const int fd = handle->directory ? ::dirfd(handle->directory.get()) : handle->file.get();
    struct stat status{};
    switch (request.type) {
    case Type::Close:
        m_handles.close(request.path);
        m_answers.sendStatus(Status::Ok);
        break;
    case Type::Read: read(request, *handle); break;
    case Type::Write: write(request, *handle); break;
    case Type::FStat: m_answers.sendAttributes(::fstat(fd, &status), status); break;
    case Type::FSetStat: m_answers.sendResult(change(fd, request.attributes)); break;
    default: readDirectory(*handle); break;
    }
}

void SftpServer::performExtended(const Request& request)
{
    const std::string path(request.path);
    const std::string other(request.other);
    struct statvfs space{};
    const std::string_view name = request.extension.substr(0, request.extension.find('@'));
    if (name == "posix-rename")
        m_answers.sendResult(::rename(path.c_str(), other.c_str()));
    else if (name == "statvfs")
        m_answers.sendSpace(::statvfs(path.c_str(), &space), space);
    else if (name == "hardlink")
        m_answers.sendResult(::link(path.c_str(), other.c_str()));
    else if (name == "lsetstat")
        m_answers.sendResult(change(path, Links::Keep, request.attributes));
    else if (name == "limits")
        m_answers.sendLimits();
    else if (name == "expand-path")
        expandPath(path);
    else if (name == "home-directory")
        expandPath(str('~', path));
    else if (name == "users-groups-by-id")
        namesById(request);
    else if (const OpenHandle* const handle = m_handles.find(path); handle == nullptr)
        m_answers.sendStatus(Status::NoSuchFile);
    else if (name == "fstatvfs")
        m_answers.sendSpace(::fstatvfs(handle->file.get(), &space), space);
    else if (name == "fsync")
        m_answers.sendResult(::fsync(handle->file.get()));
    else
        copyData(request, *handle);
}

void SftpServer::open(const Request& request, const std::string& path)
{
    if (m_handles.full()) {
        m_answers.sendStatus(Status::Failure);
        return;
    }
    const mode_t mode = request.attributes.permissions.value_or(DefaultFileMode) & 07777;
    OpenHandle handle;
    handle.file = UniqueFd(::open(path.c_str(), openFlags(request.flags), mode));
    handle.appends = (request.flags & OpenAppend) != 0;
    if (handle.file)
        m_answers.sendHandle(m_handles.add(std::move(handle)));
    else
        m_answers.sendResult(-1);
}

void SftpServer::openDirectory(const std::string& path)
{
    if (m_handles.full()) {
        m_answers.sendStatus(Status::Failure);
        return;
    }
    OpenHandle handle;
    handle.directory.reset(::opendir(path.c_str()));
    handle.path = path;
    if (handle.directory)
        m_answers.sendHandle(m_handles.add(std::move(handle)));
    else
        m_answers.sendResult(-1);
}

void SftpServer::read(const Request& request, const OpenHandle& handle)
{
    std::string& output = m_answers.output();
    const std::size_t wanted = std::min<std::size_t>(request.length, MaxData);
    const std::size_t before = output.size();
    ssize_t count = 0;
    {
        PacketWriter writer(output, Type::Data);
        writer.u32(m_answers.id());
        const std::size_t head = writer.size();
        writer.u32(0);
        const std::size_t begin = output.size();
        output.resize(begin + wanted);
        count = ::pread(handle.file.get(), output.data() + begin, wanted, static_cast<off_t>(request.offset));
        output.resize(begin + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        writer.patch(head, static_cast<std::uint32_t>(std::max<ssize_t>(count, 0)));
    }
    if (count > 0)
        return;
    const int error = errno;
    output.resize(before);
    if (count == 0)
        m_answers.sendStatus(Status::Eof);
    else
        m_answers.sendError(error);
}

void SftpServer::write(const Request& request, const OpenHandle& handle)
{
    m_answers.sendResult(writeAt(handle.file.get(), request.other, request.offset, handle.appends));
}

void SftpServer::readDirectory(const OpenHandle& handle)
{
    std::string& output = m_answers.output();
    if (!handle.directory) {
        m_answers.sendStatus(Status::Failure);
        return;
    }
    const std::size_t before = output.size();
    const std::int64_t now = ::time(nullptr);
    AccountNames users(io::passwdFile());
    AccountNames groups(io::groupFile());
    std::uint32_t count = 0;
    {
        PacketWriter writer(output, Type::Name);
        writer.u32(m_answers.id());
        const std::size_t head = writer.size();
        writer.u32(0);
        while (writer.size() < MaxNames) {
            const dirent* const entry = ::readdir(handle.directory.get());
            if (entry == nullptr)
                break;
            struct stat status{};
            if (::fstatat(::dirfd(handle.directory.get()), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
                continue;  // gone meanwhile
            writer.string(entry->d_name);
            const Owners owners{.user = users.shown(status.st_uid), .group = groups.shown(status.st_gid)};
            writer.string(longName(entry->d_name, status, owners, now));
            sftp::write(writer, status);
            ++count;
        }
        writer.patch(head, count);
    }
    if (count > 0)
        return;
    output.resize(before);
    m_answers.sendStatus(Status::Eof);
}

// Unlike rename(2) it must not replace what is there.
void SftpServer::rename(const std::string& from, const std::string& to)
{
    struct stat status{};
    if (::lstat(from.c_str(), &status) != 0) {
        m_answers.sendResult(-1);
        return;
    }
    if (S_ISREG(status.st_mode) && ::link(from.c_str(), to.c_str()) == 0) {
        m_answers.sendResult(::unlink(from.c_str()));
        return;
    }
    const bool cannotLink = !S_ISREG(status.st_mode) || (errno != EEXIST && errno != ENOENT);
    if (cannotLink && ::lstat(to.c_str(), &status) != 0)
        m_answers.sendResult(::rename(from.c_str(), to.c_str()));
    else
        m_answers.sendStatus(Status::Failure);
}

// The last part need not exist: clients ask where a new file would be.
void SftpServer::realPath(const std::string& path)
{
    if (const auto resolved = resolve(path.empty() ? "." : path)) {
        m_answers.sendName(*resolved);
        return;
    }
    const std::size_t slash = path.rfind('/');
    const std::string name = path.substr(slash + 1);
    const std::string parent = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
    if (errno != ENOENT || name.empty()) {
        m_answers.sendResult(-1);
        return;
    }
    if (const auto resolved = resolve(parent))
        m_answers.sendName(str(*resolved, resolved->ends_with('/') ? "" : "/", name));
    else
        m_answers.sendResult(-1);
}

// "~", "~/x" and "~user/x"; anything else from the working directory.
void SftpServer::expandPath(const std::string& path)
{
    if (path.size() >= PATH_MAX) {
        m_answers.sendError(ENAMETOOLONG);
        return;
    }
    if (!path.starts_with('~')) {
        m_answers.sendName(path.starts_with('/') ? path : str(resolve(".").value_or(""), '/', path));
        return;
    }
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string user = path.substr(1, end - 1);
    const auto account = user.empty() ? std::optional(io::ownAccount()) : io::accountOf(io::passwdFile(), user);
    if (account && !account->home.empty())
        m_answers.sendName(account->home + path.substr(end));
    else
        m_answers.sendStatus(Status::NoSuchFile);
}

void SftpServer::copyData(const Request& request, const OpenHandle& from)
{
    const OpenHandle* const to = m_handles.find(request.other);
    if (to == nullptr)
        m_answers.sendStatus(Status::NoSuchFile);
    else if (to == &from)
        m_answers.sendStatus(Status::Failure);
    else
        m_answers.sendResult(
            copyRange(from.file.get(), request.offset, to->file.get(), request.otherOffset, request.length));
}

// Two strings of numbers, each answered by a string of names; an unknown one has an empty name.
void SftpServer::namesById(const Request& request)
{
    std::string& output = m_answers.output();
    const auto namesOf = [](std::string_view numbers, AccountNames names) {
        std::string out;
        PacketReader reader(numbers);
        for (std::size_t count = numbers.size() / sizeof(std::uint32_t); count > 0; --count) {
            const std::string& name = names.of(reader.u32());
            appendU32(out, static_cast<std::uint32_t>(name.size()));
            out += name;
        }
        return out;
    };
    const std::string users = namesOf(request.path, AccountNames(io::passwdFile()));
    const std::string groups = namesOf(request.other, AccountNames(io::groupFile()));
    if (users.size() + groups.size() > MaxData) {
        m_answers.sendStatus(Status::Failure);
        return;
    }
    PacketWriter writer(output, Type::ExtendedReply);
    writer.u32(m_answers.id());
    writer.string(users);
    writer.string(groups);
}

int serveSftp(int in, int out)
{
    constexpr std::size_t ReadSize = 256 * 1024;
    SftpServer server;
    std::string input;
    std::string output;
    for (;;) {
        std::string_view rest(input);
        const bool good = server.serve(rest, output);
        const bool stuck = output.empty();
        if (!writeAll(out, output) || !good)
            return good ? 0 : 1;
        output.clear();
        input.erase(0, input.size() - rest.size());
        if (!stuck)
            continue;  // there may be more packets complete
        const std::size_t before = input.size();
        input.resize(before + ReadSize);
        const ssize_t count = ::read(in, input.data() + before, ReadSize);
        input.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        if (count == 0 || (count < 0 && errno != EINTR))
            return 0;
    }
}

}  // namespace rz::fakessh
