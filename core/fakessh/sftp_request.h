#pragma once

#include "core/fakessh/sftp_packet.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sys/stat.h>

namespace rz::fakessh::sftp {

struct Owner {
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
};

struct Times {
    std::uint32_t accessed = 0;
    std::uint32_t modified = 0;
};

// What a packet says of a file, all optional.
struct Attributes {
    std::optional<std::uint64_t> size;
    std::optional<Owner> owner;
    std::optional<std::uint32_t> permissions;
    std::optional<Times> times;
};

// One request, taken apart; texts refer to the packet. What each type uses of it is in the table of the .cpp.
struct Request {
    Type type{};
    std::uint32_t id = 0;
    std::string_view extension;  // of Extended
    std::string_view path;       // or handle
    std::string_view other;      // the second path or handle, or data
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    std::uint64_t otherOffset = 0;
    std::uint32_t flags = 0;
    Attributes attributes;
};

enum class Verdict : std::uint8_t {
    Good,
    Unknown,  // answer Unsupported
    Bad,      // answer BadMessage
    Fatal,    // it has not even a number to answer to
};

// `packet`: without its length. Fills `request` as far as that goes. Nothing is read beyond the packet, every string must lie in
// it, and nothing may be left.
Verdict parseRequest(std::string_view packet, Request& request);

void write(PacketWriter& writer, const struct stat& status);

// As they are shown: names, or numbers.
struct Owners {
    std::string user;
    std::string group;
};

// A line as of `ls -l`, with the time in UTC. `now`: seconds since 1970.
std::string longName(std::string_view name, const struct stat& status, const Owners& owners, std::int64_t now);

}  // namespace rz::fakessh::sftp
