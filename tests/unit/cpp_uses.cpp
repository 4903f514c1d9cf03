#include "tests/unit/cpp_uses.h"

#include <QRegularExpression>

#include <algorithm>

namespace rz::test {

CppUses::CppUses(const CppText& text, const QList<int>& asked)
{
    const auto& all = text.declarations();
    for (const int declaration : asked) {
        for (int outer = all[declaration].outer; outer >= 0; outer = all[outer].outer)
            m_around << outer;
    }
    for (const int declaration : asked)
        m_around.remove(declaration);
    for (const int declaration : asked + m_around.values())
        follow(declaration, text);
}

void CppUses::follow(int declaration, const CppText& text)
{
    if (m_followed.contains(declaration))
        return;
    m_followed << declaration;
    const auto& all = text.declarations();
    const qsizetype begin = all[declaration].begin;
    const qsizetype end = m_around.contains(declaration) ? all[declaration].body : all[declaration].end;
    const QSet<QString> here = text.identifiers(begin, end);
    m_identifiers += here;
    m_strings += text.strings(begin, end);
    for (int i = 0; i < all.size(); ++i) {
        const bool isOther = all[i].isSlot && m_around.contains(all[i].outer);
        if (here.contains(all[i].name) && !isOther)
            follow(i, text);
    }
}

bool CppUses::has(const QString& name) const
{
    if (!name.startsWith(QLatin1Char('"')))
        return m_identifiers.contains(name);
    const QRegularExpression word(
        QStringLiteral("(?<!\\w)%1(?!\\w)").arg(QRegularExpression::escape(name.mid(1, name.size() - 2))));
    return std::ranges::any_of(m_strings, [&word](const QString& text) { return word.match(text).hasMatch(); });
}

}  // namespace rz::test
