#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/value.h"
#include "core/wire/limits.h"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace rz::wire {

// Encodes a value in the canonical form of protocol 2.1, which every version of Mitogen on every Python accepts.
// Bytes and Blobs of 64 KiB and more become pieces of their own and are not copied.
// Fails with Argument when the value nests deeper than the decoder's own limit or text is not UTF-8.
Result<Payload> pickle(const Value& value);

// The fields of a CALL_FUNCTION (protocol 5.1), borrowed.
struct CallFields {
    std::optional<std::string_view> chainId;
    std::string_view module;
    std::optional<std::string_view> className;
    std::string_view function;
    std::span<const Value> args;
    const Dict& kwargs;
};

// The same as pickle() of the tuple of six that they make, without building it.
Result<Payload> pickleCall(const CallFields& call);

// Decodes exactly one pickle; trailing bytes are an error. Builds only the types of a Value; every other global, opcode
// or arity is refused with its name (protocol 2.4, 2.6). Bytes values share `data` when they are large.
Result<Value> unpickle(const Bytes& data, const PickleLimits& limits = {});

// As unpickle(), but objects of classes that are no Values are described instead of refused, for people who read them:
// nothing is imported or run (PROTOCOL.md, 2.7).
Result<Value> unpickleDescribed(const Bytes& data, const PickleLimits& limits = {});

// Decodes all pickles of one payload; the memo runs on across them (protocol 2.5).
Result<std::vector<Value>> unpickleAll(const Bytes& data, const PickleLimits& limits = {});

}  // namespace rz::wire
