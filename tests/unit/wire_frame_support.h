#pragma once

#include "core/wire/frame.h"

#include <algorithm>
#include <cstring>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What the tests of frames share.
namespace rz::wire {

inline constexpr std::size_t MiB = 1024 * 1024;

inline FrameHeader headerFor(std::size_t length)
{
    return {.magic = Magic::Pkl,
            .dstId = ContextId{1},
            .srcId = ContextId{0x02030405},
            .authId = ContextId{3},
            .handle = Handle{1000},
            .replyTo = Handle{0xfffefdfc},
            .length = static_cast<std::uint32_t>(length)};
}

inline std::string frameOf(std::string_view payload)
{
    const auto header = encodeHeader(headerFor(payload.size()));
    return std::string(reinterpret_cast<const char*>(header.data()), header.size()).append(payload);
}

// Text that differs at every place, so that a misplaced piece shows.
inline std::string pattern(std::size_t size, std::uint32_t seed)
{
    std::mt19937 random(seed);
    std::string text;
    while (text.size() < size) {
        const auto word = static_cast<std::uint32_t>(random());
        text.append(reinterpret_cast<const char*>(&word), sizeof word);
    }
    text.resize(size);
    return text;
}

// A decoder and what came out of it.
struct Reader {
    FrameDecoder decoder;
    std::vector<Frame> frames;
    std::string failure;

    explicit Reader(std::size_t limit = DefaultMaxMessageSize) : decoder(limit) {}

    void take()
    {
        auto next = decoder.next();
        for (; next && *next; next = decoder.next())
            frames.push_back(**std::move(next));
        if (!next)
            failure = next.error().text();
    }
    void feed(std::string_view bytes)
    {
        decoder.feed(std::as_bytes(std::span(bytes)));
        take();
    }
    // As a descriptor would deliver it, at most `most` bytes a read.
    void receive(std::string_view bytes, std::size_t most)
    {
        while (!bytes.empty()) {
            const auto room = decoder.prepare();
            const std::size_t count = std::min({room.size(), bytes.size(), most});
            std::memcpy(room.data(), bytes.data(), count);
            decoder.commit(count);
            bytes.remove_prefix(count);
            take();
        }
    }
    std::vector<std::size_t> lengths() const
    {
        std::vector<std::size_t> all;
        for (const Frame& frame : frames)
            all.push_back(frame.payload.size());
        return all;
    }
};

}  // namespace rz::wire
