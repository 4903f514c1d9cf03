// Where modules are found, which of them are served, and in what form.
#include "core/modules/catalog.h"
#include "core/modules/main_module.h"
#include "core/modules/mitogen_package.h"
#include "core/modules/module_messages.h"
#include "core/modules/module_name.h"
#include "core/modules/python_path.h"
#include "core/modules/source_text.h"
#include "core/wire/pickle.h"
#include "tests/support/log_keeper.h"
#include "tests/support/temp_dir.h"

#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace rz;
using namespace rz::modules;

class ModulesCatalogTest : public QObject {
    Q_OBJECT

private:
    ModuleFinder finder() const { return ModuleFinder({m_directory->path()}); }
    void write(const char* name, const char* content) { m_directory->write(name, content); }

    std::optional<test::TempDir> m_directory;

private slots:
    void init() { m_directory.emplace(); }

    void namesThatCouldLeaveThePathAreNone_data();
    void namesThatCouldLeaveThePathAreNone();
    void modulesAndPackagesAreFound();
    void anEarlierDirectoryWins();
    void onlyRegularFilesOfAPackageAreResources();
    void relatedModulesAreThoseThatExist();
    void whatComesAlongDoesNotNameItsOwn();
    void aChangedFileIsPreparedAnew();
    void policiesCoverWholeNames();
    void aProgramIsServedWithoutItsMain();
    void aProgramThatWouldRunIsRefusedAndSaid();
    void sourcesAreSentInUtf8_data();
    void sourcesAreSentInUtf8();
    void aMissingMitogenIsToldWithTheRemedy();
    void relativePartsOfAPathAreLeftOut();
};

void ModulesCatalogTest::namesThatCouldLeaveThePathAreNone_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char* const name :
         {"", ".", "..", "a..b", ".a", "a.", "../a", "a/b", "/a", "a b", "1a", "a-b", "a\n", "a:b"})
        QTest::addRow("<%s>", name) << QByteArray(name);
    QTest::newRow("zero") << QByteArray("a\0b", 3);
    QTest::newRow("long") << QByteArray(201, 'a');
    QTest::newRow("deep") << QByteArray("a.").repeated(300) + "a";
}

void ModulesCatalogTest::namesThatCouldLeaveThePathAreNone()
{
    QFETCH(const QByteArray, name);
    QVERIFY(!isModuleName({name.data(), static_cast<std::size_t>(name.size())}));
    QVERIFY(isModuleName("a._b1.C"));
    QVERIFY(isModuleName(std::string(200, 'a')));
}

void ModulesCatalogTest::modulesAndPackagesAreFound()
{
    m_directory->makeDirectory("p");
    m_directory->makeDirectory("p/q");
    m_directory->makeDirectory("loose");
    m_directory->makeDirectory("other");
    for (const char* const file : {"p/__init__.py", "p/b.py", "p/a.py", "p/c.abi3.so", "p/q/__init__.py",
                                   "p/no-name.py", "p/data.txt", "loose/x.py", "other/x.txt"})
        write(file, "");
    QVERIFY(::mkfifo(m_directory->file("pipe.py").c_str(), 0600) == 0);
    const auto package = finder().find("p");
    QVERIFY(package && package->package);
    QCOMPARE(package->submodules, (std::vector<std::string>{"a", "b", "c", "q"}));
    QVERIFY(finder().find("p.a") && !finder().find("p.a")->package);
    QVERIFY(finder().find("p.q")->package);
    const auto loose = finder().find("loose");
    QVERIFY(loose && loose->package && loose->path.empty());
    QCOMPARE(ModuleFinder::read(*loose).value(), "");
    for (const char* const name : {"p.c", "p.data", "other", "pipe", "none", "p.q.x"})
        QVERIFY2(!finder().find(name), name);
}

void ModulesCatalogTest::anEarlierDirectoryWins()
{
    m_directory->makeDirectory("first");
    m_directory->makeDirectory("second");
    write("first/m.py", "1");
    write("second/m.py", "2");
    const ModuleFinder both({m_directory->file("first"), m_directory->file("second")});
    QCOMPARE(ModuleFinder::read(*both.find("m")).value(), "1");
}

void ModulesCatalogTest::onlyRegularFilesOfAPackageAreResources()
{
    m_directory->makeDirectory("p");
    m_directory->makeDirectory("p/d");
    write("p/__init__.py", "");
    write("p/d/x", "inside");
    write("x", "outside");
    QCOMPARE(finder().resource("p", "d/x").value(), "inside");
    for (const char* const name : {"", "d", "../x", "d/../../x", "/etc/passwd", "none", "d//x", "./d/x"})
        QVERIFY2(!finder().resource("p", name), name);
    QVERIFY(!finder().resource("none", "x"));
    QVERIFY(!finder().resource("..", "x"));
}

