#include "tests/support/temp_dir.h"

#include "core/base/str.h"
#include "core/base/unique_fd.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <ftw.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace rz::test {

namespace {

int removeEntry(const char* path, const struct stat*, int, FTW*)
{
    ::remove(path);
    return 0;
}

}  // namespace

TempDir::TempDir(mode_t mode) : m_path("/tmp/rztest-XXXXXX")
{
    if (::mkdtemp(m_path.data()) == nullptr)
        throw std::runtime_error("mkdtemp failed");
    ::chmod(m_path.c_str(), mode);
}

TempDir::~TempDir()
{
    ::nftw(m_path.c_str(), removeEntry, 16, FTW_DEPTH | FTW_PHYS);
}

std::string TempDir::file(std::string_view name) const
{
    return str(m_path, '/', name);
}

std::string TempDir::write(std::string_view name, std::string_view content, mode_t mode) const
{
    std::string path = file(name);
    writeFile(path, content, mode);
    return path;
}

std::string TempDir::makeDirectory(std::string_view name, mode_t mode) const
{
    std::string path = file(name);
    ::mkdir(path.c_str(), mode);
    ::chmod(path.c_str(), mode);
    return path;
}

std::string readFile(const std::string& path)
{
    std::string content;
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::array<char, 16 * 1024> buffer;
    for (;;) {
        const ssize_t count = ::read(fd.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return content;
        content.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

void writeFile(const std::string& path, std::string_view content, mode_t mode)
{
    ::unlink(path.c_str());
    const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    while (!content.empty()) {
        const ssize_t count = ::write(fd.get(), content.data(), content.size());
        if (count < 0 && errno != EINTR)
            throw std::runtime_error(str("cannot write ", path));
        content.remove_prefix(count < 0 ? 0 : static_cast<std::size_t>(count));
    }
    ::chmod(path.c_str(), mode);
}

}  // namespace rz::test
