#include "core/modules/import_scan.h"

#include "core/base/str.h"
#include "core/modules/module_name.h"
#include "core/modules/python_tokens.h"

#include <algorithm>
#include <span>

namespace rz::modules {

namespace {

// A file imports a few hundred modules at most; what imports more is no longer looked at.
constexpr std::size_t MaxImports = 10'000;

// The words and operators of one logical line, in order.
class Words {
public:
    Words(std::string_view source, std::span<const Token> tokens)
    {
        for (const Token& token : tokens) {
            if (token.kind != Token::Kind::Comment && token.kind != Token::Kind::Break)
                m_words.push_back(token.in(source));
        }
    }

    std::string_view peek(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_words.size() ? m_words[m_at + ahead] : std::string_view();
    }
    std::string_view take() { return m_at < m_words.size() ? m_words[m_at++] : std::string_view(); }
    bool accept(std::string_view word)
    {
        if (peek() != word)
            return false;
        ++m_at;
        return true;
    }
    bool atEnd() const { return m_at >= m_words.size(); }

    std::string dottedName()
    {
        std::string name(take());
        while (accept("."))
            name += str('.', take());
        return name;
    }

private:
    std::vector<std::string_view> m_words;
    std::size_t m_at = 0;
};

class Scanner {
public:
    Scanner(std::string_view name, bool isPackage) : m_package(isPackage ? name : parentOf(name)) {}

    // What follows the colon of `try: import x`, or a semicolon, is a statement too.
    void line(Words words)
    {
        bool begins = true;
        while (!words.atEnd() && m_found.size() < MaxImports) {
            if (begins && words.accept("import"))
                import(words);
            else if (begins && words.accept("from"))
                importFrom(words);
            const std::string_view word = words.take();
            begins = word == ":" || word == ";";
        }
    }

    std::vector<std::string> take()
    {
        std::sort(m_found.begin(), m_found.end());
        m_found.erase(std::unique(m_found.begin(), m_found.end()), m_found.end());
        return std::move(m_found);
    }

private:
    void add(std::string name)
    {
        if (isModuleName(name))
            m_found.push_back(std::move(name));
    }

    void import(Words& words)
    {
        do {
            add(words.dottedName());
            if (words.accept("as"))
                words.take();
        } while (words.accept(","));
    }

    void importFrom(Words& words)
    {
        std::size_t level = 0;
        while (words.accept("."))
            ++level;
        std::string module = words.peek() == "import" ? std::string() : words.dottedName();
        if (level > 0) {
            std::string_view base = m_package;
            for (std::size_t i = 1; i < level; ++i)
                base = parentOf(base);
            if (base.empty())
                return;
            module = module.empty() ? std::string(base) : str(base, '.', module);
        }
        if (!words.accept("import"))
            return;
        add(module);
        words.accept("(");
        do {
            if (words.peek() == ")" || words.peek() == "*")
                break;
            add(str(module, '.', words.take()));
            if (words.accept("as"))
                words.take();
        } while (words.accept(","));
    }

    std::string_view m_package;
    std::vector<std::string> m_found;
};

bool isDefinition(std::string_view word)
{
    return word == "def" || word == "class" || word == "async";
}

}  // namespace

std::vector<std::string> scanImports(std::string_view source, std::string_view name, bool isPackage)
{
    const auto tokens = tokenize(source);
    const auto lines = tokens ? logicalLines(source, *tokens) : std::unexpected(tokens.error());
    if (!lines)
        return {};
    Scanner scanner(name, isPackage);
    const std::span<const Token> all(*tokens);
    std::size_t skippedAbove = std::string_view::npos;  // lines of a higher level are in the body of a definition
    for (const LogicalLine& line : *lines) {
        if (line.level > skippedAbove)
            continue;
        skippedAbove = std::string_view::npos;
        if (isDefinition((*tokens)[line.first].in(source)))
            skippedAbove = line.level;
        else
            scanner.line(Words(source, all.subspan(line.first, line.last - line.first)));
    }
    return scanner.take();
}

}  // namespace rz::modules
