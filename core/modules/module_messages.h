#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/routing/message.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rz::modules {

// A module as it travels in LOAD_MODULE (protocol 6.2).
struct ModuleImage {
    std::string name;
    std::optional<std::vector<std::string>> submodules;  // of a package: names of one part
    std::optional<std::string> path;                     // shown in traces; none: there is no such module
    Bytes source;                                        // zlib
    std::vector<std::string> related;                    // modules that it will import
};

Result<Payload> encode(const ModuleImage& image);
// What a context without the module is told.
Result<Payload> encodeAbsence(std::string_view name);

// What whoever passes a LOAD_MODULE on has to know of it. Fails on what is none.
struct ModuleHead {
    std::string name;
    bool present = false;
    std::vector<std::string> related;
};
Result<ModuleHead> moduleHead(const Payload& loadModule);
// Its source; fails where there is no such module.
struct ModuleSource {
    Bytes text;
    bool compressed = true;  // zlib, as Python wants it
};
Result<ModuleSource> moduleSource(const Payload& loadModule);
// A module for native contexts only, whose source is as it is (PROTOCOL.md 8.11).
Result<Payload> encodePlain(std::string_view name, Bytes source);

// What GET_RESOURCE asks for (protocol 6.9). Python 2 says bytes for text.
struct ResourceName {
    std::string package;
    std::string resource;
    auto operator<=>(const ResourceName&) const = default;
};
Result<ResourceName> resourceName(const Payload& getResource);
Result<Payload> encode(const ResourceName& name);
// The answer: name and content, none when there is no such file, as two pickles.
Result<Payload> encode(const ResourceName& name, const std::optional<Bytes>& content);
// Which resource a LOAD_RESOURCE brings.
Result<ResourceName> loadedResource(const Payload& loadResource);

// A message of ours to `to`, for one of the handles of module serving.
routing::Message moduleMessage(ContextId to, Handle handle, Payload data);

}  // namespace rz::modules
