#include "core/attach/socket_search.h"

#include "core/attach/peer_program.h"
#include "core/base/str.h"
#include "core/base/unique_fd.h"
#include "core/io/random_hex.h"
#include "core/io/read_file.h"
#include "core/io/unix_socket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <dirent.h>
#include <map>
#include <memory>
#include <string_view>
#include <sys/stat.h>
#include <tuple>
#include <unistd.h>

namespace rz::attach {

namespace {

constexpr std::string_view Prefix = "mitogen_unix_";
constexpr std::string_view Suffix = ".sock";
constexpr std::size_t RandomLength = 8;  // as many as Python's tempfile.mktemp() takes

using Directory = std::unique_ptr<DIR, int (*)(DIR*)>;

template <class Visit>
void forEachName(const std::string& path, Visit visit)
{
    const Directory directory(::opendir(path.c_str()), ::closedir);
    while (const dirent* const entry = directory ? ::readdir(directory.get()) : nullptr)
        visit(std::string_view(entry->d_name));
}

bool isOurSocket(const std::string& path)
{
    struct stat status{};
    return ::lstat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode) && status.st_uid == ::geteuid();
}

std::string_view nextWord(std::string_view& line)
{
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    const std::string_view word = line.substr(0, line.find(' '));
    line.remove_prefix(word.size());
    return word;
}

// Inodes of the sockets that listen, by the path they were given.
//   Num       RefCount Protocol Flags    Type St Inode Path
//   00000000: 00000002 00000000 00010000 0001 01 12345 /tmp/mitogen_unix_ab.sock
std::map<std::string, std::string> listeningSockets()
{
    constexpr std::uint32_t Listens = 0x10000;  // __SO_ACCEPTCON
    std::map<std::string, std::string> found;
    const std::string table = io::readFile("/proc/net/unix").value_or(std::string());
    std::string_view rest = table;
    while (!rest.empty()) {
        std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        for (int i = 0; i < 3; ++i)
            nextWord(line);
        const std::string_view flagsText = nextWord(line);
        std::uint32_t flags = 0;
        std::from_chars(flagsText.data(), flagsText.data() + flagsText.size(), flags, 16);
        nextWord(line);
        nextWord(line);
        const std::string_view inode = nextWord(line);
        if ((flags & Listens) != 0 && line.size() > 1)
            found.emplace(line.substr(1), inode);
    }
    return found;
}

// The table is that of this network namespace only: what it does not list may be another's.
bool somebodyAnswers(const std::string& path)
{
    const auto address = io::unixAddress(path);
    const UniqueFd socket = io::unixSocket();
    return address && socket &&
           (::connect(socket.get(), address->get(), io::UnixAddress::length()) == 0 || errno == EAGAIN);
}

std::optional<pid_t> pidIn(std::string_view name)
{
    pid_t pid = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
    return error == std::errc() && end == name.data() + name.size() ? std::optional(pid) : std::nullopt;
}

// Who has them open: of several the first, which is most often the one that started the others.
std::map<std::string, pid_t> ownersOf(const std::map<std::string, std::string>& pathOfInode)
{
    std::map<std::string, pid_t> owners;
    forEachName("/proc", [&](std::string_view name) {
        const auto pid = pidIn(name);
        if (!pid)
            return;
        const std::string descriptors = str("/proc/", *pid, "/fd");
        forEachName(descriptors, [&](std::string_view descriptor) {
            std::array<char, 64> target;
            const ssize_t count = ::readlink(str(descriptors, '/', descriptor).c_str(), target.data(), target.size());
            const std::string_view link(target.data(), count < 0 ? 0 : static_cast<std::size_t>(count));
            if (!link.starts_with("socket:["))
                return;
            const auto known = pathOfInode.find(std::string(link.substr(8, link.find(']') - 8)));
            if (known == pathOfInode.end())
                return;
            const auto [owner, fresh] = owners.emplace(known->second, *pid);
            owner->second = std::min(owner->second, *pid);
        });
    });
    return owners;
}

}  // namespace

std::string socketDirectory()
{
    const char* const directory = std::getenv("TMPDIR");
    if (directory == nullptr || *directory == '\0')
        return "/tmp";
    // As Python names it, for that is what the kernel has of the socket: absolute, and without a slash at its end.
    std::string path = directory;
    if (path.front() != '/') {
        const std::unique_ptr<char, decltype(&::free)> here(::getcwd(nullptr, 0), &::free);
        path = here ? str(here.get(), '/', path) : path;
    }
    while (path.size() > 1 && path.ends_with('/'))
        path.pop_back();
    return path;
}

std::string newSocketPath(const std::string& directory)
{
    // What makes it nobody else's is bind(), which takes no path that exists.
    const std::string random = io::randomHex().value_or(str(::getpid()));
    return str(directory, '/', Prefix, std::string_view(random).substr(0, RandomLength), Suffix);
}

std::vector<FoundSocket> findSockets(const std::string& directory)
{
    std::vector<FoundSocket> found;
    forEachName(directory, [&](std::string_view name) {
        const std::string path = str(directory, '/', name);
        if (name.starts_with(Prefix) && name.ends_with(Suffix) && isOurSocket(path))
            found.push_back({.path = path, .live = false, .pid = {}, .program = {}, .commandLine = {}});
    });
    if (found.empty())
        return found;
    const auto listening = listeningSockets();
    std::map<std::string, std::string> pathOfInode;
    for (FoundSocket& socket : found) {
        const auto entry = listening.find(socket.path);
        socket.live = entry != listening.end() || somebodyAnswers(socket.path);
        if (entry != listening.end())
            pathOfInode.emplace(entry->second, socket.path);
    }
    const auto owners = pathOfInode.empty() ? std::map<std::string, pid_t>() : ownersOf(pathOfInode);
    for (FoundSocket& socket : found) {
        const auto owner = owners.find(socket.path);
        if (owner == owners.end())
            continue;
        socket.pid = owner->second;
        PeerProgram program = programOf(owner->second);
        socket.program = std::move(program.name);
        socket.commandLine = std::move(program.commandLine);
    }
    std::ranges::sort(found, {}, [](const FoundSocket& socket) { return std::tuple(!socket.live, socket.path); });
    return found;
}

}  // namespace rz::attach
