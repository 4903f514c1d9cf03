#pragma once

#include "core/attach/attachment.h"
#include "core/qt/snapshots.h"

#include <string>
#include <string_view>
#include <vector>

namespace rz::qt {

// What people call a program: of "python3 /srv/deploy.py --all" it is "deploy.py".
std::string programTitle(std::string_view program, std::string_view commandLine);

// Those of this user. A few milliseconds; any thread.
std::vector<SocketSnapshot> findSockets();

// Of a socket, before it is known who listens: its file name.
std::string nameOfSocket(std::string_view path);

// Fills the row of a program with what is known once we are attached.
void describeProgram(NodeSnapshot& shown, attach::Attachment& attachment);

}  // namespace rz::qt
