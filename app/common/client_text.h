#pragma once

#include <QString>

#include <cstdint>

namespace rz::app {

// What is said of a program that uses our contexts, or wants to.

// "you", "root", or the number of a user.
QString clientUser(std::int64_t uid);
// Its number; 0 is of one in a container, whose number there means nothing here.
QString clientProcess(std::int64_t pid);

}  // namespace rz::app
