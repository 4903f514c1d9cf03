#include "tests/unit/cpp_text.h"
#include "tests/unit/cpp_uses.h"

#include <QString>
#include <QStringList>
#include <QTest>

#include <algorithm>

using namespace rz::test;

class CppTextTest : public QObject {
    Q_OBJECT

private slots:
    void whatIsDeclaredIsTold()
    {
        const CppText text(QStringLiteral("#define Macro(x) x\n"
                                          "// class Comment {};\n"
                                          "/* void alsoComment(); */\n"
                                          "class Forward;\n"
                                          "enum class Fruit : int { Apple, Pear = 2 };\n"
                                          "struct Basket : Base {\n"
                                          "    explicit Basket(int parameter) : m_count{parameter} { called(); }\n"
                                          "    Result<std::map<int, Fruit>> fruits(std::span<int> some = {}) const;\n"
                                          "    static Basket& of() { return local(\"text\"); }\n"
                                          "    template <auto Fn>\n"
                                          "        requires Good<Fn>\n"
                                          "    int pick() const;\n"
                                          "    const Weight weight{Initial};\n"
                                          "    int count = initial();\n"
                                          "};\n"
                                          "using Basketful = Basket;\n"
                                          "template <class T> concept Good = Better<T>;\n"));
        for (const char* const name :
             {"Fruit", "Apple", "Pear", "Basket", "fruits", "of", "pick", "weight", "count", "Basketful", "Good"})
            QVERIFY2(text.declared().contains(QLatin1String(name)), name);
        for (const char* const name : {"Macro", "Comment", "alsoComment", "Forward", "parameter", "called", "some",
                                       "local", "Initial", "initial", "Better", "Weight", "text", "m_count", "map"})
            QVERIFY2(!text.declared().contains(QLatin1String(name)), name);
        QVERIFY(text.identifiers().contains(QStringLiteral("local")));
        QVERIFY(!text.identifiers().contains(QStringLiteral("text")));
        QCOMPARE(text.strings(), QStringList{QStringLiteral("text")});
    }

