#pragma once

#include <QSet>
#include <QString>
#include <QStringList>

namespace rz::test {

// A source file as far as one can tell without compiling it: what is code in it, and what that declares.
class CppText {
public:
    explicit CppText(const QString& text);

    // Without comments and preprocessor lines; of strings only the quotation marks are left.
    const QString& code() const { return m_code; }
    const QStringList& strings() const { return m_strings; }
    const QSet<QString>& identifiers() const { return m_identifiers; }
    // Types, functions, variables and enumerators that it declares at namespace or class scope; no mere forward declarations.
    const QSet<QString>& declared() const { return m_declared; }

private:
    void lex(const QString& text);
    void findDeclared();

    QString m_code;
    QStringList m_strings;
    QSet<QString> m_identifiers;
    QSet<QString> m_declared;
};

}  // namespace rz::test
