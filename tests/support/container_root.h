#pragma once

#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace rz::test {

// What containers of tests are made of, and how they are looked into from outside.

// A user that the /etc/passwd of every root directory below knows, besides root.
inline constexpr const char* ContainerUser = "tester";
inline constexpr uid_t ContainerUserId = 4242;

// Runs for good, and ends at once when it is told to.
inline constexpr const char* ContainerSleeper = "/bin/sleeper";

// Fills an empty directory with a busybox and all its names, the sleeper and an /etc/passwd.
void makeBusyboxRoot(const std::string& directory);
// The same without any program but the sleeper: no shell.
void makeBareRoot(const std::string& directory);
// Puts this machine's python3 there, with its library; the directory may be a running container's, by /proc. Mitogen is not.
void addPython(const std::string& directory);
// The directory's content as a tar archive.
std::string packed(const std::string& directory);

// Processes in the pid namespace of this one, itself included; zombies are none.
std::vector<pid_t> processesInNamespaceOf(pid_t pid);

// Why there can be no containers here, whatever kind; empty when there can.
std::string containersUnavailable();
// The same, or which of these programs is missing.
std::string containersUnavailable(const std::vector<std::string>& programs);

// The lines of a program's output.
std::vector<std::string> linesOf(std::string_view output);

// Lets programs that this process starts see NAME=value, and takes it back.
class ScopedEnvironment {
public:
    ScopedEnvironment(std::string name, const std::string& value);
    ~ScopedEnvironment();
    ScopedEnvironment(const ScopedEnvironment&) = delete;
    ScopedEnvironment& operator=(const ScopedEnvironment&) = delete;

private:
    std::string m_name;
};

}  // namespace rz::test
