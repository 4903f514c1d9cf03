#pragma once

namespace rz::agent {

// Whether this start of the executable is as the helper of a program that we started (ssh, sudo): it then has one argument,
// the text of a question, or is OpenSSH's KnownHostsCommand.
bool isAskpass(int argc, char** argv);

// Has the question answered by the context that started the program (core/connect/openers/askpass_server.h) and prints the answer.
// Returns the exit status: 1 when there is none.
int askpass(int argc, char** argv);

}  // namespace rz::agent