void ModulesCatalogTest::relatedModulesAreThoseThatExist()
{
    m_directory->makeDirectory("p");
    write("p/__init__.py", "from p import a\n");
    write("p/a.py", "import os, other, mitogen.core\nfrom . import b, name\n");
    write("p/b.py", "def f():\n  import never\nimport p.a\n");
    write("other.py", "");
    write("never.py", "");
    const ModuleFinder found = finder();
    ModuleCatalog catalog(found, {});
    QCOMPARE(catalog.get("p").related, (std::vector<std::string>{"other", "p.a", "p.b"}));
    QCOMPARE(catalog.get("p.b").related, (std::vector<std::string>{"other", "p", "p.a"}));
    QVERIFY(catalog.get("p").present && !catalog.get("none").present);
    const auto head = moduleHead(catalog.get("p").loadModule);
    QVERIFY(head && head->present && head->name == "p");
    QCOMPARE(head->related, catalog.get("p").related);
    QVERIFY(!moduleHead(catalog.get("none").loadModule)->present);
}

void ModulesCatalogTest::whatComesAlongDoesNotNameItsOwn()
{
    m_directory->makeDirectory("p");
    write("p/__init__.py", "from . import a\n");
    write("p/a.py", "from . import b\n");
    write("p/b.py", "");
    const ModuleFinder found = finder();
    ModuleCatalog catalog(found, {});
    const auto answer = [&catalog](const std::string& name, const std::stop_token& stop = {}) {
        QStringList modules;
        catalog.answer(name, {}, stop, [&modules](const PreparedModule& module) {
            const auto head = moduleHead(module.loadModule);
            QString text = QString::fromStdString(head->name);
            for (const std::string& related : head->related)
                text += QStringLiteral(" > ") + QString::fromStdString(related);
            modules << text;
        });
        return modules;
    };
    QCOMPARE(answer("p"), (QStringList{"p.a", "p.b", "p > p.a > p.b"}));
    QCOMPARE(answer("p.a"), (QStringList{"p", "p.b", "p.a > p > p.b"}));
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(answer("p", stop.get_token()), QStringList());
}

void ModulesCatalogTest::aChangedFileIsPreparedAnew()
{
    write("m.py", "x = 1\n");
    const ModuleFinder found = finder();
    ModuleCatalog catalog(found, {});
    const Bytes before = catalog.get("m").loadModule;
    QCOMPARE(catalog.get("m").loadModule.data(), before.data());
    write("m.py", "x = 1234\n");
    QVERIFY(catalog.get("m").loadModule != before);
    ::unlink(m_directory->file("m.py").c_str());
    QVERIFY(!catalog.get("m").present);
}

void ModulesCatalogTest::policiesCoverWholeNames()
{
    const rpc::ImportPolicy blocking{.overrides = {}, .blocks = {"a.b"}};
    QVERIFY(!permits(blocking, "a.b") && !permits(blocking, "a.b.c"));
    QVERIFY(permits(blocking, "a.bc") && permits(blocking, "a"));
    const rpc::ImportPolicy choosing{.overrides = {"a.b"}, .blocks = {"a.b.d"}};
    QVERIFY(permits(choosing, "a.b.c") && permits(choosing, "a") && permits(choosing, "mitogen.parent"));
    QVERIFY(!permits(choosing, "a.bc") && !permits(choosing, "c") && !permits(choosing, "a.b.d"));
    QVERIFY(!permits({}, "builtins") && !permits({}, "org.python"));
}

void ModulesCatalogTest::aProgramIsServedWithoutItsMain()
{
    QCOMPARE(neutralizedMain("x\nif __name__ == '__main__':\n  y\n").value(), "x\n");
    QCOMPARE(neutralizedMain("x\nif  __name__==\"__main__\" :\n").value(), "x\n");
    QCOMPARE(neutralizedMain("@mitogen.main()\ndef main(r): pass\n").value(), "@mitogen.main()\ndef main(r): pass\n");
    QVERIFY(!neutralizedMain("x\n"));
    QVERIFY(!neutralizedMain("  if __name__ == '__main__':\n"));
    write("program.py", "import m\ndef f(): pass\nif __name__ == '__main__':\n  run()\n");
    write("m.py", "");
    const ModuleFinder found = finder();
    ModuleCatalog catalog(found, {.policy = {}, .mainPath = m_directory->file("program.py")});
    QVERIFY(catalog.get("__main__").present);
    QCOMPARE(catalog.get("__main__").related, std::vector<std::string>{"m"});
    ModuleCatalog without(found, {});
    QVERIFY(!without.get("__main__").present);
}

