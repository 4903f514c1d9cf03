#pragma once

#include <string_view>

namespace rz::fakessh {

// The stand-in is the program that others start for ssh: the agent's executable under that name. It hands its command line,
// environment and standard streams to the context that runs the program, by a unix socket in a directory that is closed to
// others, and waits for the exit status. By the names scp and sftp, which look for ssh where they were built for, it tells the
// program of that name where ssh is.
//
// The socket's talk, of two processes of one version. Request: u32be size, then that many bytes: the number of arguments in
// decimal, each argument, each variable, all ended by NUL; with the first byte come descriptors 0 to 2. Then single bytes:

inline constexpr char TellWindow = 'w';  // stand-in: the terminal's size has changed
inline constexpr char TellRaw = 'r';     // server: standard input is a terminal in use, make it raw
inline constexpr char TellExit = 'x';    // server: a byte follows, the exit status

// Where the socket is.
inline constexpr std::string_view StandInVariable = "RHIZOME_SSH";
inline constexpr std::string_view StandInName = "ssh";
inline constexpr std::string_view StandInNames[] = {StandInName, "scp", "sftp"};
inline constexpr std::string_view StandInDirectoryPrefix = "rhizome-ssh-";
// As ssh's, when it is not the program that failed.
inline constexpr int LostStatus = 255;

// Whether this start of the executable is by one of these names.
bool isStandIn(int argc, char** argv);
// Returns the exit status. Uses no loop and nothing of the engine.
int standIn(int argc, char** argv);

}  // namespace rz::fakessh
