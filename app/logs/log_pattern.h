#pragma once

#include <QList>
#include <QRegularExpression>
#include <QString>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace rz::app {

enum class PatternKind : std::uint8_t { Text, Regex };
enum class CaseRule : std::uint8_t { Ignore, Respect };

// What to look for in log lines: a text, which is found at memory speed in UTF-8, or a regular expression of Perl's kind.
// A plain value.
class LogPattern {
public:
    LogPattern() = default;  // empty: everything matches
    LogPattern(const QString& text, PatternKind kind, CaseRule rule);

    bool isEmpty() const { return m_text.isEmpty(); }
    // Why the expression is none, in the language of Qt's own texts; empty if it is one.
    QString problem() const;
    bool matches(std::string_view utf8) const;
    // Positions and lengths, for marking; at most a hundred.
    QList<std::pair<qsizetype, qsizetype>> find(const QString& text) const;
    bool operator==(const LogPattern& other) const;

private:
    bool containsFolded(std::string_view utf8) const;

    QString m_text;
    PatternKind m_kind = PatternKind::Text;
    CaseRule m_rule = CaseRule::Ignore;
    std::string m_utf8;                      // folded, if case is ignored
    std::array<std::uint8_t, 256> m_skip{};  // Horspool: how far to go on, by the byte under the needle's end
    bool m_ascii = false;
    QRegularExpression m_expression;
};

}  // namespace rz::app
