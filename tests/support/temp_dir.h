#pragma once

#include <string>
#include <string_view>
#include <sys/types.h>

namespace rz::test {

// A directory of its own under /tmp, removed with everything in it when the object dies.
class TempDir {
public:
    explicit TempDir(mode_t mode = 0700);
    ~TempDir();
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    const std::string& path() const { return m_path; }
    // "path/name"
    std::string file(std::string_view name) const;
    // Writes `content` to file(name) and returns that path.
    std::string write(std::string_view name, std::string_view content, mode_t mode = 0600) const;
    std::string makeDirectory(std::string_view name, mode_t mode = 0700) const;

private:
    std::string m_path;
};

// The whole file; empty when it cannot be read.
std::string readFile(const std::string& path);
void writeFile(const std::string& path, std::string_view content, mode_t mode = 0600);

}  // namespace rz::test
