#include "tests/unit/cpp_declarations.h"

#include <QRegularExpression>

#include <utility>

namespace rz::test {
namespace {

using Declaration = CppText::Declaration;

bool isOneOf(QChar c, QLatin1String some)
{
    return some.contains(c);
}

// Without what may stand before a declaration or in it and looks like a part of it.
QString plain(const QString& head)
{
    static const QRegularExpression noise(
        QStringLiteral("\\btemplate\\s*<>|\\[\\]\\s*(?=[\\w~])"
                       "|\\brequires\\s+requires\\s*\\(\\)\\s*\\{\\}|\\brequires\\s+[\\w:]+<>"
                       "|\\b(?:alignas|explicit|noexcept|requires|decltype)\\s*\\(\\)"));
    QString out = head;
    return out.remove(noise).simplified();
}

// Up to its initialiser.
QString declaratorOf(const QString& head)
{
    static const QRegularExpression initialiser(QStringLiteral("[={].*$"));
    QString out = head;
    return out.remove(initialiser).trimmed();
}

// Of "class Name final : Base", be it a class, a struct or a union; empty when it is the head of no type.
QString typeIn(const QString& head)
{
    static const QRegularExpression type(
        QStringLiteral("^(?:(?:typedef|static|constexpr|const) )*(?:class|struct|union)\\b"
                       "(?: ?(?:[\\w:]+::)?(\\w+)(?:<>)?)?(?: final)?(?: ?:(?!:).*)?$"));
    const auto match = type.match(head);
    return match.hasMatch() ? match.captured(1) : QString();
}

bool isType(const QString& head)
{
    static const QRegularExpression anonymous(
        QStringLiteral("^(?:(?:typedef|static|constexpr|const) )*(?:class|struct|union)$"));
    return !typeIn(head).isEmpty() || anonymous.match(head).hasMatch();
}

}  // namespace

CppDeclarations::CppDeclarations(const QString& code) : m_code(code)
{
    while (m_at < m_code.size())
        readStep();
}

// A character of a declaration, or what its brackets hold.
void CppDeclarations::readStep()
{
    const QChar c = m_code[m_at];
    if (m_head.trimmed().isEmpty()) {
        m_head.clear();
        m_begin = m_at;
    }
    if (c == QLatin1Char(';')) {
        ++m_at;
        finish();
    } else if (c == QLatin1Char('}')) {
        finish();
        close();
    } else if (c == QLatin1Char('{')) {
        readOpeningBrace();
    } else if (isOneOf(c, QLatin1String("(["))) {
        skipBrackets();
    } else if (c == QLatin1Char('<') && !m_head.contains(QLatin1Char('='))) {
        skipAngles();
    } else if ((c == QLatin1Char(':') || c == QLatin1Char('\n')) && readSection()) {
        ++m_at;
        m_head.clear();
    } else {
        m_head += c;
        ++m_at;
        readOperator();
    }
}

// The sign of an operator is none of what it would be elsewhere.
void CppDeclarations::readOperator()
{
    static const QRegularExpression keyword(QStringLiteral("\\boperator$"));
    static const QRegularExpression sign(
        QStringLiteral("\\G\\s*(\\(\\)|(?:new|delete)(?:\\[\\])?|[^\\w\\s(]+)(?=\\s*[(<])"));
    if (!keyword.match(m_head).hasMatch())
        return;
    if (const auto match = sign.match(m_code, m_at); match.hasMatch()) {
        m_operator = match.captured(1);
        m_at = match.capturedEnd();
    }
}

void CppDeclarations::readOpeningBrace()
{
    static const QRegularExpression space(QStringLiteral("^(?:inline )?namespace ?([\\w:]*)$|^extern \" ?\"$"));
    static const QRegularExpression enumeration(QStringLiteral("^(?:typedef )?enum\\b"));
    static const QRegularExpression requirement(QStringLiteral("\\brequires\\s*(?:\\(\\))?\\s*$"));
    static const QRegularExpression initialiserOfMember(QStringLiteral("\\)[\\w\\s]*:(?!:).*[\\w>]\\s*$"));
    const QString head = plain(m_head);
    const QString declarator = declaratorOf(head);
    if (const auto match = space.match(head); match.hasMatch()) {
        open({.name = match.captured(1)});
        return;
    }
    if (isType(head)) {
        m_body = m_at;
        const int index = take(Declaration::Kind::Type, typeIn(head));
        const bool isOpen = !head.startsWith(QLatin1String("class"));
        open({.type = index, .access = isOpen ? Declaration::Access::Public : Declaration::Access::Private});
        return;
    }
    const bool isBody = declarator.contains(QLatin1String("()")) && !head.contains(QLatin1Char('=')) &&
                        !requirement.match(m_head).hasMatch() && !initialiserOfMember.match(head).hasMatch();
    const qsizetype begin = m_at;
    m_body = m_body < 0 || isBody ? begin : m_body;
    skipBrackets();
    if (isBody)
        finish();
    else if (enumeration.match(head).hasMatch())
        takeEnumerators(m_code.mid(begin + 1, m_at - begin - 2));
}

// True when a line of a class has been read that is no declaration: "private slots:", or a macro of Qt.
bool CppDeclarations::readSection()
{
    static const QRegularExpression section(QStringLiteral("^(public|protected|private|signals)\\s*(slots)?$"));
    static const QRegularExpression macro(QStringLiteral("^Q[A-Z_]+(\\(\\))?$"));
    const QString head = m_head.trimmed();
    if (m_code[m_at] == QLatin1Char('\n'))
        return macro.match(head).hasMatch();
    const auto match = section.match(head);
    if (!match.hasMatch())
        return false;
    Scope& scope = m_scopes.last();
    scope.access = match.captured(1) == QLatin1String("private")     ? Declaration::Access::Private
                   : match.captured(1) == QLatin1String("protected") ? Declaration::Access::Protected
                                                                     : Declaration::Access::Public;
    scope.isSlots = match.hasCaptured(2);
    return true;
}

void CppDeclarations::skipBrackets()
{
    const QChar opening = m_code[m_at];
    int depth = 0;
    do {
        depth += isOneOf(m_code[m_at], QLatin1String("([{")) ? 1 : isOneOf(m_code[m_at], QLatin1String(")]}")) ? -1 : 0;
        ++m_at;
    } while (depth > 0 && m_at < m_code.size());
    m_head += opening == QLatin1Char('(')   ? QLatin1String("()")
              : opening == QLatin1Char('[') ? QLatin1String("[]")
                                            : QLatin1String("{}");
}

// Of a template; a "<" that compares is one only in initialisers, which are not asked here.
void CppDeclarations::skipAngles()
{
    const QString head = m_head;
    int depth = 0;
    do {
        const QChar c = m_code[m_at];
        if (isOneOf(c, QLatin1String("([{"))) {
            skipBrackets();
            continue;
        }
        if (c == QLatin1Char('<'))
            ++depth;
        if (c == QLatin1Char('>') && m_code[m_at - 1] != QLatin1Char('-'))
            --depth;
        ++m_at;
    } while (depth > 0 && m_at < m_code.size());
    m_head = head + QLatin1String("<>");
}

void CppDeclarations::takeEnumerators(const QString& list)
{
    static const QRegularExpression enumerator(QStringLiteral("(?:^|,)\\s*(\\w+)"));
    for (const auto& match : enumerator.globalMatch(list))
        m_enumerators << match.captured(1);
}

void CppDeclarations::open(Scope scope)
{
    m_scopes << std::move(scope);
    ++m_at;
    m_head.clear();
    m_body = -1;
}

void CppDeclarations::close()
{
    ++m_at;
    if (m_scopes.size() == 1)
        return;
    if (const int type = m_scopes.takeLast().type; type >= 0)
        m_all[type].end = m_at;
}

void CppDeclarations::finish()
{
    static const QRegularExpression nothing(
        QStringLiteral("^$|^static_assert\\b"
                       "|^using (?:namespace|enum)\\b|^using [\\w:]+(?:<>)?(?:::\\w+)?$"
                       "|^(?:friend |extern )?(?:class|struct|union|enum(?: class)?) [\\w:]+(?:<>)?(?: ?: ?[\\w:]+)?$"
                       "|^friend [\\w:]+(?:<>)?$"
                       "|^enum ?(?:: ?[\\w:]+ ?)?\\{\\}$"
                       "|\\(\\)\\(\\)"));  // a pointer to a function
    static const QRegularExpression enumeration(QStringLiteral("^(?:typedef )?enum(?: class| struct)? (\\w+)"));
    static const QRegularExpression function(QStringLiteral("([~\\w]+) ?(?:<>)?\\(\\)"));
    static const QRegularExpression variable(QStringLiteral("(\\w+)(?:<>)? ?(?:\\[\\])*(?: ?:(?!:).*)?$"));
    const QString head = plain(m_head);
    if (const QString declarator = declaratorOf(head); !nothing.match(head).hasMatch()) {
        if (const auto type = enumeration.match(head); type.hasMatch())
            take(Declaration::Kind::Type, type.captured(1));
        else if (!m_operator.isEmpty())
            take(Declaration::Kind::Function, QLatin1String("operator") + m_operator);
        else if (const auto called = function.match(declarator); called.hasMatch())
            take(Declaration::Kind::Function, called.captured(1));
        else if (const auto named = variable.match(declarator); named.hasMatch())
            take(Declaration::Kind::Other, named.captured(1));
    }
    m_head.clear();
    m_operator.clear();
    m_body = -1;
}

int CppDeclarations::take(Declaration::Kind kind, const QString& name)
{
    QStringList spaces;
    for (const Scope& scope : m_scopes) {
        if (!scope.name.isEmpty())
            spaces << scope.name;
    }
    const Scope& scope = m_scopes.last();
    m_all.append({.kind = kind,
                  .name = name,
                  .head = plain(m_head),
                  .scopes = spaces.join(QLatin1String("::")),
                  .outer = scope.type,
                  .access = scope.access,
                  .isSlot = scope.isSlots,
                  .begin = m_begin,
                  .body = m_body < 0 ? m_at : m_body,
                  .end = m_at});
    return static_cast<int>(m_all.size()) - 1;
}

}  // namespace rz::test
