// The text form of chains:
//
//   chain   = hop *( "|" hop )
//   hop     = method [ ":" target ] [ "{" option *( "," option ) "}" ]
//   target  = [ atom "@" ] ( atom / "[" address "]" ) [ ":" port ]     for ssh
//           = atom                                                     for the others
//   option  = name "=" atom                                            repeated for lists
//   atom    = bare / '"' *( any but '"' and '\' / '\"' / '\\' ) '"'
//   bare    = 1*( any but white space and " { } [ ] | , = : @ \ )      "=" and "@" may stand in option values
//
// White space around "|" is ignored. Secrets have no text form and are left out.
#include "core/connect/method.h"

#include "core/base/str.h"

#include <charconv>

namespace rz::connect {

namespace {

constexpr std::string_view Special = "\"{}[]|,=:@\\ \t\r\n";
constexpr std::string_view SpecialInValue = "\"{}[]|,\\ \t\r\n";

class ChainParser {
public:
    ChainParser(std::string_view text, From from) : m_text(text), m_from(from) {}

    Result<Chain> parse()
    {
        Chain chain;
        do {
            skipSpace();
            RZ_TRY(Hop hop, parseHop());
            if (auto valid = validate(hop, chain.empty() ? m_from : From::Context); !valid)
                return std::unexpected(std::move(valid).error().within(str("column ", m_hopBegin + 1)));
            chain.push_back(std::move(hop));
            skipSpace();
        } while (accept('|'));
        if (m_at != m_text.size())
            return wrong("\"|\" or the end");
        return chain;
    }

private:
    Result<Hop> parseHop()
    {
        m_hopBegin = m_at;
        Hop hop;
        RZ_TRY(hop.method, parseAtom(Special, "a connection method"));
        const MethodDescription* method = findMethod(hop.method);
        if (method == nullptr) {
            return fail(ErrorKind::Argument, str("column ", m_hopBegin + 1, ": there is no connection method \"",
                                                 hop.method, "\"; known are ", knownMethods()));
        }
        if (accept(':')) {
            if (method->target.empty())
                return fail(ErrorKind::Argument, str("column ", m_at, ": ", hop.method, " takes nothing after \":\""));
            if (method->name == "ssh")
                RZ_CHECK(parseSshTarget(hop));
            else
                RZ_CHECK(parseTarget(hop, *method));
        }
        if (accept('{'))
            RZ_CHECK(parseOptions(hop));
        return hop;
    }

    Result<> parseTarget(Hop& hop, const MethodDescription& method)
    {
        RZ_TRY(std::string target, parseAtom(Special, "a name"));
        hop.options.set(method.target, std::move(target));
        return {};
    }

    Result<> parseSshTarget(Hop& hop)
    {
        if (peek() != '[') {
            RZ_TRY(std::string first, parseAtom(Special, "a host"));
            if (!accept('@')) {
                hop.options.set("hostname", std::move(first));
                return parsePort(hop);
            }
            hop.options.set("username", std::move(first));
        }
        if (accept('[')) {
            const std::size_t end = m_text.find(']', m_at);
            if (end == std::string_view::npos || end == m_at)
                return wrong("an address and \"]\"");
            hop.options.set("hostname", std::string(m_text.substr(m_at, end - m_at)));
            m_at = end + 1;
        } else {
            RZ_TRY(std::string host, parseAtom(Special, "a host"));
            hop.options.set("hostname", std::move(host));
        }
        return parsePort(hop);
    }

    Result<> parsePort(Hop& hop)
    {
        if (!accept(':'))
            return {};
        const std::size_t begin = m_at;
        RZ_TRY(const std::string digits, parseAtom(Special, "a port"));
        RZ_TRY(Value port, convert(OptionType::Integer, digits, begin));
        hop.options.set("port", std::move(port));
        return {};
    }

    Result<> parseOptions(Hop& hop)
    {
        do {
            skipSpace();
            const std::size_t begin = m_at;
            RZ_TRY(std::string name, parseAtom(Special, "an option"));
            const OptionDescription* option = findOption(hop.method, name);
            if (option == nullptr)
                return fail(ErrorKind::Argument, str("column ", begin + 1, ": ", hop.method, " has no option ", name));
            if (option->type == OptionType::Secret || option->type == OptionType::Context)
                return fail(ErrorKind::Argument,
                            str("column ", begin + 1, ": ", name, " cannot be written in a chain"));
            if (!accept('='))
                return wrong("\"=\"");
            const std::size_t valueBegin = m_at;
            RZ_TRY(std::string text, parseAtom(SpecialInValue, "a value"));
            RZ_CHECK(setOption(hop, *option, std::move(text), valueBegin));
            skipSpace();
        } while (accept(','));
        if (!accept('}'))
            return wrong("\",\" or \"}\"");
        return {};
    }

    Result<> setOption(Hop& hop, const OptionDescription& option, std::string text, std::size_t begin)
    {
        if (option.type == OptionType::TextList) {
            List list;
            if (const Value* before = hop.options.find(option.name))
                list = *before->as<List>();
            list.items.emplace_back(std::move(text));
            hop.options.set(option.name, std::move(list));
            return {};
        }
        RZ_TRY(Value value, convert(option.type, text, begin));
        hop.options.set(option.name, std::move(value));
        return {};
    }

