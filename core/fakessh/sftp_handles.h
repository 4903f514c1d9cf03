#pragma once

#include "core/base/unique_fd.h"

#include <cstdint>
#include <dirent.h>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rz::fakessh::sftp {

// One open file or directory.
struct OpenHandle {
    UniqueFd file;
    std::unique_ptr<DIR, int (*)(DIR*)> directory{nullptr, &::closedir};
    std::string path;      // of a directory
    bool appends = false;  // writes go to the end, wherever they are told to go
};

// What a client has open, by the names it knows them by: four bytes, a number.
class Handles {
public:
    static constexpr std::size_t Most = 1024;

    bool full() const { return m_open >= Most; }
    std::uint32_t add(OpenHandle handle);
    // Null when there is none.
    OpenHandle* find(std::string_view name);
    // False when there is none.
    bool close(std::string_view name);

private:
    std::vector<std::optional<OpenHandle>> m_handles;
    std::size_t m_open = 0;
};

}  // namespace rz::fakessh::sftp
