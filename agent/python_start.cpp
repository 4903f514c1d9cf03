#include "agent/python_start.h"

#include "agent/inflate.h"
#include "agent/pipe_io.h"
#include "agent/python_literal.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <vector>

namespace rz::agent {

namespace {

constexpr std::size_t MaxPreamble = 16 * 1024 * 1024;
constexpr std::string_view CallBegin = "ExternalContext(";
constexpr std::string_view CallEnd = ").main()";
constexpr std::size_t SizeDigits = 8;

bool isDigit(std::byte byte)
{
    const char c = static_cast<char>(byte);
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

constexpr std::size_t UntilItsEnd = std::numeric_limits<std::size_t>::max();

// One zlib stream of `size` bytes. `begin` was read already.
Result<std::string> readPacked(int receive, std::span<const std::byte> begin, std::size_t size)
{
    Inflater inflater(MaxPreamble);
    RZ_TRY(bool whole, inflater.feed(begin));
    std::vector<std::byte> buffer(16 * 1024);
    std::size_t left = size - begin.size();
    while (!whole) {
        if (left == 0)
            return fail(ErrorKind::Decode, "the packed part of the preamble has no end");
        RZ_TRY(const std::size_t got, readSome(receive, std::span(buffer).first(std::min(buffer.size(), left))));
        RZ_TRY(whole, inflater.feed(std::span(buffer).first(got)));
        left -= got;
    }
    if (size != UntilItsEnd && left != 0)
        return fail(ErrorKind::Decode, "something follows the packed data");
    return inflater.takeText();
}

// What our own first stage takes: the sizes of a packed and of a plain part, and these (PROTOCOL.md 4.1).
Result<std::string> readParts(int receive, std::byte begin)
{
    std::string sizes(2 * SizeDigits, static_cast<char>(begin));
    RZ_CHECK(readExactly(receive, std::as_writable_bytes(std::span(sizes)).subspan(1)));
    std::size_t packed = 0;
    std::size_t plain = 0;
    const char* const middle = sizes.data() + SizeDigits;
    const char* const end = middle + SizeDigits;
    if (std::from_chars(sizes.data(), middle, packed, 16).ptr != middle ||
        std::from_chars(middle, end, plain, 16).ptr != end || packed > MaxPreamble || plain > MaxPreamble)
        return fail(ErrorKind::Decode, "the preamble does not begin with its sizes");
    std::string text;
    if (packed != 0) {
        auto unpacked = readPacked(receive, {}, packed);
        if (!unpacked)
            return unpacked;
        text = std::move(*unpacked);
    }
    const std::size_t before = text.size();
    text.resize(before + plain);
    RZ_CHECK(readExactly(receive, std::as_writable_bytes(std::span(text)).subspan(before)));
    return text;
}

Result<std::string> readPreamble(int receive)
{
    std::byte first{};
    RZ_CHECK(readExactly(receive, std::span(&first, 1)));
    return isDigit(first) ? readParts(receive, first) : readPacked(receive, std::span(&first, 1), UntilItsEnd);
}

}  // namespace

Result<Preamble> parsePreamble(std::string text)
{
    while (text.ends_with('\n'))
        text.pop_back();
    const std::size_t newline = text.rfind('\n');
    const std::string_view line = std::string_view(text).substr(newline == std::string::npos ? 0 : newline + 1);
    if (!line.starts_with(CallBegin) || !line.ends_with(CallEnd))
        return fail(ErrorKind::Decode, "the preamble does not end with a call of ExternalContext");
    const std::string_view literal = line.substr(CallBegin.size(), line.size() - CallBegin.size() - CallEnd.size());
    auto value = parsePythonLiteral(literal);
    if (!value)
        return std::unexpected(std::move(value).error().within("CONFIG"));
    Preamble preamble;
    RZ_TRY(preamble.config, rpc::ChildConfig::from(*value));
    preamble.config.nativeParent = false;
    text.resize(newline == std::string::npos ? 0 : newline);
    preamble.core.source = Bytes(std::move(text));
    if (const Value* version = value->find("version"); version != nullptr && version->is<Tuple>())
        preamble.core.version = repr(*version);
    return preamble;
}

Result<Preamble> startUnderPython(int receive, int transmit)
{
    RZ_CHECK(writeAll(transmit, "MITO000\n"));
    RZ_TRY(std::string text, readPreamble(receive));
    RZ_TRY(Preamble preamble, parsePreamble(std::move(text)));
    RZ_CHECK(writeAll(transmit, "MITO001\nMITO002\n"));
    return preamble;
}

std::optional<std::string> pythonRemoteName(std::span<char* const> arguments)
{
    const auto code = std::ranges::find(arguments, std::string_view("-c"),
                                        [](const char* argument) { return std::string_view(argument); });
    if (code == arguments.end())
        return std::nullopt;
    // -c CODE B64 NAME LEN, of ours -c CODE NAME, of old releases -c CODE.
    const std::ptrdiff_t count = arguments.end() - code;
    return count > 3 ? code[3] : count > 2 ? code[2] : "mitogen";
}

}  // namespace rz::agent
