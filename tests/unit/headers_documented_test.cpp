// Whoever uses what the tables of core/README.md name reads about it where it is declared. In their headers each type, free
// function and public member function has a comment above it or at the end of a line of it, or stands in a group - no
// blank line between - that begins with one. A struct of data alone may have its comments at its members instead.
//
// What its class has told already needs none: what the comment on the class names ("stop()"), what is const and takes
// nothing, what gives a member, enumerations of a class, and what classes have as a rule: constructors, destructors,
// operators, begin() and end(), toString() and toValue(). Nor do overrides, whose base tells, specialisations, what is
// declared elsewhere, and what is the library's own, in `detail`.

#include "tests/unit/api_map.h"
#include "tests/unit/cpp_text.h"

#include <QRegularExpression>
#include <QSet>
#include <QString>
#include <QStringList>
#include <QTest>

#include <algorithm>

using namespace rz::test;

namespace {

using Declaration = CppText::Declaration;

class Header {
public:
    explicit Header(const QString& content) : m_text(content), m_lines(content.split(QLatin1Char('\n'))) {}

    // "line 7: name", of all that should have a comment and has none.
    QStringList undocumented() const
    {
        QStringList found;
        for (const Declaration& declaration : m_text.declarations()) {
            if (isForOthers(declaration) && !isToldByItsClass(declaration) && !hasComment(declaration))
                found << QStringLiteral("line %1: %2").arg(lineOf(declaration.begin) + 1).arg(declaration.name);
        }
        return found;
    }

private:
    bool isForOthers(const Declaration& declaration) const
    {
        static const QRegularExpression specialised(QStringLiteral("^(?:class|struct) \\w+<>"));
        for (const Declaration* around = &declaration; around != nullptr; around = outerOf(*around)) {
            if (around->access != Declaration::Access::Public || specialised.match(around->head).hasMatch())
                return false;
        }
        const bool isDefinition =
            declaration.head.contains(QLatin1String("::") + declaration.name + QLatin1String("()"));
        return declaration.kind != Declaration::Kind::Other && !declaration.name.isEmpty() && !isDefinition &&
               !declaration.scopes.endsWith(QLatin1String("detail"));
    }

    bool isToldByItsClass(const Declaration& declaration) const
    {
        static const QRegularExpression usual(QStringLiteral("^(?:~.*|operator.*|bool|begin|end|toString|toValue)$"));
        static const QRegularExpression getter(
            QStringLiteral("^[^{]*\\(\\) const\\b|\\(\\)\\s*\\{\\s*return \\*?m_\\w+;\\s*\\}$"));
        const Declaration* const outer = outerOf(declaration);
        if (declaration.kind == Declaration::Kind::Type)
            return outer != nullptr && declaration.head.startsWith(QLatin1String("enum"));
        if (usual.match(declaration.name).hasMatch() || declaration.head.contains(QLatin1String(" override")))
            return true;
        return outer != nullptr && (declaration.name == outer->name || getter.match(codeOf(declaration)).hasMatch() ||
                                    commentOn(*outer).contains(declaration.name + QLatin1String("()")));
    }

    bool hasComment(const Declaration& declaration) const
    {
        const qsizetype first = lineOf(declaration.begin);
        for (qsizetype line = first; line <= lineOf(declaration.body); ++line) {
            if (endsWithComment(line))
                return true;
        }
        if (endsWithComment(lineOf(declaration.end)) || (isDataAlone(declaration) && hasCommentWithin(declaration)))
            return true;
        return beginsAfterComment(first);
    }

    // The lines above it.
    QString commentOn(const Declaration& declaration) const
    {
        QString comment;
        for (qsizetype line = lineOf(declaration.begin) - 1; line >= 0 && isComment(line); --line)
            comment.prepend(m_lines[line]);
        return comment;
    }

    // Does a group that has a line begin with a comment?
    bool beginsAfterComment(qsizetype line) const
    {
        while (--line >= 0) {
            if (isComment(line))
                return true;
            const auto& all = m_text.declarations();
            const auto before = std::ranges::find_if(
                all, [&](const Declaration& declaration) { return lineOf(declaration.end) == line; });
            if (before == all.end())
                return false;
            line = lineOf(before->begin);
        }
        return false;
    }

    bool isDataAlone(const Declaration& declaration) const
    {
        return declaration.kind == Declaration::Kind::Type && declaration.head.startsWith(QLatin1String("struct")) &&
               std::ranges::none_of(m_text.declarations(), [&](const Declaration& member) {
                   return outerOf(member) == &declaration && member.kind != Declaration::Kind::Other &&
                          !isToldByItsClass(member);
               });
    }
    bool hasCommentWithin(const Declaration& declaration) const
    {
        for (qsizetype line = lineOf(declaration.body); line < lineOf(declaration.end); ++line) {
            if (endsWithComment(line))
                return true;
        }
        return false;
    }

