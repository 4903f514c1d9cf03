#include "core/wire/pickle_globals.h"

#include "core/base/utf8.h"
#include "core/wire/pickle_parser.h"

#include <limits>

namespace rz::wire {

namespace {

constexpr std::size_t MaxQuoted = 60;

bool isBytes(NodeKind kind)
{
    return kind == NodeKind::Bytes || kind == NodeKind::LatinBytes;
}

}  // namespace

std::string quotedForLog(std::string_view name)
{
    std::string quoted = "'";
    for (const char c : name.substr(0, MaxQuoted))
        quoted += c >= ' ' && c <= '~' ? c : '?';
    quoted += name.size() > MaxQuoted ? "…'" : "'";
    return quoted;
}

Result<Node> PickleParser::call(std::uint32_t global, std::span<const NodeIndex> arguments) const
{
    const PermittedGlobal& callee = PermittedGlobals[global];
    if (arguments.size() != callee.arity)
        return refuse(str("a global takes ", unsigned{callee.arity}, " arguments, not ", arguments.size()));
    const auto kindOf = [this, arguments](std::size_t i) { return m_graph.nodes[arguments[i]].kind; };
    switch (callee.kind) {
    case GlobalKind::EmptyBytes: return Node{.kind = NodeKind::Bytes, .begin = 0};
    case GlobalKind::Bytes: return latinBytes(arguments);
    case GlobalKind::Blob:
        if (!isBytes(kindOf(0)))
            return refuse("a Blob is not made of bytes");
        return Node{.kind = NodeKind::Blob, .target = arguments[0]};
    case GlobalKind::Secret:
        if (kindOf(0) != NodeKind::Text && !isBytes(kindOf(0)))
            return refuse("a Secret is not made of text");
        return Node{.kind = NodeKind::Secret, .target = arguments[0]};
    case GlobalKind::Kwargs:
        if (kindOf(0) != NodeKind::Dict)
            return refuse("Kwargs are not made of a dict");
        return Node{.kind = NodeKind::Kwargs, .target = arguments[0]};
    case GlobalKind::Context: return context(arguments);
    case GlobalKind::Sender: return sender(arguments);
    case GlobalKind::CallError: return callError(arguments);
    }
    return refuse("a global is unknown");
}

// Python 3's spelling of bytes in protocol 2: a text of characters up to U+00FF and the name of the codec, which
// Python ignores too.
Result<Node> PickleParser::latinBytes(std::span<const NodeIndex> arguments) const
{
    Node bytes = m_graph.nodes[arguments[0]];
    if (bytes.kind != NodeKind::Text || m_graph.nodes[arguments[1]].kind != NodeKind::Text)
        return refuse("bytes are not spelled as text");
    for (const char c : m_input.substr(bytes.begin, bytes.size)) {
        if (static_cast<unsigned char>(c) > 0xc3)
            return refuse("bytes are spelled with a character beyond U+00FF");
    }
    bytes.kind = NodeKind::LatinBytes;
    return bytes;
}

Result<Node> PickleParser::callError(std::span<const NodeIndex> arguments) const
{
    const Node& text = m_graph.nodes[arguments[0]];
    if (text.kind != NodeKind::Text)
        return refuse("a CallError is not made of text");
    if (countCharacters(m_input.substr(text.begin, text.size)) > MaxCallErrorText)
        return refuse(str("the text of a CallError has more than ", MaxCallErrorText, " characters"));
    return Node{.kind = NodeKind::CallError, .target = arguments[0]};
}

Result<Node> PickleParser::context(std::span<const NodeIndex> arguments) const
{
    const Node& id = m_graph.nodes[arguments[0]];
    const Node& name = m_graph.nodes[arguments[1]];
    if (id.kind != NodeKind::Int || id.number < 0 || id.number > std::numeric_limits<std::uint32_t>::max())
        return refuse("a Context has no valid id");
    if (name.kind != NodeKind::None && name.kind != NodeKind::Text)
        return refuse("the name of a Context is not text");
    if (name.kind == NodeKind::Text && countCharacters(m_input.substr(name.begin, name.size)) > MaxContextName)
        return refuse(str("the name of a Context has more than ", MaxContextName, " characters"));
    return Node{.kind = NodeKind::Context, .size = static_cast<std::uint32_t>(id.number), .target = arguments[1]};
}

Result<Node> PickleParser::sender(std::span<const NodeIndex> arguments) const
{
    const Node& id = m_graph.nodes[arguments[0]];
    const Node& handle = m_graph.nodes[arguments[1]];
    const std::int64_t most = std::numeric_limits<std::uint32_t>::max();
    if (id.kind != NodeKind::Int || id.number < 0 || id.number > most)
        return refuse("a Sender has no valid context id");
    if (handle.kind != NodeKind::Int || handle.number <= 0 || handle.number > most)
        return refuse("a Sender has no valid handle");
    return Node{.kind = NodeKind::Sender,
                .size = static_cast<std::uint32_t>(id.number),
                .target = static_cast<std::uint32_t>(handle.number)};
}

}  // namespace rz::wire
