#include "agent/python_start.h"

#include "agent/inflate.h"
#include "agent/pipe_io.h"
#include "agent/python_literal.h"

#include <algorithm>
#include <vector>

namespace rz::agent {

namespace {

constexpr std::size_t MaxPreamble = 16 * 1024 * 1024;
constexpr std::string_view CallBegin = "ExternalContext(";
constexpr std::string_view CallEnd = ").main()";

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
    Inflater inflater(MaxPreamble);
    std::vector<std::byte> buffer(16 * 1024);
    for (bool whole = false; !whole;) {
        RZ_TRY(const std::size_t got, readSome(receive, buffer));
        RZ_TRY(whole, inflater.feed(std::span(buffer).first(got)));
    }
    RZ_TRY(Preamble preamble, parsePreamble(inflater.takeText()));
    RZ_CHECK(writeAll(transmit, "MITO001\nMITO002\n"));
    return preamble;
}

std::optional<std::string> pythonRemoteName(std::span<char* const> arguments)
{
    const auto code = std::ranges::find(arguments, std::string_view("-c"),
                                        [](const char* argument) { return std::string_view(argument); });
    if (code == arguments.end())
        return std::nullopt;
    constexpr std::ptrdiff_t NamePosition = 3;  // -c CODE B64 NAME LEN
    return arguments.end() - code > NamePosition ? code[NamePosition] : "mitogen";
}

}  // namespace rz::agent
