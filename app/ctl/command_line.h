#pragma once

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/connect/method.h"
#include "core/fakessh/ssh_command_line.h"
#include "core/rpc/external_context.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace rz::ctl {

enum class Command { Call, Service, Run, Ssh, Fakessh, Fetch, Functions, Tree, Discover, Sockets, Listen };
enum class AskOn { Tty, Never };

// A command line, checked.
struct CommandLine {
    Command command = Command::Tree;
    std::string attachTo;                // the socket of a program; empty: a tree of our own
    std::optional<ContextId> startAt;    // with attachTo: the context where the chain begins, which may be empty then
    std::vector<connect::Chain> chains;  // tree and listen take several, discover one or none, the others one
    std::string function;                // call; discover: a method; service: of the service
    std::string service;                 // "module.Class"
    std::vector<std::string> arguments;  // call, service: JSON; run, fakessh: argv; fetch: a path, and perhaps where to
    fakessh::SshCommandLine ssh;
    // Absolute paths of this machine.
    std::vector<std::string> served;  // files and directories that contexts may fetch
    std::vector<std::string> pushed;  // files that the context of a call has before it
    std::string main;                 // a script whose functions are those of __main__; may be empty
    rpc::ImportPolicy imports;
    bool json = false;
    bool verbose = false;             // connection steps and logs on stderr
    std::optional<Duration> timeout;  // for the call or run
    std::string identityFile;
    std::string knownHostsFile;
    std::string configFile;
    std::string hostKeys;  // empty: as each hop says, else ask
    std::string socket;    // listen: where; empty: a new one
    AskOn askOn = AskOn::Tty;
};

// What to do with a command line: run it, or print a text and end (--help, --version).
struct Parsed {
    std::optional<CommandLine> commandLine;
    std::string text;
};

// `arguments`, bytes as they are, without the program's name. Fails with Argument.
Result<Parsed> parseCommandLine(std::span<const std::string> arguments);

}  // namespace rz::ctl
