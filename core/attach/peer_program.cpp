#include "core/attach/peer_program.h"

#include "core/base/str.h"
#include "core/base/unique_fd.h"
#include "core/base/utf8.h"

#include <array>
#include <climits>
#include <fcntl.h>
#include <string_view>
#include <unistd.h>

namespace rz::attach {

namespace {

constexpr std::size_t MaxCommandLine = 4096;

// As it can be shown in one line: of valid UTF-8, without control characters.
std::string shown(std::string_view text)
{
    std::string out = toValidUtf8(text);
    for (char& c : out) {
        if (static_cast<unsigned char>(c) < ' ' || c == '\x7f')
            c = ' ';
    }
    out.resize(out.find_last_not_of(' ') + 1);
    return out;
}

std::string firstBytes(const std::string& path)
{
    std::array<char, MaxCommandLine> buffer;
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    const ssize_t count = file ? ::read(file.get(), buffer.data(), buffer.size()) : 0;
    return std::string(buffer.data(), count < 0 ? 0 : static_cast<std::size_t>(count));
}

std::string executableOf(const std::string& process)
{
    std::array<char, PATH_MAX> buffer;
    const ssize_t count = ::readlink((process + "/exe").c_str(), buffer.data(), buffer.size());
    if (count <= 0)
        return firstBytes(process + "/comm");
    const std::string_view path(buffer.data(), static_cast<std::size_t>(count));
    return std::string(path.substr(path.rfind('/') + 1));
}

}  // namespace

PeerProgram programOf(pid_t pid)
{
    if (pid <= 0)
        return {};
    const std::string process = str("/proc/", pid);
    return {.name = shown(executableOf(process)), .commandLine = shown(firstBytes(process + "/cmdline"))};
}

}  // namespace rz::attach
