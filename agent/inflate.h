#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace rz::agent {

// Unpacks one zlib stream (RFC 1950, RFC 1951), fed as it arrives. Our own, since zlib would be a thirtieth of the agent
// for one use of it: what a Python parent sends first.
class Inflater {
public:
    // More than `limit` bytes are refused.
    explicit Inflater(std::size_t limit);
    ~Inflater();
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    // True once the end of the stream was there; then nothing may follow it in `data`.
    Result<bool> feed(std::span<const std::byte> data);
    std::string takeText();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace rz::agent