    void whatADeclarationIsIsTold_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("told");
        const auto row = [](const char* name, const char* code, const char* told) {
            QTest::newRow(name) << QString::fromLatin1(code) << QString::fromLatin1(told);
        };
        row("a function", "int f(std::function<void(int)> g = {}) { if (g) { g(1); } return 2; }", "function .f {}");
        row("members", "class C {\n    int a();\nprotected:\n    void b() {}\npublic:\n    int c = 1;\n};",
            "type .C {}, private function C.a, protected function C.b {}, other C.c");
        row("slots",
            "class C : public QObject {\n    Q_OBJECT\nprivate slots:\n    void a();\nprivate:\n    void b();\n};",
            "type .C {}, private slot C.a, private function C.b");
        row("initialisers of members",
            "struct S {\n    S() : m_a{1}, m_b(2), m_c{}\n    {\n        f();\n    }\n    int m_a;\n};",
            "type .S {}, function S.S {}, other S.m_a");
        row("operators",
            "bool operator<(A, A);\nstruct S {\n    S& operator=(S&&) = default;\n    int operator()(int) const;\n};",
            "function .operator<, type .S {}, function S.operator=, function S.operator()");
        row("what templates require",
            "template <class T>\n    requires requires(T t) { t.f(); }\nauto f(T t) -> B<T> { return t; }",
            "function .f {}");
        row("variables", "const std::map<int, A> a{{1, {}}};\nconst auto b = [](int c) { return c < 2; };\nint c;",
            "other .a {}, other .b {}, other .c");
        row("in namespaces", "namespace a::b {\nnamespace {\nvoid f();\n}\n}\nvoid a::b::C::g() {}",
            "function a::b.f, function .g {}");
        row("nothing for others",
            "class A;\nusing B::c;\nstruct S {\n    friend class A;\n    friend B<A>;\n};\nstatic_assert(f());",
            "type .S {}");
    }
    void whatADeclarationIsIsTold()
    {
        using enum CppText::Declaration::Kind;
        using enum CppText::Declaration::Access;
        QFETCH(const QString, code);
        const CppText text(code);
        QStringList told;
        for (const CppText::Declaration& declaration : text.declarations()) {
            const char* const access = declaration.access == Private     ? "private "
                                       : declaration.access == Protected ? "protected "
                                                                         : "";
            const char* const kind = declaration.isSlot             ? "slot "
                                     : declaration.kind == Type     ? "type "
                                     : declaration.kind == Function ? "function "
                                                                    : "other ";
            const QString outer =
                declaration.outer < 0 ? declaration.scopes : text.declarations()[declaration.outer].name;
            told << QLatin1String(access) + QLatin1String(kind) + outer + QLatin1Char('.') + declaration.name +
                        QLatin1String(declaration.body < declaration.end ? " {}" : "");
        }
        QTEST(told.join(QLatin1String(", ")), "told");
    }

    void whereADeclarationIsIsTold()
    {
        const QString code =
            QStringLiteral("// before it {\nint f(int a)\n{\n    return a + \"}\"[0];  /* }\n */\n}\nint g;\n");
        const CppText text(code);
        QCOMPARE(text.code().size(), code.size());
        QCOMPARE(text.code().count(QLatin1Char('\n')), code.count(QLatin1Char('\n')));
        QCOMPARE(text.declarations().size(), 2);
        const auto& f = text.declarations().first();
        QCOMPARE(code.mid(f.begin, f.body - f.begin), QStringLiteral("int f(int a)\n"));
        QCOMPARE(code.mid(f.end), QStringLiteral("\nint g;\n"));
        QCOMPARE(text.strings(f.body, f.end), QStringList{QStringLiteral("}")});
        QVERIFY(text.identifiers(f.body, f.end).contains(QStringLiteral("a")));
        QVERIFY(!text.identifiers(f.body, f.end).contains(QStringLiteral("f")));
        QCOMPARE(text.strings(f.end, code.size()), QStringList());
    }

    void whatAFunctionReachesIsUsed_data()
    {
        QTest::addColumn<QString>("function");
        QTest::addColumn<QStringList>("used");
        QTest::addColumn<QStringList>("unused");
        const auto row = [](const char* function, const QString& used, const QString& unused) {
            QTest::newRow(function) << QString::fromLatin1(function) << used.split(QLatin1Char(' '))
                                    << unused.split(QLatin1Char(' '));
        };
        row("direct", QStringLiteral("One Base"), QStringLiteral("Two Three Four Five Six Seven \"text\""));
        row("deep", QStringLiteral("Two \"text\""), QStringLiteral("One Three Four Five Six Seven \"tex\""));
        row("byMember", QStringLiteral("Three"), QStringLiteral("One Two Four Five Six Seven"));
        row("byType", QStringLiteral("Four Five"), QStringLiteral("One Two Three Six Seven"));
        row("outside", QStringLiteral("Six"), QStringLiteral("One Two Three Four Five Seven"));
        row("namesAnother", QStringLiteral("Seven"), QStringLiteral("One Two Three Four Five Six"));
    }
    void whatAFunctionReachesIsUsed()
    {
        const CppText text(QStringLiteral("void shallow() { Two(); }\n"
                                          "void helper() { shallow(); say(\"a text\"); helper(); }\n"
                                          "class Helper : Four {\n"
                                          "    void calledByOthers() override { Five(); }\n"
                                          "};\n"
                                          "class Test : Base {\n"
                                          "    Q_OBJECT\n"
                                          "private slots:\n"
                                          "    void direct() { One(); }  // Two\n"
                                          "    void deep() { helper(); }\n"
                                          "    void byMember() { m_three->run(); }\n"
                                          "    void byType() { Helper(); }\n"
                                          "    void outside();\n"
                                          "    void namesAnother() { Seven(&Test::deep, direct); }\n"
                                          "private:\n"
                                          "    std::unique_ptr<Three> m_three;\n"
                                          "};\n"
                                          "void Test::outside()\n"
                                          "{\n"
                                          "    Six();\n"
                                          "}\n"));
        QFETCH(const QString, function);
        QFETCH(const QStringList, used);
        QFETCH(const QStringList, unused);
        const auto& all = text.declarations();
        const auto found = std::ranges::find_if(
            all, [&function](const auto& declaration) { return declaration.isSlot && declaration.name == function; });
        QVERIFY(found != all.end());
        const CppUses uses(text, {static_cast<int>(found - all.begin())});
        for (const QString& name : used)
            QVERIFY2(uses.has(name), qPrintable(name));
        for (const QString& name : unused)
            QVERIFY2(!uses.has(name), qPrintable(name));
    }
};

QTEST_GUILESS_MAIN(CppTextTest)
#include "cpp_text_test.moc"
