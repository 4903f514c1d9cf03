#include "app/calls/stream_text.h"

#include "app/logs/log_text.h"
#include "core/base/utf8.h"

#include <algorithm>
#include <utility>

namespace rz::app {
namespace {

// How many bytes at the end are the beginning of a terminal's escape sequence, such as the one of a colour.
std::size_t partialEscape(std::string_view bytes)
{
    constexpr std::size_t Longest = 32;
    const std::size_t at = bytes.rfind('\x1b');
    if (at == std::string_view::npos || bytes.size() - at > Longest)
        return 0;
    const std::string_view sequence = bytes.substr(at + 1);
    const bool csi = sequence.starts_with('[');
    const bool whole = csi ? std::ranges::any_of(sequence.substr(1), [](char c) { return c >= 0x40 && c <= 0x7e; })
                           : !sequence.empty();
    return whole ? 0 : bytes.size() - at;
}

// The bytes of text or bytes; nothing for other values.
std::string_view bytesOf(const Value* value)
{
    if (value == nullptr)
        return {};
    if (const auto* text = value->as<std::string>())
        return *text;
    const auto* bytes = value->as<Bytes>();
    return bytes != nullptr ? bytes->view() : std::string_view();
}

std::string_view endOf(std::string_view bytes, std::size_t most)
{
    return bytes.substr(bytes.size() - std::min(bytes.size(), most));
}

}  // namespace

bool isStreamText(const Value& value)
{
    if (value.is<std::string>() || value.is<Bytes>())
        return true;
    const Value* data = value.find("data");
    return value.find("stream") != nullptr && data != nullptr && (data->is<std::string>() || data->is<Bytes>());
}

std::size_t streamTextSize(const Value& value)
{
    return bytesOf(value.find("stream") != nullptr ? value.find("data") : &value).size();
}

void StreamText::add(const Value& value, std::size_t most)
{
    if (const Value* stream = value.find("stream")) {
        const auto* name = stream->as<std::string>();
        append(name != nullptr && *name == "stderr" ? Channel::Errors : Channel::Output,
               endOf(bytesOf(value.find("data")), most));
    } else {
        append(Channel::Output, endOf(bytesOf(&value), most));
        append(Channel::Output, "\n");
    }
}

void StreamText::append(Channel channel, std::string_view bytes)
{
    std::string& waiting = m_partial[static_cast<std::size_t>(channel)];
    std::string whole = std::exchange(waiting, {});
    whole += bytes;
    const std::size_t partial = std::max(unfinishedUtf8(whole), partialEscape(whole));
    waiting = whole.substr(whole.size() - partial);
    whole.erase(whole.size() - partial);
    std::string cleaned;
    appendCleaned(cleaned, whole);
    appendText(channel, QString::fromStdString(cleaned));
}

void StreamText::appendText(Channel channel, QString text)
{
    if (text.isEmpty())
        return;
    if (!m_pieces.empty() && m_pieces.back().channel == channel)
        m_pieces.back().text += text;
    else
        m_pieces.push_back({.channel = channel, .text = std::move(text)});
}

void StreamText::finish()
{
    for (const Channel channel : {Channel::Output, Channel::Errors}) {
        if (!std::exchange(m_partial[static_cast<std::size_t>(channel)], {}).empty())
            appendText(channel, QString(QChar::ReplacementCharacter));
    }
}

std::vector<StreamText::Piece> StreamText::take()
{
    return std::exchange(m_pieces, {});
}

QString streamText(const std::deque<Value>& values, bool ended)
{
    StreamText decoder;
    for (const Value& value : values)
        decoder.add(value);
    if (ended)
        decoder.finish();
    QString text;
    for (const StreamText::Piece& piece : decoder.take())
        text += piece.text;
    return text;
}

}  // namespace rz::app
