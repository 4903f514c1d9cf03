// What a master sends to those who ask it for modules, and how often.
#include "core/io/profile.h"
#include "core/modules/responder.h"
#include "core/wire/pickle.h"
#include "tests/support/traces.h"
#include "tests/unit/module_tree.h"

#include <QTest>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <unistd.h>

using namespace rz;
using namespace rz::modules;
using test::header;
using test::RawPeer;

class ModulesResponderTest : public QObject, private test::ModuleTree {
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup() { end(); }

    void aMasterSendsEachModuleOnce();
    void whatIsNoNameIsAnsweredAndForgotten();
    void anotherChildIsSentThemAgain();
    void theLoopTurnsWhileAModuleIsPrepared();
    void tooManyQuestionsAreAnsweredAtOnce();
    void resourcesAreAnsweredEachTime();
    void aProfiledWorkerLeavesATrace();  // last: it cannot be switched off
};

void ModulesResponderTest::aMasterSendsEachModuleOnce()
{
    RawPeer child = m_tree->addRawChild(m_tree->master(), ContextId{1});
    ask(child, ContextId{1}, MasterId, "p");
    // `other` is another package, which may be there by itself.
    QCOMPARE(answers(child, ContextId{1}, MasterId, 2), (QStringList{"p.a", "p"}));
    ask(child, ContextId{1}, MasterId, "p.a");
    ask(child, ContextId{1}, MasterId, "p");
    QCOMPARE(arrived(child, ContextId{1}, MasterId), QStringList());
    ask(child, ContextId{1}, MasterId, "other");
    ask(child, ContextId{1}, MasterId, "none");
    QCOMPARE(answers(child, ContextId{1}, MasterId, 2), (QStringList{"other", "-none"}));
    ask(child, ContextId{1}, MasterId, "p", wire::LoadModule);
    QCOMPARE(answers(child, ContextId{1}, MasterId, 1), QStringList{"p"});
    QCOMPARE(stats().getModuleCount, std::uint64_t{6});
    QCOMPARE(stats().goodLoadModuleCount, std::uint64_t{4});
    QCOMPARE(stats().badLoadModuleCount, std::uint64_t{1});
    QVERIFY(stats().goodLoadModuleSize > 100 && stats().getModuleSecs > 0);
    QVERIFY(stats().minifySecs > 0);  // of `other`, which asks for it
    const ModuleResponder& responder = m_modules->responder();
    const std::deque<ServedModule>& served = responder.served();
    QCOMPARE(served.size(), std::size_t{5});
    QVERIFY(served.front().name == "p.a" && served.front().to == ContextId{1} && served.front().size > 0);
    QVERIFY(!served.at(3).present);
}

void ModulesResponderTest::whatIsNoNameIsAnsweredAndForgotten()
{
    RawPeer child = m_tree->addRawChild(m_tree->master(), ContextId{1});
    for (int i = 0; i < 3; ++i)
        ask(child, ContextId{1}, MasterId, "../p");
    ask(child, ContextId{1}, MasterId, "\xff.");
    QCOMPARE(arrived(child, ContextId{1}, MasterId).size(), qsizetype{4});
    QCOMPARE(stats().badLoadModuleCount, std::uint64_t{4});
    QVERIFY(m_modules->responder().served().empty());
}

void ModulesResponderTest::anotherChildIsSentThemAgain()
{
    for (const std::uint32_t number : {1U, 2U}) {
        RawPeer child = m_tree->addRawChild(m_tree->master(), ContextId{number});
        ask(child, ContextId{number}, MasterId, "p");
        QCOMPARE(answers(child, ContextId{number}, MasterId, 2), (QStringList{"p.a", "p"}));
    }
    // Also one that comes under the id of one that went.
    m_tree->until([&] { return m_tree->master().router->getStreams().empty(); });
    RawPeer again = m_tree->addRawChild(m_tree->master(), ContextId{1});
    ask(again, ContextId{1}, MasterId, "p");
    QCOMPARE(answers(again, ContextId{1}, MasterId, 2), (QStringList{"p.a", "p"}));
}

