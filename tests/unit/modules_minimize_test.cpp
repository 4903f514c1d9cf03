// minimizeSource and scanImports on what is easily got wrong; the whole standard library is in tests/interop.
#include "core/modules/import_scan.h"
#include "core/modules/minimize.h"

#include <QTest>

using namespace rz::modules;

class ModulesMinimizeTest : public QObject {
    Q_OBJECT

private slots:
    void commentsAndDocstringsGo_data();
    void commentsAndDocstringsGo();
    void whatCannotBeTakenApartStays_data();
    void whatCannotBeTakenApartStays();
    void everyPieceOfASourceIsTakenOrLeft();
    void theMarkIsAComment();
    void importsAreFound_data();
    void importsAreFound();
};

void ModulesMinimizeTest::commentsAndDocstringsGo_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<QByteArray>("minimized");
    const auto row = [](const char* name, const char* source, const char* minimized) {
        QTest::newRow(name) << QByteArray(source) << QByteArray(minimized);
    };
    row("nothing", "", "");
    row("the first two lines", "#!/usr/bin/python\n# coding\n# gone\nx = 1  # gone\n",
        "#!/usr/bin/python\n# coding\n\nx = 1\n");
    row("module docstring", "\n\n\"\"\"a\nb\"\"\"\nfrom __future__ import x\n", "\n\n\n\nfrom __future__ import x\n");
    row("function", "def f(a):\n    '''doc\n    doc'''\n    return a\n", "def f(a):\n\n\n return a\n");
    row("only a docstring", "class A:\n    'doc'\nx = 1\n", "class A:\n pass\nx = 1\n");
    row("only one, over lines", "def f():\n    '''a\n    b'''", "def f():\n pass\n");
    row("joined strings", "def f():\n  'a' 'b' # c\n  x\n", "def f():\n\n x\n");
    row("async", "async def f():\n  'a'\n", "async def f():\n pass\n");
    row("not a docstring", "if x:\n  'a'\ndef f():\n  b'a'\n", "if x:\n 'a'\ndef f():\n b'a'\n");
    row("f-string", "def f():\n  f'a'\n", "def f():\n f'a'\n");
    row("used string", "def f():\n  'a'.g()\n  'b'; x\n", "def f():\n 'a'.g()\n 'b'; x\n");
    row("on the header's line", "def f(): 'a'\n", "def f(): 'a'\n");
    row("comment in brackets", "\n\nx = (1, # one\n     2)\n", "\n\nx = (1,\n2)\n");
    row("hash in a string", "\n\nx = '#' # y\n", "\n\nx = '#'\n");
    row("string in an f-string", "\n\nx = f\"{a[\"#\"]:{'}'}#}\" # y\n", "\n\nx = f\"{a[\"#\"]:{'}'}#}\"\n");
    row("braces that are none", "\n\nx = f'{{#' # y\n", "\n\nx = f'{{#'\n");
    row("escapes", "\n\nx = '\\'#' r'\\'#' # y\n", "\n\nx = '\\'#' r'\\'#'\n");
    row("continued", "\n\nx = 1 + \\\n    2 # y\n", "\n\nx = 1 +\\\n2\n");
    row("tabs", "if x:\n\tif y:\n\t\tz\n        w\n", "if x:\n if y:\n  z\n w\n");
    row("carriage returns", "\r\n\r\nx # y\r\nz\r\n", "\r\n\r\nx\r\nz\r\n");
    row("trailing blanks", "x  \n  \ny", "x\n\ny");
}

void ModulesMinimizeTest::commentsAndDocstringsGo()
{
    QFETCH(const QByteArray, source);
    QFETCH(const QByteArray, minimized);
    QCOMPARE(QByteArray::fromStdString(minimizeSource(source.toStdString())), minimized);
}

void ModulesMinimizeTest::whatCannotBeTakenApartStays_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::newRow("open string") << QByteArray("x = 'a # b\n");
    QTest::newRow("open long string") << QByteArray("x = '''a # b\n");
    QTest::newRow("open bracket") << QByteArray("x = ( # b\n");
    QTest::newRow("closed bracket") << QByteArray("x = ) # b\n");
    QTest::newRow("indentation") << QByteArray("if x:\n    y\n  z # b\n");
    QTest::newRow("zero") << QByteArray("x # b\n\0", 7);
    QTest::newRow("open field") << QByteArray("x = f'{a' # b\n");
    QTest::newRow("deep fields") << QByteArray("f'{").repeated(50'000);
}

void ModulesMinimizeTest::whatCannotBeTakenApartStays()
{
    QFETCH(const QByteArray, source);
    QCOMPARE(QByteArray::fromStdString(minimizeSource(source.toStdString())), source);
}

// Cut anywhere, a source is still one or it is not.
void ModulesMinimizeTest::everyPieceOfASourceIsTakenOrLeft()
{
    const std::string source =
        "def f(a):\n  '''d'''\n  return f\"{a['x']:>{w}}\" + rb'\\'' # c\nclass A(B): # d\n\t\"\"\"e\n\"\"\"\n";
    for (std::size_t begin = 0; begin < source.size(); ++begin) {
        for (std::size_t end = begin; end <= source.size(); ++end) {
            const std::string piece = source.substr(begin, end - begin);
            const auto lines = [](const std::string& text) { return std::ranges::count(text, '\n'); };
            QCOMPARE(lines(minimizeSource(piece)), lines(piece));
        }
    }
}

void ModulesMinimizeTest::theMarkIsAComment()
{
    QVERIFY(isMinifySafe("x\n# !mitogen: minify_safe\n"));
    QVERIFY(isMinifySafe("x\t#!mitogen:minify_safe\n"));
    QVERIFY(!isMinifySafe("x = '# !mitogen: minify'\n"));
    QVERIFY(!isMinifySafe("x#!mitogen: minify_safe\n"));
    QVERIFY(!isMinifySafe(""));
}

void ModulesMinimizeTest::importsAreFound_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<QByteArray>("imports");
    const auto row = [](const char* name, const char* source, const char* imports) {
        QTest::newRow(name) << QByteArray(source) << QByteArray(imports);
    };
    row("plain", "import a, b.c as d\n", "a b.c");
    row("from", "from a.b import c as d, e\n", "a.b a.b.c a.b.e");
    row("in brackets", "from a import (b, # c\n  d,\n)\n", "a a.b a.d");
    row("all", "from a import *\n", "a");
    row("relative", "from . import x\nfrom .y import z\nfrom .. import w\n", "p p.q p.q.x p.q.y p.q.y.z p.w");
    row("beyond the top", "from ..... import x\n", "");
    row("guarded", "try:\n  import a\nexcept ImportError: import b\nif c: x; import d\n", "a b d");
    row("in a function", "def f():\n  import a\n  if x:\n    import b\nimport c\n", "c");
    row("in a class", "class A:\n  import a\nimport c\n", "c");
    row("in a string", "'''\nimport a\n'''\n", "");
    row("no names", "import\nfrom\nfrom x\nimport 1 /\nfrom a import\n", "a");
}

void ModulesMinimizeTest::importsAreFound()
{
    QFETCH(const QByteArray, source);
    QFETCH(const QByteArray, imports);
    QByteArrayList found;
    for (const std::string& name : scanImports(source.toStdString(), "p.q.r", false))
        found << QByteArray::fromStdString(name);
    QCOMPARE(found.join(' '), imports);
}

QTEST_GUILESS_MAIN(ModulesMinimizeTest)
#include "modules_minimize_test.moc"
