#pragma once

#include "core/base/error.h"

#include <string>

namespace rz::fakessh {

// A directory closed to others with programs named ssh, scp and sftp in it, for one program to find; gone with its object.
class PrivateDirectory {
public:
    // `executable`: an absolute path, which these will lead to.
    static Result<PrivateDirectory> create(const std::string& executable);
    PrivateDirectory(PrivateDirectory&& other) noexcept;
    PrivateDirectory& operator=(PrivateDirectory&&) = delete;
    ~PrivateDirectory();

    const std::string& path() const { return m_path; }
    std::string program() const;
    std::string socket() const;

private:
    explicit PrivateDirectory(std::string path) : m_path(std::move(path)) {}

    std::string m_path;
};

}  // namespace rz::fakessh
