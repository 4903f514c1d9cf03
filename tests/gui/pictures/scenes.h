#pragma once

#include "tests/gui/support/window_scene.h"

#include <span>

namespace rz::test {

// Something that a user meets: brings a new window there, and draws it.
struct Scene {
    const char* name;
    void (*draw)(WindowScene&);
};

std::span<const Scene> connectingScenes();
std::span<const Scene> hostScenes();
std::span<const Scene> contextScenes();
std::span<const Scene> paneScenes();
std::span<const Scene> transferScenes();
std::span<const Scene> promptScenes();
std::span<const Scene> programScenes();

}  // namespace rz::test
