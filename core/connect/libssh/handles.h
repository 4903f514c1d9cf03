#pragma once

#include "core/base/error.h"

#include <libssh/libssh.h>

#include <memory>
#include <string>

namespace rz::connect::ssh {

// libssh's objects with a destructor.
struct KeyDeleter {
    void operator()(ssh_key key) const { ssh_key_free(key); }
};
using KeyPtr = std::unique_ptr<ssh_key_struct, KeyDeleter>;

struct ChannelDeleter {
    void operator()(ssh_channel channel) const { ssh_channel_free(channel); }
};
using ChannelPtr = std::unique_ptr<ssh_channel_struct, ChannelDeleter>;

struct EventDeleter {
    void operator()(ssh_event event) const { ssh_event_free(event); }
};
using EventPtr = std::unique_ptr<ssh_event_struct, EventDeleter>;

// Takes over a string that libssh allocated; null becomes empty.
std::string takeString(char* text);

}  // namespace rz::connect::ssh
