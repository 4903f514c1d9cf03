#include "core/fakessh/private_directory.h"

#include "core/base/str.h"
#include "core/fakessh/stand_in.h"
#include "core/io/random_hex.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace rz::fakessh {

namespace {

// So that the socket's name stays below 108 bytes.
constexpr std::size_t LongestBase = 48;

// Programs are told the path in quotes ('…'), which shells and rsync read alike.
bool isUsable(std::string_view base)
{
    return base.starts_with('/') && base.size() <= LongestBase && base.find('\'') == std::string_view::npos;
}

std::string_view variable(const char* name)
{
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string_view() : value;
}

}  // namespace

Result<PrivateDirectory> PrivateDirectory::create(const std::string& executable)
{
    int error = ENOENT;
    RZ_TRY(const std::string name, io::randomHex());
    for (const std::string_view base : {variable("TMPDIR"), variable("XDG_RUNTIME_DIR"), std::string_view("/tmp"),
                                        std::string_view("/dev/shm"), std::string_view("/var/tmp")}) {
        if (!isUsable(base))
            continue;
        std::string path = str(base, '/', StandInDirectoryPrefix, name);
        if (::mkdir(path.c_str(), S_IRWXU) != 0) {
            error = errno;
            continue;
        }
        PrivateDirectory directory(std::move(path));
        const bool made = std::ranges::all_of(StandInNames, [&](std::string_view link) {
            return ::symlink(executable.c_str(), str(directory.path(), '/', link).c_str()) == 0;
        });
        if (made)
            return directory;
        error = errno;
    }
    return failErrno("cannot make a directory for ssh", error);
}

PrivateDirectory::PrivateDirectory(PrivateDirectory&& other) noexcept : m_path(std::exchange(other.m_path, {})) {}

PrivateDirectory::~PrivateDirectory()
{
    if (m_path.empty())
        return;
    for (const std::string_view link : StandInNames)
        ::unlink(str(m_path, '/', link).c_str());
    ::rmdir(m_path.c_str());
}

std::string PrivateDirectory::program() const
{
    return str(m_path, '/', StandInName);
}

std::string PrivateDirectory::socket() const
{
    return str(m_path, "/socket");
}

}  // namespace rz::fakessh
