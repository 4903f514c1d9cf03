#pragma once

#include "tests/unit/cpp_text.h"

#include <QList>
#include <QSet>
#include <QString>
#include <QStringList>

namespace rz::test {

// What stands in some declarations of a file, in whatever else of that file is named there, in what that names, and so
// on. Of a type all members count, since some are called by no name; but of the types around what was asked for only the
// heads and what is named do, and none of their slots: that is what tells the tests of a class apart.
class CppUses {
public:
    // `asked` are indices of text.declarations().
    CppUses(const CppText& text, const QList<int>& asked);

    // A name in quotation marks is a word in a string; others are identifiers.
    bool has(const QString& name) const;

private:
    void follow(int declaration, const CppText& text);

    QSet<int> m_followed;
    QSet<int> m_around;  // the types of which only the heads count
    QSet<QString> m_identifiers;
    QStringList m_strings;
};

}  // namespace rz::test
