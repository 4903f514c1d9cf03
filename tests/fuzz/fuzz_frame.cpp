// A stream is cut into the same frames however it is delivered, and each frame is what its header says. The first byte
// of the input chooses how much is read at a time.
#include "core/wire/frame.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

using namespace rz;
using namespace rz::wire;

struct Outcome {
    std::vector<Frame> frames;
    std::string failure;

    void take(FrameDecoder& decoder)
    {
        auto next = decoder.next();
        for (; next && *next; next = decoder.next())
            frames.push_back(**std::move(next));
        if (!next)
            failure = next.error().text();
    }
};

Outcome feed(std::span<const std::byte> stream)
{
    FrameDecoder decoder;
    decoder.feed(stream);
    Outcome outcome;
    outcome.take(decoder);
    return outcome;
}

Outcome receive(std::span<const std::byte> stream, std::size_t most)
{
    FrameDecoder decoder;
    Outcome outcome;
    while (!stream.empty()) {
        const auto room = decoder.prepare();
        const std::size_t count = std::min({room.size(), stream.size(), most});
        std::memcpy(room.data(), stream.data(), count);
        decoder.commit(count);
        stream = stream.subspan(count);
        outcome.take(decoder);
    }
    return outcome;
}

void require(bool condition)
{
    if (!condition)
        std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::span stream(reinterpret_cast<const std::byte*>(data + 1), size - 1);
    const Outcome whole = feed(stream);
    const Outcome parts = receive(stream, std::size_t{data[0]} + 1);
    require(whole.failure == parts.failure && whole.frames.size() == parts.frames.size());

    std::size_t end = 0;
    for (std::size_t i = 0; i < whole.frames.size(); ++i) {
        const Frame& frame = whole.frames[i];
        const auto header = encodeHeader(frame.header);
        require(frame.header == parts.frames[i].header && frame.whole == parts.frames[i].whole);
        require(frame.payload == parts.frames[i].payload && frame.payload.size() == frame.header.length);
        require(std::ranges::equal(frame.whole.span().first(FrameHeader::Size), header));
        require(std::ranges::equal(frame.whole.span(), stream.subspan(end, frame.whole.size())));
        end += frame.whole.size();
    }
    return 0;
}
