#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/wire/pickle_parser.h"

#include <array>
#include <limits>

namespace rz::wire {

namespace {

constexpr std::size_t MaxQuoted = 60;

enum class GlobalKind : std::uint8_t { Bytes, EmptyBytes, Blob, Secret, Kwargs, Context, Sender, CallError };

struct PermittedGlobal {
    std::string_view lines;  // as GLOBAL spells it
    GlobalKind kind;
    std::uint8_t arity;
};

// What a pickle may name (protocol 2.4): data, not code.
constexpr std::array<PermittedGlobal, 9> PermittedGlobals{{
    {"mitogen.core\nKwargs\n", GlobalKind::Kwargs, 1},
    {"_codecs\nencode\n", GlobalKind::Bytes, 2},
    {"mitogen.core\nBlob\n", GlobalKind::Blob, 1},
    {"mitogen.core\n_unpickle_call_error\n", GlobalKind::CallError, 1},
    {"mitogen.core\n_unpickle_context\n", GlobalKind::Context, 2},
    {"mitogen.core\n_unpickle_sender\n", GlobalKind::Sender, 2},
    {"mitogen.core\nSecret\n", GlobalKind::Secret, 1},
    {"__builtin__\nbytes\n", GlobalKind::EmptyBytes, 0},
    {"mitogen.core\nCallError\n", GlobalKind::CallError, 1},
}};

static_assert(PermittedGlobals.size() <= 1u << GlobalBits);

// A name out of a refused pickle, fit for a message: quoted, printable, cut.
std::string quoted(std::string_view name)
{
    std::string text = "'";
    for (const char c : name.substr(0, MaxQuoted))
        text += c >= ' ' && c <= '~' ? c : '?';
    text += name.size() > MaxQuoted ? "…'" : "'";
    return text;
}

bool isBytes(Item item)
{
    return item.kind() == ItemKind::ShortBytes || item.kind() == ItemKind::Bytes ||
           item.kind() == ItemKind::LatinBytes || item.kind() == ItemKind::EmptyBytes;
}

// Context ids and handles; every integer that fits is a SmallInt, however it is spelled.
bool isUnsigned32(Item item)
{
    return item.kind() == ItemKind::SmallInt && item.number() >= 0 &&
           item.number() <= std::numeric_limits<std::uint32_t>::max();
}

}  // namespace

bool PickleParser::global()
{
    const std::string_view rest = m_input.slice(m_at, m_input.size() - m_at);
    for (std::size_t i = 0; i < PermittedGlobals.size(); ++i) {
        if (rest.starts_with(PermittedGlobals[i].lines)) {
            const std::size_t spelled = m_at;
            m_at += PermittedGlobals[i].lines.size();
            return push(Item(ItemKind::Global, spelled << GlobalBits | i));
        }
    }
    const std::size_t module = m_at;
    if (!skipLine())
        return false;
    const std::size_t name = m_at;
    if (!skipLine())
        return false;
    return otherGlobal(module, name);
}

bool PickleParser::otherGlobal(std::size_t module, std::size_t name)
{
    return refuse(str("global ", quoted(m_input.line(module)), '/', quoted(m_input.line(name)), " is not accepted"));
}

bool PickleParser::reduce()
{
    if (!hasAboveMark(2))
        return underflow();
    const Item arguments = m_stack.back();
    const Item callee = m_stack[m_stack.size() - 2];
    if (callee.kind() != ItemKind::Global || arguments.kind() != ItemKind::Tuple)
        return otherCall(callee, arguments);
    const Container& tuple = m_graph.containers[arguments.where()];
    const std::size_t which = callee.where() & ((1u << GlobalBits) - 1);
    const std::size_t arity = PermittedGlobals[which].arity;
    if (tuple.size != arity)
        return refuse(str("a global takes ", arity, arity == 1 ? " argument" : " arguments", ", not ", tuple.size));
    return call(which, tuple.firstChild);
}

bool PickleParser::otherCall(Item /*callee*/, Item /*arguments*/)
{
    return refuse("REDUCE needs a global and a tuple of arguments");
}

bool PickleParser::call(std::size_t global, std::size_t first)
{
    const GlobalKind kind = PermittedGlobals[global].kind;
    if (kind == GlobalKind::EmptyBytes)
        return becomes(Item(ItemKind::EmptyBytes));
    const Item argument = m_graph.children[first];
    switch (kind) {
    case GlobalKind::Blob:
        return isBytes(argument) ? becomes(Item(ItemKind::Blob, first)) : refuse("a Blob is not made of bytes");
    case GlobalKind::Secret:
        return isBytes(argument) || argument.kind() == ItemKind::Text ? becomes(Item(ItemKind::Secret, first))
                                                                      : refuse("a Secret is not made of text");
    case GlobalKind::Kwargs:
        return argument.kind() == ItemKind::Dict ? becomes(Item(ItemKind::Kwargs, argument.where()))
                                                 : refuse("Kwargs are not made of a dict");
    case GlobalKind::Bytes: return latinBytes(first);
    case GlobalKind::CallError: return callError(first);
    case GlobalKind::Context: return context(first);
    case GlobalKind::Sender: return sender(first);
    case GlobalKind::EmptyBytes: break;
    }
    return refuse("a global is not known");
}

// Python 3's spelling of bytes in protocol 2: a text of characters up to U+00FF and the name of the codec, which
// Python ignores too.
bool PickleParser::latinBytes(std::size_t first)
{
    const Item text = m_graph.children[first];
    if (text.kind() != ItemKind::Text || m_graph.children[first + 1].kind() != ItemKind::Text)
        return refuse("bytes are not spelled as text");
    const std::string_view characters = m_input.longString(text.where());
    if (!scan(characters))
        return false;
    for (const char c : characters) {
        if (static_cast<unsigned char>(c) > 0xc3)  // leads to a character beyond U+00FF
            return refuse("bytes are spelled with a character beyond U+00FF");
    }
    return becomes(Item(ItemKind::LatinBytes, text.where()));
}

bool PickleParser::callError(std::size_t first)
{
    const Item text = m_graph.children[first];
    if (text.kind() != ItemKind::Text)
        return refuse("a CallError is not made of text");
    const std::string_view characters = m_input.longString(text.where());
    if (!scan(characters))
        return false;
    if (countCharacters(characters) > MaxCallErrorText)
        return refuse(str("the text of a CallError has more than ", MaxCallErrorText, " characters"));
    return becomes(Item(ItemKind::CallError, first));
}

bool PickleParser::context(std::size_t first)
{
    const Item name = m_graph.children[first + 1];
    if (!isUnsigned32(m_graph.children[first]))
        return refuse("a Context has no valid id");
    if (name.kind() != ItemKind::None && name.kind() != ItemKind::Text)
        return refuse("the name of a Context is not text");
    if (name.kind() == ItemKind::Text && countCharacters(m_input.longString(name.where())) > MaxContextName)
        return refuse(str("the name of a Context has more than ", MaxContextName, " characters"));
    return becomes(Item(ItemKind::Context, first));
}

bool PickleParser::sender(std::size_t first)
{
    const Item handle = m_graph.children[first + 1];
    if (!isUnsigned32(m_graph.children[first]))
        return refuse("a Sender has no valid context id");
    if (!isUnsigned32(handle) || handle.number() == 0)
        return refuse("a Sender has no valid handle");
    return becomes(Item(ItemKind::Sender, first));
}

// Text that is about to be read, which memo fetches may ask for again and again.
bool PickleParser::scan(std::string_view text)
{
    m_scanned += text.size();
    return m_scanned <= m_limits.maxBytes ||
           refuse(str("it has more than ", m_limits.maxBytes, " bytes of text and data"));
}

bool PickleParser::becomes(Item item)
{
    m_stack.truncate(m_stack.size() - 2);
    return push(item);
}

}  // namespace rz::wire
