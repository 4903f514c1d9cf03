#include "tests/unit/cpp_text.h"

#include "tests/unit/cpp_declarations.h"

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

}  // namespace

CppText::CppText(const QString& text)
{
    lex(text);
    CppDeclarations declarations(m_code);
    m_declarations = declarations.all();
    m_declared = declarations.enumerators();
    for (const Declaration& declaration : m_declarations)
        m_declared << declaration.name;
}

void CppText::lex(const QString& text)
{
    m_code = text;
    for (const auto& match : notCode().globalMatch(text)) {
        for (qsizetype i = match.capturedStart(); i < match.capturedEnd(); ++i) {
            if (text[i] != QLatin1Char('\n'))
                m_code[i] = QLatin1Char(' ');
        }
        for (const auto& content : {u"raw", u"text"}) {
            if (!match.hasCaptured(content))
                continue;
            m_strings.append({match.capturedStart(), match.captured(content)});
            m_code[match.capturedStart()] = m_code[match.capturedEnd() - 1] = QLatin1Char('"');
        }
    }
}

QSet<QString> CppText::identifiers(qsizetype begin, qsizetype end) const
{
    static const QRegularExpression identifier(QStringLiteral("(?<!\\w)[A-Za-z_]\\w*"));
    QSet<QString> found;
    for (const auto& match : identifier.globalMatch(m_code.mid(begin, end - begin)))
        found << match.captured();
    return found;
}

QStringList CppText::strings(qsizetype begin, qsizetype end) const
{
    QStringList found;
    for (const String& string : m_strings) {
        if (string.begin >= begin && string.begin < end)
            found << string.content;
    }
    return found;
}

}  // namespace rz::test
