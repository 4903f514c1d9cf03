#include "app/calls/call_line.h"

#include "app/calls/json_problem_text.h"
#include "core/qt/json.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {

namespace {

struct CallLineTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::CallLine)
};

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string_view leadingName(std::string_view text)
{
    const auto end = std::ranges::find_if_not(text, isNameCharacter);
    return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

bool containsSecret(const Value& value)
{
    const auto any = [](const std::vector<Value>& items) { return std::ranges::any_of(items, containsSecret); };
    const auto anyOf = [](const Dict& dict) {
        return std::ranges::any_of(
            dict.items, [](const auto& item) { return containsSecret(item.first) || containsSecret(item.second); });
    };
    if (value.is<Secret>())
        return true;
    if (const auto* list = value.as<List>())
        return any(list->items);
    if (const auto* tuple = value.as<Tuple>())
        return any(tuple->items);
    if (const auto* dict = value.as<Dict>())
        return anyOf(*dict);
    const auto* kwargs = value.as<Kwargs>();
    return kwargs != nullptr && anyOf(kwargs->dict);
}

class LineParser {
public:
    explicit LineParser(const QString& text) : m_text(text.toStdString()) {}

    std::expected<CallLine, CallLineProblem> parse()
    {
        CallLine line;
        skipSpace();
        const std::size_t nameBegin = m_at;
        while (m_at < m_text.size() && !isSpace(m_text[m_at]))
            ++m_at;
        line.function = m_text.substr(nameBegin, m_at - nameBegin);
        if (const QString wrong = problemOfName(line.function); !wrong.isEmpty())
            return problemAt(nameBegin, wrong);
        for (skipSpace(); m_at < m_text.size(); skipSpace()) {
            const std::string_view name = leadingName(rest());
            const std::size_t begin = m_at;
            const bool keyword = !name.empty() && rest().substr(name.size()).starts_with('=');
            if (keyword)
                m_at += name.size() + 1;
            else if (!line.kwargs.items.empty())
                return problemAt(begin, CallLineTr::tr("Arguments without a name go before those with one."));
            std::size_t end = 0;
            auto value = parseJsonPrefix(rest(), end);
            if (!value)
                return problemAt(m_at + end, describe(value.error()));
            m_at += end;
            if (m_at < m_text.size() && !isSpace(m_text[m_at]))
                return problemAt(m_at, CallLineTr::tr("A space between arguments is missing."));
            if (keyword && line.kwargs.find(name) != nullptr)
                return problemAt(begin,
                                 CallLineTr::tr("“%1” is there twice.").arg(QString::fromStdString(std::string(name))));
            if (keyword)
                line.kwargs.set(Value(std::string(name)), std::move(*value));
            else
                line.args.push_back(std::move(*value));
        }
        return line;
    }

private:
    std::string_view rest() const { return std::string_view(m_text).substr(m_at); }

    void skipSpace()
    {
        while (m_at < m_text.size() && isSpace(m_text[m_at]))
            ++m_at;
    }

    static QString problemOfName(std::string_view name)
    {
        if (name.empty())
            return CallLineTr::tr("Type a function and its arguments: fs.list \"/etc\"");
        const bool dotted =
            name.contains('.') && !name.starts_with('.') && !name.ends_with('.') && !name.contains("..");
        const bool letters = std::ranges::all_of(name, [](char c) { return c == '.' || isNameCharacter(c); });
        if (!dotted || !letters)
            return CallLineTr::tr("A function has the form module.function.");
        return {};
    }

    static QString describe(const JsonError& error)
    {
        return error.problem == JsonProblem::Empty ? CallLineTr::tr("A value after “=” is missing.")
                                                   : jsonProblemText(error.problem);
    }

    std::unexpected<CallLineProblem> problemAt(std::size_t byte, const QString& text) const
    {
        const auto before = QString::fromUtf8(m_text.data(), static_cast<qsizetype>(byte));
        return std::unexpected(CallLineProblem{.offset = before.size(), .text = text});
    }

    std::string m_text;
    std::size_t m_at = 0;
};

}  // namespace

bool CallLine::hasSecrets() const
{
    return std::ranges::any_of(args, containsSecret) || containsSecret(Value(kwargs));
}

QString CallLine::toText() const
{
    std::string text = function;
    for (const Value& arg : args)
        text += ' ' + toJson(arg);
    for (const auto& [name, value] : kwargs.items)
        text += ' ' + *name.as<std::string>() + '=' + toJson(value);
    return QString::fromStdString(text);
}

std::expected<CallLine, CallLineProblem> parseCallLine(const QString& text)
{
    return LineParser(text).parse();
}

}  // namespace rz::app
