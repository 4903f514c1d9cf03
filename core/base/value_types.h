#pragma once

#include "core/base/big_int.h"
#include "core/base/boxed_optional.h"
#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/base/secret.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The types a Value can be, besides those of the language. Include value.h, which completes them.

namespace rz {

class Value;

// Python's None.
struct None {
    bool operator==(const None&) const = default;
};

// Python's list.
struct List {
    std::vector<Value> items;
    bool operator==(const List&) const;
};

// Python's tuple.
struct Tuple {
    std::vector<Value> items;
    bool operator==(const Tuple&) const;
};

// In insertion order, as Python keeps it. Keys are unique; a later one replaces an earlier one.
struct Dict {
    std::vector<std::pair<Value, Value>> items;

    const Value* find(std::string_view key) const;  // by a text; null when there is none
    void set(Value key, Value value);               // in the place of an equal key
    bool operator==(const Dict&) const;             // regardless of order
};

// Bytes that a logger must not print (mitogen.core.Blob).
struct Blob {
    Bytes data;
    bool operator==(const Blob&) const = default;
};

// Keyword arguments: a dict whose keys are text (mitogen.core.Kwargs).
struct Kwargs {
    Dict dict;
    bool operator==(const Kwargs&) const = default;
};

// A failed call as it travels: "module.Class: message" and a trace after a newline (protocol 5.3).
struct CallErrorValue {
    std::string text;
    bool operator==(const CallErrorValue&) const = default;
};

// A context as it travels; rpc::Context is the live object.
struct ContextRef {
    ContextId id{};
    BoxedOptional<std::string> name;
    bool operator==(const ContextRef&) const = default;
};

// The sending end of a Receiver in another context; rpc::Sender is the live object.
struct SenderRef {
    ContextId context{};
    Handle handle{};
    bool operator==(const SenderRef&) const = default;
};

}  // namespace rz
