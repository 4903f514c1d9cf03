#include "app/logs/log_pattern.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr qsizetype MaxMarks = 100;

char folded(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

std::size_t byteOf(char c)
{
    return static_cast<unsigned char>(c);
}

}  // namespace

LogPattern::LogPattern(const QString& text, PatternKind kind, CaseRule rule)
    : m_text(text), m_kind(kind), m_rule(rule), m_utf8(text.toStdString())
{
    if (kind == PatternKind::Regex) {
        // An expression that backtracks without end gives up instead of stopping the window.
        m_expression.setPattern(u"(*LIMIT_MATCH=100000)"_s + text);
        m_expression.setPatternOptions(QRegularExpression::MultilineOption |
                                       (rule == CaseRule::Ignore ? QRegularExpression::CaseInsensitiveOption
                                                                 : QRegularExpression::NoPatternOption));
        m_expression.optimize();
        return;
    }
    m_ascii = std::ranges::all_of(m_utf8, [](char c) { return byteOf(c) < 0x80; });
    if (rule == CaseRule::Respect || !m_ascii)
        return;
    std::ranges::transform(m_utf8, m_utf8.begin(), folded);
    const std::size_t size = m_utf8.size();
    m_skip.fill(static_cast<std::uint8_t>(std::min<std::size_t>(size, 255)));
    for (std::size_t i = 0; i + 1 < size; ++i) {
        const auto distance = static_cast<std::uint8_t>(std::min<std::size_t>(size - 1 - i, 255));
        m_skip[byteOf(m_utf8[i])] = distance;
        if (m_utf8[i] >= 'a' && m_utf8[i] <= 'z')
            m_skip[byteOf(m_utf8[i]) - 0x20] = distance;
    }
}

QString LogPattern::problem() const
{
    if (m_kind == PatternKind::Text || m_expression.isValid())
        return {};
    return m_expression.errorString();
}

bool LogPattern::matches(std::string_view utf8) const
{
    if (m_text.isEmpty())
        return true;
    if (m_kind == PatternKind::Regex)
        return m_expression.match(QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()))).hasMatch();
    if (m_rule == CaseRule::Respect)
        return utf8.find(m_utf8) != std::string_view::npos;
    if (m_ascii)
        return containsFolded(utf8);
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())).contains(m_text, Qt::CaseInsensitive);
}

bool LogPattern::containsFolded(std::string_view utf8) const
{
    const std::size_t size = m_utf8.size();
    const char last = m_utf8.back();
    for (std::size_t at = size - 1; at < utf8.size(); at += m_skip[byteOf(utf8[at])]) {
        if (folded(utf8[at]) != last)
            continue;
        const std::string_view window = utf8.substr(at + 1 - size, size - 1);
        if (std::ranges::equal(window, std::string_view(m_utf8).substr(0, size - 1), {}, folded))
            return true;
    }
    return false;
}

QList<std::pair<qsizetype, qsizetype>> LogPattern::find(const QString& text) const
{
    QList<std::pair<qsizetype, qsizetype>> marks;
    if (m_text.isEmpty())
        return marks;
    if (m_kind == PatternKind::Regex) {
        auto match = m_expression.globalMatch(text);
        while (match.hasNext() && marks.size() < MaxMarks) {
            const QRegularExpressionMatch found = match.next();
            if (found.capturedLength() > 0)
                marks.append({found.capturedStart(), found.capturedLength()});
        }
        return marks;
    }
    const Qt::CaseSensitivity sensitivity = m_rule == CaseRule::Respect ? Qt::CaseSensitive : Qt::CaseInsensitive;
    for (qsizetype at = text.indexOf(m_text, 0, sensitivity); at >= 0 && marks.size() < MaxMarks;
         at = text.indexOf(m_text, at + m_text.size(), sensitivity))
        marks.append({at, m_text.size()});
    return marks;
}

bool LogPattern::operator==(const LogPattern& other) const
{
    return m_text == other.m_text && m_kind == other.m_kind && m_rule == other.m_rule;
}

}  // namespace rz::app
