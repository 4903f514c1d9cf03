#include "tests/unit/cpp_text.h"

#include <QRegularExpression>

namespace rz::test {
namespace {

// What a part of a source is that is no code, from its beginning on.
const QRegularExpression& notCode()
{
    static const QRegularExpression expression(QStringLiteral("//[^\\n]*"
                                                              "|/\\*.*?\\*/"
                                                              "|R\"(?<mark>[^()\\s]*)\\((?<raw>.*?)\\)\\k<mark>\""
                                                              "|\"(?<text>(?:[^\"\\\\\\n]|\\\\.)*)\""
                                                              "|(?<!\\w)'(?:[^'\\\\\\n]|\\\\.)+'"
                                                              "|(?<=^|\\n)[ \\t]*#(?:[^\\n\\\\]|\\\\.)*"),
                                               QRegularExpression::DotMatchesEverythingOption);
    return expression;
}

QString withoutParentheses(const QString& code)
{
    QString out;
    int depth = 0;
    for (const QChar c : code) {
        if (c == QLatin1Char(')'))
            --depth;
        if (depth == 0)
            out += c;
        if (c == QLatin1Char('('))
            ++depth;
    }
    return out;
}

void addMatches(QSet<QString>& into, const QString& text, const QRegularExpression& expression)
{
    for (const auto& match : expression.globalMatch(text))
        into << match.captured(1);
}

}  // namespace

CppText::CppText(const QString& text)
{
    lex(text);
    static const QRegularExpression identifier(QStringLiteral("(?<!\\w)([A-Za-z_]\\w*)"));
    addMatches(m_identifiers, m_code, identifier);
    findDeclared();
}

void CppText::lex(const QString& text)
{
    qsizetype end = 0;
    for (const auto& match : notCode().globalMatch(text)) {
        m_code += QStringView(text).mid(end, match.capturedStart() - end);
        end = match.capturedEnd();
        const bool isString = match.hasCaptured(u"raw") || match.hasCaptured(u"text");
        m_code += isString ? QStringLiteral("\"\"") : QStringLiteral(" ");
        if (isString)
            m_strings << match.captured(match.hasCaptured(u"raw") ? u"raw" : u"text");
    }
    m_code += QStringView(text).mid(end);
}

// Goes through the braces: those of types and namespaces hold declarations, those of enumerations names, all others are bodies
// and initialisers, which declare nothing for others.
void CppText::findDeclared()
{
    static const QRegularExpression scope(QStringLiteral("\\b(class|struct|union|namespace|extern)\\b"));
    static const QRegularExpression enumeration(QStringLiteral("\\benum\\b"));
    static const QRegularExpression enumerator(QStringLiteral("(?:^|,)\\s*(\\w+)"));
    const QString code = withoutParentheses(m_code);
    QString skeleton;
    QString before;  // since the last statement
    for (qsizetype i = 0; i < code.size(); ++i) {
        const QChar c = code[i];
        skeleton += c;
        if (c != QLatin1Char('{')) {
            before += c;
            if (c == QLatin1Char(';') || c == QLatin1Char('}'))
                before.clear();
            continue;
        }
        const bool isScope = before.contains(scope) && !before.contains(QLatin1Char('('));
        const bool isEnumeration = before.contains(enumeration);
        if (isScope && !isEnumeration) {
            before.clear();
            continue;
        }
        const qsizetype begin = i + 1;
        for (int depth = 1; depth > 0 && ++i < code.size();)
            depth += code[i] == QLatin1Char('{') ? 1 : code[i] == QLatin1Char('}') ? -1 : 0;
        if (isEnumeration)
            addMatches(m_declared, code.mid(begin, i - begin), enumerator);
        skeleton += QLatin1Char('}');
        // Of a function it is the end, of a type or a variable not yet.
        if (before.contains(QLatin1Char('(')))
            before.clear();
    }
    static const QRegularExpression forward(
        QStringLiteral("\\b(?:enum\\s+)?(?:class|struct|union)\\s+[\\w:]+\\s*(?::\\s*[\\w:]+\\s*)?;"));
    skeleton.remove(forward);
    static const QRegularExpression type(
        QStringLiteral("\\b(?:class|struct|union|enum|enum class|namespace)\\s+(\\w+)\\s*(?:final\\s*)?[{:]"));
    static const QRegularExpression alias(QStringLiteral("\\b(?:using|concept)\\s+(\\w+)\\s*="));
    static const QRegularExpression function(QStringLiteral("[\\w>&*\\]]\\s+[&*]*(?<!\\w)(\\w+)\\s*\\(\\)"));
    static const QRegularExpression variable(
        QStringLiteral("[\\w>&*\\]]\\s+[&*]*(?<!\\w)(\\w+)\\s*(?:\\[[^\\]]*\\]\\s*)?[;={]"));
    for (const QRegularExpression& expression : {type, alias, function, variable})
        addMatches(m_declared, skeleton, expression);
}

}  // namespace rz::test
