#pragma once

#include "core/base/error.h"
#include "core/rpc/external_context.h"
#include "core/rpc/python_core.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rz::agent {

// What a Mitogen master sends to boot a child (protocol 4.4).
struct Preamble {
    rpc::ChildConfig config;
    rpc::PythonCore core;  // for Python children of ours
};

// `text` is the preamble unpacked. Fails naming what is missing or malformed.
Result<Preamble> parsePreamble(std::string text);

// The child's half of Mitogen's bootstrap (protocol 4.12), also with our own first stage at its other end. Blocks until it
// is over; afterwards both descriptors carry frames.
Result<Preamble> startUnderPython(int receive, int transmit);

// The parent's name for us, if these are the arguments that Mitogen or our own first stage gives to a Python interpreter; only
// newer releases tell it there (protocol 4.3).
std::optional<std::string> pythonRemoteName(std::span<char* const> arguments);

}  // namespace rz::agent
