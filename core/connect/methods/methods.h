#pragma once

#include "core/connect/method.h"
#include "core/connect/openers/program_opener.h"

// The connection methods, each in a file of its name. method.cpp lists them in the order of a menu.
namespace rz::connect {

extern const MethodDescription LocalMethod;
extern const MethodDescription SshMethod;
extern const MethodDescription ForkMethod;
extern const MethodDescription SetnsMethod;
extern const ProgramMethod SudoMethod;
extern const ProgramMethod SuMethod;
extern const ProgramMethod DoasMethod;
extern const ProgramMethod DockerMethod;
extern const ProgramMethod PodmanMethod;
extern const ProgramMethod BuildahMethod;
extern const ProgramMethod LxcMethod;
extern const ProgramMethod LxdMethod;
extern const ProgramMethod KubectlMethod;
extern const ProgramMethod JailMethod;

// Of methods that become another user: the accounts of the machine.
DiscoverySource discoverAccounts(const Hop& hop);

}  // namespace rz::connect
