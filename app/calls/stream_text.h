#pragma once

#include "core/base/value.h"

#include <QString>

#include <array>
#include <cstdint>
#include <deque>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace rz::app {

// Whether a streamed value is text: text or bytes, or {stream, data} as programs' output comes.
bool isStreamText(const Value& value);
// How many bytes of text it is.
std::size_t streamTextSize(const Value& value);

// Makes text to be shown of what a call streams, wherever that was cut: what is half of a character, or of a terminal's escape
// sequence, waits for its rest.
class StreamText {
public:
    enum class Channel : std::uint8_t { Output, Errors };
    struct Piece {
        Channel channel;
        QString text;
    };

    // Its end only, where it is longer than `most` bytes.
    void add(const Value& value, std::size_t most = std::numeric_limits<std::size_t>::max());
    // What is still half of something stays so.
    void finish();
    // What came since; neighbours are of different channels.
    std::vector<Piece> take();

private:
    void append(Channel channel, std::string_view bytes);
    void appendText(Channel channel, QString text);

    std::array<std::string, 2> m_partial;  // by channel
    std::vector<Piece> m_pieces;
};

// All of it, as for a file. `ended`: nothing follows.
QString streamText(const std::deque<Value>& values, bool ended);

}  // namespace rz::app
