#pragma once

#include <QString>

#include <string_view>

namespace rz::app {

// The name of a connection's step in the user's language: "authentication", "bastion: key exchange" of a hop in between,
// "ask web1". Steps that are not known here stay as they are named.
QString stepText(std::string_view step);
// Whether stepText() can translate it; a test asks this of every step that core/connect begins.
bool isKnownStep(std::string_view step);

}  // namespace rz::app