// What takes long to prepare: a table that is hard to compress.
void ModulesResponderTest::theLoopTurnsWhileAModuleIsPrepared()
{
    std::string source = "x = [\n";
    for (std::uint32_t i = 0, number = 1; i < 1'000'000; ++i, number = number * 1664525 + 1013904223)
        source += std::to_string(number >> 8) + ",\n";
    m_directory->write("large.py", source + "]\n");
    RawPeer child = m_tree->addRawChild(m_tree->master(), ContextId{1});
    RawPeer other = m_tree->addRawChild(m_tree->master(), ContextId{2});
    ask(child, ContextId{1}, MasterId, "large");
    ask(child, ContextId{1}, MasterId, "large");
    ask(child, ContextId{1}, MasterId, "p.a");
    ask(other, ContextId{2}, MasterId, "large");
    other.close();
    // The answer to a ping overtakes it.
    QCOMPARE(arrived(child, ContextId{1}, MasterId), QStringList());
    QCOMPARE(answers(child, ContextId{1}, MasterId, 3), (QStringList{"large", "p", "p.a"}));
    QCOMPARE(arrived(child, ContextId{1}, MasterId), QStringList());
    QCOMPARE(m_modules->responder().served().size(), std::size_t{3});  // none for who has gone
    // What is under way when the master ends is given up.
    m_directory->write("large.py", source + "2]\n");
    ask(child, ContextId{1}, MasterId, "large", wire::LoadModule);
    QCOMPARE(arrived(child, ContextId{1}, MasterId), QStringList());
    m_modules.reset();
    QCOMPARE(arrived(child, ContextId{1}, MasterId), QStringList());
}

void ModulesResponderTest::tooManyQuestionsAreAnsweredAtOnce()
{
    RawPeer child = m_tree->addRawChild(m_tree->master(), ContextId{1});
    const std::size_t tooMany = ModuleResponder::MaxWaiting + 1;
    for (std::size_t i = 0; i < tooMany; ++i) {
        const std::string name = "none" + std::to_string(i);
        child.offers(header(ContextId{1}, MasterId, wire::GetModule, name), name);
    }
    QVERIFY(m_tree->until([&] { return child.pushes(); }));
    // None is forgotten, whichever of them were too many.
    QCOMPARE(answers(child, ContextId{1}, MasterId, static_cast<qsizetype>(tooMany)).size(),
             static_cast<qsizetype>(tooMany));
}

void ModulesResponderTest::resourcesAreAnsweredEachTime()
{
    RawPeer child = m_tree->addRawChild(m_tree->master(), ContextId{1});
    const auto content = [&](const ResourceName& name) -> std::string {
        const std::string question = encode(name)->flat().toString();
        child.sends(header(ContextId{1}, MasterId, wire::GetResource, question), question);
        const auto answer = child.receives(*m_tree->broker);
        if (!answer || answer->header.handle != wire::LoadResource || *loadedResource(answer->payload) != name)
            return "no answer";
        const auto values = wire::unpickleAll(answer->payload);
        return values->back().is<Bytes>() ? values->back().as<Bytes>()->toString() : "none";
    };
    QCOMPARE(content({"p", "data"}), "content");
    QCOMPARE(content({"p", "data"}), "content");
    for (const char* const name : {"", "none", "../other.py", "/etc/passwd"})
        QCOMPARE(content({"p", name}), "none");
    QCOMPARE(content({"\xff", "\xfe"}), "none");
}

void ModulesResponderTest::aProfiledWorkerLeavesATrace()
{
    io::enableProfiling();
    RawPeer child = m_tree->addRawChild(m_tree->master(), ContextId{101});
    ask(child, ContextId{101}, MasterId, "other");
    QCOMPARE(answers(child, ContextId{101}, MasterId, 1), QStringList{"other"});
    m_modules.reset();
    const test::Trace trace = test::traceOf(test::tracesOf(::getpid()), "modules");
    QVERIFY(trace.whole);
    QCOMPARE(trace.spans, QStringList{"other"});
}

QTEST_GUILESS_MAIN(ModulesResponderTest)
#include "modules_responder_test.moc"
