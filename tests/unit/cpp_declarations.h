#pragma once

#include "tests/unit/cpp_text.h"

#include <QList>
#include <QSet>
#include <QString>
#include <QStringList>

namespace rz::test {

// Goes through code once: the braces of types and namespaces hold declarations, those of enumerations names; all others
// are bodies and initialisers, which declare nothing for others. Good enough for code that compiles and is formatted.
class CppDeclarations {
public:
    // `code` is that of a CppText and must outlive this.
    explicit CppDeclarations(const QString& code);

    const QList<CppText::Declaration>& all() const { return m_all; }
    const QSet<QString>& enumerators() const { return m_enumerators; }

private:
    using Declaration = CppText::Declaration;

    // The braces around what is read. A section is what "private slots:" begins.
    struct Scope {
        QString name;   // of a namespace
        int type = -1;  // its declaration
        Declaration::Access access = Declaration::Access::Public;
        bool isSlots = false;
    };

    void readStep();
    void readOperator();
    void readOpeningBrace();
    bool readSection();
    void skipBrackets();
    void skipAngles();
    void takeEnumerators(const QString& list);
    void open(Scope scope);
    void close();
    // What was read since the last declaration is one, or none; the next begins here.
    void finish();
    int take(Declaration::Kind kind, const QString& name);

    const QString& m_code;
    qsizetype m_at = 0;
    QList<Scope> m_scopes{Scope{}};
    QList<Declaration> m_all;
    QSet<QString> m_enumerators;

    // The declaration that is being read.
    qsizetype m_begin = 0;
    qsizetype m_body = -1;
    QString m_head;      // what is read of it, with empty brackets
    QString m_operator;  // its sign, when it is one
};

}  // namespace rz::test
