#include "agent/inflate.h"

#include "core/base/str.h"

#include <algorithm>
#include <zlib.h>

namespace rz::agent {

struct Inflater::State {
    z_stream stream{};
    bool usable = false;
    std::string text;
    std::size_t limit;
};

Inflater::Inflater(std::size_t limit) : m_state(new State{.text = {}, .limit = limit})
{
    m_state->usable = inflateInit(&m_state->stream) == Z_OK;
}

Inflater::~Inflater()
{
    if (m_state->usable)
        inflateEnd(&m_state->stream);
}

Result<bool> Inflater::feed(std::span<const std::byte> data)
{
    constexpr std::size_t Growth = 64 * 1024;
    z_stream& stream = m_state->stream;
    std::string& text = m_state->text;
    if (!m_state->usable)
        return fail(ErrorKind::System, "cannot unpack: out of memory");
    // zlib's interface lacks const; it does not write there.
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(data.data()));
    stream.avail_in = static_cast<uInt>(data.size());
    for (;;) {
        const std::size_t filled = text.size();
        if (filled >= m_state->limit)
            return fail(ErrorKind::Decode, str("what is packed has more than ", m_state->limit, " bytes"));
        text.resize(std::min(m_state->limit, filled + Growth));
        stream.next_out = reinterpret_cast<Bytef*>(text.data() + filled);
        stream.avail_out = static_cast<uInt>(text.size() - filled);
        const int outcome = inflate(&stream, Z_NO_FLUSH);
        text.resize(text.size() - stream.avail_out);
        if (outcome == Z_STREAM_END && stream.avail_in > 0)
            return fail(ErrorKind::Decode, "something follows the packed data");
        if (outcome == Z_STREAM_END)
            return true;
        if (outcome != Z_OK && outcome != Z_BUF_ERROR)
            return fail(ErrorKind::Decode,
                        str("the packed data is damaged", stream.msg ? ": " : "", stream.msg ? stream.msg : ""));
        if (stream.avail_in == 0 && stream.avail_out > 0)
            return false;
    }
}

std::string Inflater::takeText()
{
    return std::move(m_state->text);
}

}  // namespace rz::agent