    static Result<Value> convert(OptionType type, const std::string& text, std::size_t begin)
    {
        const char* end = text.data() + text.size();
        if (type == OptionType::Integer || type == OptionType::Seconds) {
            std::int64_t whole = 0;
            if (const auto parsed = std::from_chars(text.data(), end, whole);
                parsed.ec == std::errc() && parsed.ptr == end)
                return Value(whole);
            double real = 0;
            if (const auto parsed = std::from_chars(text.data(), end, real);
                type == OptionType::Seconds && parsed.ec == std::errc() && parsed.ptr == end)
                return Value(real);
            return fail(ErrorKind::Argument, str("column ", begin + 1, ": \"", text, "\" is not a number"));
        }
        if (type == OptionType::Boolean) {
            if (text != "true" && text != "false")
                return fail(ErrorKind::Argument,
                            str("column ", begin + 1, ": \"", text, "\" is neither true nor false"));
            return Value(text == "true");
        }
        return Value(text);
    }

    Result<std::string> parseAtom(std::string_view special, std::string_view what)
    {
        if (accept('"'))
            return parseQuoted();
        const std::size_t end = std::min(m_text.find_first_of(special, m_at), m_text.size());
        if (end == m_at)
            return wrong(what);
        std::string atom(m_text.substr(m_at, end - m_at));
        m_at = end;
        return atom;
    }

    Result<std::string> parseQuoted()
    {
        const std::size_t begin = m_at;
        std::string atom;
        while (m_at < m_text.size()) {
            const char c = m_text[m_at++];
            if (c == '"')
                return atom;
            if (c == '\\') {
                if (peek() != '"' && peek() != '\\')
                    return wrong("\\\" or \\\\");
                atom += m_text[m_at++];
            } else {
                atom += c;
            }
        }
        return fail(ErrorKind::Argument, str("column ", begin, ": the quotation that begins here has no end"));
    }

    static std::string knownMethods()
    {
        std::string known;
        for (const MethodDescription* method : methods())
            known += str(known.empty() ? "" : ", ", method->name);
        return known;
    }

    char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    bool accept(char c)
    {
        if (m_at == m_text.size() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }
    void skipSpace() { m_at = std::min(m_text.find_first_not_of(" \t\r\n", m_at), m_text.size()); }

    std::unexpected<Error> wrong(std::string_view expected) const
    {
        const std::string found = m_at == m_text.size() ? "the end" : str('"', m_text.substr(m_at, 1), '"');
        return fail(ErrorKind::Argument, str("column ", m_at + 1, ": expected ", expected, ", found ", found));
    }

    std::string_view m_text;
    From m_from;
    std::size_t m_at = 0;
    std::size_t m_hopBegin = 0;
};

std::string quoted(std::string_view atom, std::string_view special)
{
    if (!atom.empty() && atom.find_first_of(special) == std::string_view::npos)
        return std::string(atom);
    std::string out = "\"";
    for (const char c : atom) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

std::string optionText(const Value& value)
{
    if (const auto* text = value.as<std::string>())
        return quoted(*text, SpecialInValue);
    if (const auto* flag = value.as<bool>())
        return *flag ? "true" : "false";
    if (const auto* whole = value.as<std::int64_t>())
        return str(*whole);
    if (const auto* real = value.as<double>())
        return str(*real);
    return {};
}

std::string sshTarget(const Dict& options)
{
    const auto text = [&options](std::string_view name) {
        const Value* value = options.find(name);
        return value != nullptr && value->is<std::string>() ? *value->as<std::string>() : std::string();
    };
    std::string out;
    if (const std::string user = text("username"); !user.empty())
        out += quoted(user, Special) + '@';
    const std::string host = text("hostname");
    const bool bracketed = host.find(':') != std::string::npos && host.find(']') == std::string::npos;
    out += bracketed ? str('[', host, ']') : quoted(host, Special);
    if (const Value* port = options.find("port"); port != nullptr && port->is<std::int64_t>())
        out += str(':', *port->as<std::int64_t>());
    return out;
}

// Is it written before the braces?
bool inTarget(const MethodDescription& method, std::string_view option, const Value& value)
{
    if (method.name == "ssh" && option == "username")
        return value.is<std::string>() && !value.as<std::string>()->empty();
    return option == method.target || (method.name == "ssh" && option == "port");
}

}  // namespace

Result<Chain> parseChain(std::string_view text, From from)
{
    return ChainParser(text, from).parse();
}

std::string Hop::toChainText() const
{
    const MethodDescription* description = findMethod(method);
    if (description == nullptr)
        return quoted(method, Special);
    std::string out = method;
    if (method == "ssh")
        out += ':' + sshTarget(options);
    else if (const Value* target = options.find(description->target); target != nullptr && target->is<std::string>())
        out += ':' + quoted(*target->as<std::string>(), Special);
    std::string braces;
    const auto add = [&braces](std::string_view name, const std::string& value) {
        braces += str(braces.empty() ? "" : ",", name, '=', value);
    };
    for (const auto& [key, value] : options.items) {
        const std::string* name = key.as<std::string>();
        if (name == nullptr || inTarget(*description, *name, value) || value.is<Secret>())
            continue;
        if (const OptionDescription* option = findOption(method, *name);
            option == nullptr || option->type == OptionType::Secret || option->type == OptionType::Context)
            continue;
        if (const auto* list = value.as<List>()) {
            for (const Value& item : list->items)
                add(*name, optionText(item));
        } else {
            add(*name, optionText(value));
        }
    }
    return braces.empty() ? out : str(out, '{', braces, '}');
}

std::string toString(const Chain& chain)
{
    std::string out;
    for (const Hop& hop : chain)
        out += str(out.empty() ? "" : "|", hop.toChainText());
    return out;
}

}  // namespace rz::connect
