#pragma once

#include "core/fakessh/sftp_request.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <sys/statvfs.h>

namespace rz::fakessh::sftp {

// Writes what answers one request. What takes the result of a system call sends its error, by errno, unless that is 0.
class Answers {
public:
    // From now on the answers are to request `id` and appended to `output`.
    void begin(std::string& output, std::uint32_t id)
    {
        m_output = &output;
        m_id = id;
    }
    std::string& output() const { return *m_output; }
    std::uint32_t id() const { return m_id; }

    void sendVersion();
    void sendStatus(Status status);
    void sendError(int error);
    void sendResult(int result);
    void sendHandle(std::uint32_t index);
    void sendName(std::string_view name);
    void sendAttributes(int result, const struct stat& status);
    void sendSpace(int result, const struct statvfs& space);
    void sendLimits();

private:
    std::string* m_output = nullptr;
    std::uint32_t m_id = 0;
};

}  // namespace rz::fakessh::sftp