void ModulesCatalogTest::aProgramThatWouldRunIsRefusedAndSaid()
{
    write("program.py", "def f(): pass\nrun()\n");
    const std::string path = m_directory->file("program.py");
    test::LogKeeper logs;
    const ModuleFinder found = finder();
    ModuleCatalog catalog(found, {.policy = {}, .mainPath = path}, Log(logs, "rhizome"));
    QVERIFY(!catalog.get("__main__").present);
    QVERIFY(!catalog.get("__main__").present);
    QCOMPARE(logs.records().size(), std::size_t{1});
    QVERIFY(logs.records()[0].level == LogLevel::Error);
    QVERIFY(logs.contains(path));
    // Another file is another answer.
    write("program.py", "def f(): pass\nif __name__ == '__main__':\n  run()\n");
    QVERIFY(catalog.get("__main__").present);
}

void ModulesCatalogTest::sourcesAreSentInUtf8_data()
{
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<QByteArray>("sent");
    const auto row = [](const char* name, const QByteArray& given, const QByteArray& sent) {
        QTest::newRow(name) << given << sent;
    };
    const auto same = [&row](const char* name, const QByteArray& text) { row(name, text, text); };
    row("a mark", "\xef\xbb\xbfx = 1\n", "x = 1\n");
    row("latin-1", "# -*- coding: latin-1 -*-\nx = '\xe9'\n", "# -*- coding: utf-8 -*-\nx = '\xc3\xa9'\n");
    row("in the second line", "#!/usr/bin/python\r\n# vim: fileencoding=ISO_8859_1 :\nx = '\xe9'\n",
        "#!/usr/bin/python\r\n# vim: fileencoding=utf-8 :\nx = '\xc3\xa9'\n");
    row("another alphabet", "#coding=cp1251\n# \xcf\n", "#coding=utf-8\n# \xd0\x9f\n");
    same("nothing", "");
    same("no word of it", "x = 'gr\xc3\xbc\xc3\x9f'\n");
    same("UTF-8", "# coding: UTF_8\nx = '\xc3\xa9'\n");
    same("in the third line", "#\n#\n# coding: latin-1\n\xe9");
    same("below a statement", "x = 1\n# coding: latin-1\n\xe9");
    same("in a text", "x = '# coding: latin-1 \xe9'\n");
    same("one that nobody knows", "# coding: klingon\n\xe9");
    same("bytes that are not of it", "# coding: ascii\n\xe9");
    same("no name", "# coding:\n# coding: -*-");
}

void ModulesCatalogTest::sourcesAreSentInUtf8()
{
    QFETCH(const QByteArray, given);
    QFETCH(const QByteArray, sent);
    QCOMPARE(QByteArray::fromStdString(utf8Source(given.toStdString())), sent);
}

void ModulesCatalogTest::aMissingMitogenIsToldWithTheRemedy()
{
    const ModuleFinder found = finder();
    std::optional<Error> error;
    bool tagsFrames = false;
    const auto get = [&] {
        MitogenPackage(found).get([&](Result<rpc::PythonCore> core) {
            error = core ? std::nullopt : std::optional(core.error());
            tagsFrames = core && core->tagsFrames;
        });
    };
    get();
    QCOMPARE(error->text(), "there is no Mitogen on this machine");
    QVERIFY(error->kind() == ErrorKind::Stream &&
            error->details().fix.find("apt install python3-mitogen") != std::string::npos);
    m_directory->makeDirectory("mitogen");
    write("mitogen/__init__.py", "x\n__version__ = (0, 3, 52)\n");
    write("mitogen/core.py", "something else\n");
    get();
    QVERIFY(error->text().ends_with("is not the core of Mitogen"));
    write("mitogen/core.py", "x\nclass ExternalContext(object):\n  pass\n");
    get();
    QVERIFY(!error && !tagsFrames);
    write("mitogen/core.py", "ENC_BIN = 0x4d4b\nclass ExternalContext(object):\n  pass\n");
    get();
    QVERIFY(!error && tagsFrames);
    QCOMPARE(rpc::versionIn("x\n__version__ = (0, 3, 52)\n"), "(0, 3, 52)");
    QCOMPARE(rpc::versionIn("x\n__version__ = (0, 3, 'dev')\n"), "(0, 3, 'dev')");
    QCOMPARE(rpc::versionIn("\n__version__ = (open('/x'))\n"), "()");
    QCOMPARE(rpc::versionIn("\n__version__ = (1"), "()");
}

void ModulesCatalogTest::relativePartsOfAPathAreLeftOut()
{
    QCOMPARE(splitPath("/a:b::/c/d:.:"), (std::vector<std::string>{"/a", "/c/d"}));
    QCOMPARE(splitPath(""), std::vector<std::string>());
}

QTEST_GUILESS_MAIN(ModulesCatalogTest)
#include "modules_catalog_test.moc"
