#pragma once

#include "core/fakessh/sftp_answers.h"
#include "core/fakessh/sftp_handles.h"
#include "core/fakessh/sftp_request.h"

#include <string>
#include <string_view>

namespace rz::fakessh {

// The name under which the agent's executable is an sftp-server of its own.
inline constexpr std::string_view SftpServerName = "sftp-server";

// SFTP version 3 with the extensions that OpenSSH's clients use, for whoever this process is. It waits in system calls, so it
// is a process of its own.
class SftpServer {
public:
    SftpServer() = default;
    SftpServer(const SftpServer&) = delete;
    SftpServer& operator=(const SftpServer&) = delete;

    // Takes complete packets off the front of `input` and appends what answers them to `output`, up to about a megabyte of it.
    // False when the client does not speak SFTP, or begins with anything but its version.
    bool serve(std::string_view& input, std::string& output);

private:
    bool answer(std::string_view packet, std::string& output);
    void perform(const sftp::Request& request);
    void performOnPath(const sftp::Request& request);
    void performOnHandle(const sftp::Request& request);
    void performExtended(const sftp::Request& request);

    void open(const sftp::Request& request, const std::string& path);
    void openDirectory(const std::string& path);
    void read(const sftp::Request& request, const sftp::OpenHandle& handle);
    void write(const sftp::Request& request, const sftp::OpenHandle& handle);
    void readDirectory(const sftp::OpenHandle& handle);
    void rename(const std::string& from, const std::string& to);
    void realPath(const std::string& path);
    void expandPath(const std::string& path);
    void copyData(const sftp::Request& request, const sftp::OpenHandle& from);
    void namesById(const sftp::Request& request);

    sftp::Handles m_handles;
    sftp::Answers m_answers;
    bool m_begun = false;
};

// Serves one client on two descriptors until it is gone. Returns the exit status.
int serveSftp(int in, int out);

}  // namespace rz::fakessh