    // What is for clang-tidy tells people nothing.
    bool endsWithComment(qsizetype line) const
    {
        return m_lines[line].contains(QLatin1String("// ")) && !m_lines[line].contains(QLatin1String("// NOLINT"));
    }
    bool isComment(qsizetype line) const
    {
        return endsWithComment(line) && m_lines[line].trimmed().startsWith(QLatin1Char('/'));
    }
    QString codeOf(const Declaration& declaration) const
    {
        return m_text.code().mid(declaration.begin, declaration.end - declaration.begin);
    }
    qsizetype lineOf(qsizetype offset) const { return m_text.code().left(offset).count(QLatin1Char('\n')); }
    const Declaration* outerOf(const Declaration& declaration) const
    {
        return declaration.outer < 0 ? nullptr : &m_text.declarations()[declaration.outer];
    }

    CppText m_text;
    QStringList m_lines;
};

// Of the library; some rows name a source, which nobody includes, or a test.
bool isPublic(const QString& path)
{
    return path.endsWith(QLatin1String(".h")) && !path.startsWith(QLatin1String("tests/"));
}

}  // namespace

class HeadersDocumentedTest : public QObject {
    Q_OBJECT

private slots:
    void whatHeadersDeclareIsExplained_data()
    {
        QTest::addColumn<QString>("header");
        QSet<QString> seen;
        for (const ApiMapRow& row : apiMapRows()) {
            if (isPublic(row.header) && !seen.contains(row.header))
                QTest::newRow(qPrintable(row.header)) << row.header;
            seen << row.header;
        }
        QVERIFY(seen.size() > 50);
    }
    void whatHeadersDeclareIsExplained()
    {
        QFETCH(const QString, header);
        const QStringList undocumented = Header(contentOf(header)).undocumented();
        QVERIFY2(undocumented.isEmpty(), qPrintable(undocumented.join(QLatin1String(", "))));
    }

    void whatIsNotExplainedIsFound_data()
    {
        QTest::addColumn<QString>("header");
        QTest::addColumn<QStringList>("undocumented");
        const auto row = [](const char* name, const char* header, const QStringList& undocumented = {}) {
            QTest::newRow(name) << QString::fromLatin1(header) << undocumented;
        };
        row("nothing", "void f();\n\nclass C {\npublic:\n    void g();\n};\nenum class E { A };\n",
            {QStringLiteral("line 1: f"), QStringLiteral("line 3: C"), QStringLiteral("line 5: g"),
             QStringLiteral("line 7: E")});
        row("above", "// Does it.\n[[nodiscard]] int f();\n");
        row("at its end",
            "int f();  // seconds\nint g(int a,\n      int b);  // seconds\nstruct S {  // none\n    int a;\n};\n");
        row("in a group", "// Both.\nint f();\ntemplate <class T>\nint g()\n{\n\n    return 1;\n}\nint h();\n");
        row("at the end of another of its group", "int f();  // seconds\nint g();\n", {QStringLiteral("line 2: g")});
        row("above another group", "// This.\nint f();\n\nint g();\n", {QStringLiteral("line 4: g")});
        row("above, for the linter", "// NOLINTNEXTLINE(a-check)\nint f();\n", {QStringLiteral("line 2: f")});
        row("for the linter", "template <class T>\n// NOLINTNEXTLINE(a-check)\nint f();\n",
            {QStringLiteral("line 1: f")});
        row("within a body", "inline int f()\n{\n    return 1;  // second\n}\n", {QStringLiteral("line 1: f")});
        row("of data", "struct S {\n    int a;  // seconds\n};\nstruct T {\n    int a;\n};\n",
            {QStringLiteral("line 4: T")});
        row("of data and more", "struct S {\n    int a;  // seconds\n    void f();\n};\n",
            {QStringLiteral("line 1: S"), QStringLiteral("line 3: f")});
        row("by the class",
            "// One may stop() it.\nclass C {\npublic:\n    C();\n    ~C();\n    void stop();\n\n    void start();\n"
            "    int a() const;\n    int& b() { return m_b; }\n    enum class E { A };\n"
            "    bool operator==(const C&) const;\n    void of() override;\nprivate:\n    void c();\n};\n",
            {QStringLiteral("line 8: start")});
        row("by nobody for others",
            "namespace detail {\nvoid f();\n}\ntemplate <>\nstruct S<int> {\n    void g();\n};\n"
            "void C::h() {}\nclass D;\n");
    }
    void whatIsNotExplainedIsFound()
    {
        QFETCH(const QString, header);
        QTEST(Header(header).undocumented(), "undocumented");
    }
};

QTEST_GUILESS_MAIN(HeadersDocumentedTest)
#include "headers_documented_test.moc"
