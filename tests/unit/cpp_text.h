#pragma once

#include <QList>
#include <QSet>
#include <QString>
#include <QStringList>

namespace rz::test {

// A source file as far as one can tell without compiling it: what is code in it, and what that declares. Offsets are
// those of the text.
class CppText {
public:
    // Something declared at namespace or class scope; no mere forward declaration, no friend that is a class.
    struct Declaration {
        enum class Kind { Type, Function, Other };
        enum class Access { Public, Protected, Private };

        Kind kind = Kind::Other;
        QString name;    // unqualified, "operator==" of an operator
        QString head;    // without templates' parameters, in one line; "()", "<>" and "{}" for what stands in brackets
        QString scopes;  // the namespaces around it: "rz::rpc"
        int outer = -1;  // the declaration of the type around it
        Access access = Access::Public;
        bool isSlot = false;
        qsizetype begin = 0;
        qsizetype body = 0;  // its opening brace; the end when there is none
        qsizetype end = 0;   // past its closing brace or semicolon
    };

    explicit CppText(const QString& text);

    // As long as the text: of comments and preprocessor lines spaces and ends of lines are left, of strings the
    // quotation marks.
    const QString& code() const { return m_code; }
    const QList<Declaration>& declarations() const { return m_declarations; }
    // Their names, and those of enumerators.
    const QSet<QString>& declared() const { return m_declared; }

    // What stands in the code from `begin` to `end`.
    QSet<QString> identifiers(qsizetype begin, qsizetype end) const;
    QStringList strings(qsizetype begin, qsizetype end) const;
    QSet<QString> identifiers() const { return identifiers(0, m_code.size()); }
    QStringList strings() const { return strings(0, m_code.size()); }

private:
    struct String {
        qsizetype begin;
        QString content;
    };

    void lex(const QString& text);

    QString m_code;
    QList<String> m_strings;
    QList<Declaration> m_declarations;
    QSet<QString> m_declared;
};

}  // namespace rz::test
