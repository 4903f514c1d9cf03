// Who is sent which module, and how often: the responder of a master and forwarders below it, with children that the test
// plays itself.
#include "core/io/profile.h"
#include "core/modules/forwarder.h"
#include "core/modules/master_modules.h"
#include "core/wire/pickle.h"
#include "tests/support/temp_dir.h"
#include "tests/support/traces.h"
#include "tests/unit/routing_support.h"

#include <QTest>

#include <algorithm>
#include <optional>
#include <unistd.h>

using namespace rz;
using namespace rz::modules;
using test::RawPeer;

namespace {

wire::FrameHeader header(ContextId from, ContextId to, Handle handle, std::string_view payload,
                         Handle replyTo = NoHandle)
{
    return {.dstId = to,
            .srcId = from,
            .authId = from,
            .handle = handle,
            .replyTo = replyTo,
            .length = static_cast<std::uint32_t>(payload.size())};
}

}  // namespace

class ModulesServingTest : public QObject {
    Q_OBJECT

private:
    // A child asks for a module by name.
    static void ask(RawPeer& child, ContextId from, ContextId to, std::string_view name, Handle replyTo = NoHandle)
    {
        child.sends(header(from, to, wire::GetModule, name, replyTo), name);
    }
    // All modules that have arrived at `child` of `parent`: "name", or "-name" where there is none.
    QStringList arrived(RawPeer& child, ContextId self, ContextId parent)
    {
        if (!child.settled(*m_tree->broker, self, parent))
            return {QStringLiteral("not settled")};
        QStringList names;
        while (const auto frame = child.receives(*m_tree->broker, Duration::zero())) {
            if (frame->header.handle == wire::LoadModule) {
                const auto head = moduleHead(frame->payload);
                names << QString::fromStdString(head ? (head->present ? "" : "-") + head->name : "bad");
            }
        }
        return names;
    }
    // Until the answer that is still under way has come.
    QStringList answers(RawPeer& child, ContextId self, ContextId parent, qsizetype count)
    {
        QStringList names;
        m_tree->until([&] {
            names += arrived(child, self, parent);
            return names.size() >= count;
        });
        return names;
    }
    ModuleForwarder& addForwarder(test::Node& node, bool parentRepeats = true, std::size_t maxCache = 1 << 20)
    {
        m_forwarders.push_back(std::make_unique<ModuleForwarder>(*node.router, parentRepeats, maxCache));
        if (!m_forwarders.back()->start())
            throw std::runtime_error("the handles are taken");
        return *m_forwarders.back();
    }
    routing::RouterStats stats() { return m_tree->master().router->getStats(); }

    std::optional<test::TempDir> m_directory;
    std::optional<test::Tree> m_tree;
    std::unique_ptr<MasterModules> m_modules;
    std::vector<std::unique_ptr<ModuleForwarder>> m_forwarders;

private slots:
    void init()
    {
        m_directory.emplace();
        m_directory->makeDirectory("p");
        m_directory->write("p/__init__.py", "from . import a\n");
        m_directory->write("p/a.py", "import other\n");
        m_directory->write("p/data", "content");
        m_directory->write("other.py", "x = 1  # !mitogen: minify_safe\n");
        m_tree.emplace();
        m_modules = std::move(*MasterModules::create(*m_tree->master().router, {m_directory->path()}));
    }
    void cleanup()
    {
        m_forwarders.clear();
        m_modules.reset();
        m_tree.reset();
        m_directory.reset();
    }

    void aMasterSendsEachModuleOnce();
    void whatIsNoNameIsAnsweredAndForgotten();
    void anotherChildIsSentThemAgain();
    void theLoopTurnsWhileAModuleIsPrepared();
    void tooManyQuestionsAreAnsweredAtOnce();
    void resourcesAreAnsweredEachTime();
    void aForwarderAsksOnceForAllItsChildren();
    void aForwarderThatLetGoOfAModuleAsksAnew();
    void twoForwardersInARowRepeat();
    void aPythonParentIsNeverAskedTwice();
    void whoHasLeftItsParentSaysThatThereIsNone();
    void oneChildCannotUseUpTheQuestionsOfAnother();
    void namesAskedForInVainAreNotKeptForEver();
    void whatWasLetGoIsNotSentTwice();
    void forwardModuleSendsWhatIsKept();
    void modulesAreForwardedBeforeTheyAreAskedFor();
    void whatIsProvidedGoesToNativeChildren();
    void strangersMayNotAskOrLoad();
    void aProfiledWorkerLeavesATrace();  // last: it cannot be switched off
};

void ModulesServingTest::aMasterSendsEachModuleOnce()
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

void ModulesServingTest::whatIsNoNameIsAnsweredAndForgotten()
{
    RawPeer child = m_tree->addRawChild(m_tree->master(), ContextId{1});
    for (int i = 0; i < 3; ++i)
        ask(child, ContextId{1}, MasterId, "../p");
    ask(child, ContextId{1}, MasterId, "\xff.");
    QCOMPARE(arrived(child, ContextId{1}, MasterId).size(), qsizetype{4});
    QCOMPARE(stats().badLoadModuleCount, std::uint64_t{4});
    QVERIFY(m_modules->responder().served().empty());
}

void ModulesServingTest::anotherChildIsSentThemAgain()
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
void ModulesServingTest::theLoopTurnsWhileAModuleIsPrepared()
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

void ModulesServingTest::tooManyQuestionsAreAnsweredAtOnce()
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

void ModulesServingTest::resourcesAreAnsweredEachTime()
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

void ModulesServingTest::aForwarderAsksOnceForAllItsChildren()
{
    test::Node& agent = m_tree->addChild(m_tree->master());
    addForwarder(agent);
    RawPeer first = m_tree->addRawChild(agent, ContextId{101});
    RawPeer second = m_tree->addRawChild(agent, ContextId{102});
    for (int i = 0; i < 3; ++i) {
        ask(first, ContextId{101}, agent.id(), "p");
        ask(second, ContextId{102}, agent.id(), "p");
    }
    QCOMPARE(answers(first, ContextId{101}, agent.id(), 2), (QStringList{"p.a", "p"}));
    QCOMPARE(answers(second, ContextId{102}, agent.id(), 2), (QStringList{"p.a", "p"}));
    ask(second, ContextId{102}, agent.id(), "none");
    QCOMPARE(answers(second, ContextId{102}, agent.id(), 1), QStringList{"-none"});
    ask(first, ContextId{101}, agent.id(), "none");
    QCOMPARE(answers(first, ContextId{101}, agent.id(), 1), QStringList{"-none"});
    QCOMPARE(stats().getModuleCount, std::uint64_t{2});
}

void ModulesServingTest::aForwarderThatLetGoOfAModuleAsksAnew()
{
    test::Node& agent = m_tree->addChild(m_tree->master());
    addForwarder(agent, true, 1);
    for (const std::uint32_t number : {101U, 102U, 103U}) {
        RawPeer child = m_tree->addRawChild(agent, ContextId{number});
        for (const char* const name : {"other", "p.a"}) {
            ask(child, ContextId{number}, agent.id(), name);
            QVERIFY(answers(child, ContextId{number}, agent.id(), 1).contains(QString::fromLatin1(name)));
        }
    }
    QVERIFY(stats().getModuleCount > 2);
}

void ModulesServingTest::twoForwardersInARowRepeat()
{
    const std::vector<test::Node*> agents = m_tree->addChain(m_tree->master(), 2);
    addForwarder(*agents[0]);
    addForwarder(*agents[1], true, 1);
    const ContextId parent = agents[1]->id();
    for (const std::uint32_t number : {101U, 102U}) {
        RawPeer child = m_tree->addRawChild(*agents[1], ContextId{number});
        for (const char* const name : {"other", "p.a"}) {
            ask(child, ContextId{number}, parent, name);
            QVERIFY(answers(child, ContextId{number}, parent, 1).contains(QString::fromLatin1(name)));
        }
    }
    // The upper one kept them all.
    QVERIFY(stats().getModuleCount <= 2);
}

void ModulesServingTest::aPythonParentIsNeverAskedTwice()
{
    auto [agent, parent] = m_tree->addRawParent(ContextId{7}, {MasterId});
    addForwarder(*agent, false, 1);
    int asked = 0;
    for (const std::uint32_t number : {101U, 102U}) {
        RawPeer child = m_tree->addRawChild(*agent, ContextId{number});
        for (const char* const name : {"one", "two"}) {
            ask(child, ContextId{number}, agent->id(), name);
            if (number == 101) {
                std::optional<wire::Frame> question;
                do
                    question = parent.receives(*m_tree->broker);
                while (question && question->header.handle != wire::GetModule);
                QVERIFY(question && question->payload.view() == name && question->header.replyTo == NoHandle);
                ++asked;
                const ModuleImage image{
                    .name = name, .submodules = {}, .path = "x", .source = Bytes("s"), .related = {}};
                const std::string answer = encode(image)->flat().toString();
                parent.sends(header(MasterId, agent->id(), wire::LoadModule, answer), answer);
            }
            QCOMPARE(answers(child, ContextId{number}, agent->id(), 1), QStringList{QString::fromLatin1(name)});
        }
    }
    QCOMPARE(asked, 2);
}

void ModulesServingTest::whoHasLeftItsParentSaysThatThereIsNone()
{
    auto [agent, parent] = m_tree->addRawParent(ContextId{7}, {MasterId});
    ModuleForwarder& forwarder = addForwarder(*agent);
    RawPeer child = m_tree->addRawChild(*agent, ContextId{101});
    const auto askForData = [&, &agent = agent](const char* package) {
        const std::string question = encode(ResourceName{package, "data"})->flat().toString();
        child.sends(header(ContextId{101}, agent->id(), wire::GetResource, question), question);
    };
    std::vector<bool> own;
    const auto get = [&] {
        forwarder.get("mitogen", [&own](const Payload& got) { own.push_back(bool(moduleSource(got))); });
    };
    // The next answers: "-name" or "-package/resource" where there is none.
    const auto told = [&](qsizetype count) {
        QStringList names;
        while (names.size() < count) {
            const auto frame = child.receives(*m_tree->broker);
            if (!frame)
                break;
            if (const auto head = moduleHead(frame->payload); head && frame->header.handle == wire::LoadModule)
                names << QString::fromStdString((head->present ? "" : "-") + head->name);
            if (frame->header.handle != wire::LoadResource)
                continue;
            const auto values = wire::unpickleAll(frame->payload);
            const ResourceName name = *loadedResource(frame->payload);
            names << QString::fromStdString((values->back().is<None>() ? "-" : "") + name.package + '/' +
                                            name.resource);
        }
        names.sort();
        return names;
    };
    // It has something, and waits for more.
    forwarder.provide("kept", *encodePlain("kept", Bytes("text")));
    ask(child, ContextId{101}, agent->id(), "p");
    askForData("p");
    get();
    QCOMPARE(arrived(child, ContextId{101}, agent->id()), QStringList());
    agent->router->leaveTree();
    agent->router->parentStream()->disconnect(Error(ErrorKind::Channel, "test"));
    QCOMPARE(told(2), (QStringList{"-p", "-p/data"}));
    QCOMPARE(own, std::vector<bool>{false});
    ask(child, ContextId{101}, agent->id(), "q");
    askForData("q");
    get();
    QCOMPARE(told(2), (QStringList{"-q", "-q/data"}));
    QCOMPARE(own, (std::vector<bool>{false, false}));
    ask(child, ContextId{101}, agent->id(), "kept");
    QCOMPARE(told(1), QStringList{"kept"});
}

void ModulesServingTest::oneChildCannotUseUpTheQuestionsOfAnother()
{
    auto [agent, parent] = m_tree->addRawParent(ContextId{7}, {MasterId});
    addForwarder(*agent, false);
    RawPeer greedy = m_tree->addRawChild(*agent, ContextId{101});
    RawPeer modest = m_tree->addRawChild(*agent, ContextId{102});
    // The parent answers none of them.
    std::size_t passedOn = 0;
    const auto drain = [&, &parent = parent] {
        const std::vector<Handle> handles = parent.takes();
        passedOn += static_cast<std::size_t>(std::ranges::count(handles, wire::GetModule));
    };
    for (std::size_t i = 0; i <= ModuleForwarder::MaxWaiting; ++i) {
        const std::string name = "none" + std::to_string(i);
        greedy.offers(header(ContextId{101}, agent->id(), wire::GetModule, name), name);
    }
    QVERIFY(m_tree->until([&] {
        drain();
        return greedy.pushes();
    }));
    QCOMPARE(answers(greedy, ContextId{101}, agent->id(), 1),
             QStringList{"-none" + QString::number(ModuleForwarder::MaxWaiting)});
    drain();
    QCOMPARE(passedOn, ModuleForwarder::MaxWaiting);
    ask(modest, ContextId{102}, agent->id(), "wanted");
    QCOMPARE(arrived(modest, ContextId{102}, agent->id()), QStringList());
    drain();
    QCOMPARE(passedOn, ModuleForwarder::MaxWaiting + 1);
}

void ModulesServingTest::namesAskedForInVainAreNotKeptForEver()
{
    auto [agent, parent] = m_tree->addRawParent(ContextId{7}, {MasterId});
    addForwarder(*agent, false);
    RawPeer child = m_tree->addRawChild(*agent, ContextId{101});
    std::size_t passedOn = 0;
    std::size_t answered = 0;
    const auto turn = [&, &agent = agent, &parent = parent] {
        while (const auto frame = parent.receives(*m_tree->broker, Duration::zero())) {
            if (frame->header.handle != wire::GetModule)
                continue;
            ++passedOn;
            const std::string answer = encodeAbsence(frame->payload.view())->flat().toString();
            parent.offers(header(MasterId, agent->id(), wire::LoadModule, answer), answer);
        }
        static_cast<void>(parent.pushes());
        const std::vector<Handle> handles = child.takes();
        answered += static_cast<std::size_t>(std::ranges::count(handles, wire::LoadModule));
    };
    std::size_t asked = 0;
    while (asked <= ModuleForwarder::MaxAsked) {
        for (std::size_t i = 0; i < ModuleForwarder::MaxWaiting / 2; ++i) {
            const std::string name = "none" + std::to_string(asked++);
            child.offers(header(ContextId{101}, agent->id(), wire::GetModule, name), name);
        }
        QVERIFY(m_tree->until([&] {
            turn();
            return child.pushes() && answered == asked;
        }));
    }
    QCOMPARE(passedOn, ModuleForwarder::MaxAsked);
}

void ModulesServingTest::whatWasLetGoIsNotSentTwice()
{
    auto [agent, parent] = m_tree->addRawParent(ContextId{7}, {MasterId});
    constexpr std::size_t RoomForTwo = 1500;
    addForwarder(*agent, true, RoomForTwo);
    RawPeer child = m_tree->addRawChild(*agent, ContextId{101});
    const auto load = [&, &agent = agent, &parent = parent](const std::string& name, std::vector<std::string> related) {
        ModuleImage image{
            .name = name, .submodules = {}, .path = "x", .source = Bytes("s"), .related = std::move(related)};
        const std::string answer = encode(image)->flat().toString();
        parent.sends(header(MasterId, agent->id(), wire::LoadModule, answer), answer);
    };
    for (const char* const name : {"first", "second", "third"}) {
        ask(child, ContextId{101}, agent->id(), name);
        load(name, {});
        QCOMPARE(answers(child, ContextId{101}, agent->id(), 1), QStringList{QString::fromLatin1(name)});
    }
    ask(child, ContextId{101}, agent->id(), "last");
    load("first", {});
    load("last", {"first"});
    QCOMPARE(answers(child, ContextId{101}, agent->id(), 1), QStringList{"last"});
}

void ModulesServingTest::forwardModuleSendsWhatIsKept()
{
    auto [agent, parent] = m_tree->addRawParent(ContextId{7}, {MasterId});
    addForwarder(*agent);
    RawPeer child = m_tree->addRawChild(*agent, ContextId{101});
    const auto says = [&, &agent = agent, &parent = parent](Handle handle, const std::string& payload) {
        parent.sends(header(MasterId, agent->id(), handle, payload), payload);
    };
    for (const char* const name : {"first", "second"}) {
        ModuleImage image{.name = name, .submodules = {}, .path = "x", .source = Bytes("s"), .related = {"first"}};
        says(wire::LoadModule, encode(image)->flat().toString());
    }
    // Malformed ones, and those for others, do no harm.
    for (const std::string& wrong : {std::string("second"), std::string("101"), std::string("x\0second", 8),
                                     std::string("101\0none", 8), std::string("999\0second", 10), std::string()})
        says(wire::ForwardModule, wrong);
    says(wire::LoadModule, "nonsense");
    says(wire::ForwardModule, std::string("101\0second", 10));
    says(wire::ForwardModule, std::string("101\0second", 10));
    QVERIFY(parent.settled(*m_tree->broker, MasterId, agent->id()));
    QCOMPARE(answers(child, ContextId{101}, agent->id(), 2), (QStringList{"first", "second"}));
}

void ModulesServingTest::modulesAreForwardedBeforeTheyAreAskedFor()
{
    const std::vector<test::Node*> agents = m_tree->addChain(m_tree->master(), 2);
    addForwarder(*agents[0]);
    addForwarder(*agents[1]);
    const ContextId parent = agents[1]->id();
    const ContextId deep = m_tree->allocate(*agents[1]);  // or it would not be announced
    RawPeer child = m_tree->addRawChild(*agents[1], deep);
    RawPeer sibling = m_tree->addRawChild(m_tree->master(), ContextId{102});
    QVERIFY(child.settled(*m_tree->broker, deep, MasterId));
    const std::vector<std::string> names{"p.a", "none", "../x", "p.a"};
    m_modules->responder().forwardModules(deep, names);
    m_modules->responder().forwardModules(ContextId{999}, names);
    QCOMPARE(answers(child, deep, parent, 3), (QStringList{"p.a", "p", "-none"}));
    // Each is on its way once, also if it is asked for or forwarded later.
    m_modules->responder().forwardModules(deep, names);
    ask(child, deep, parent, "p.a");
    QCOMPARE(answers(child, deep, parent, 0), QStringList());
    QCOMPARE(stats().getModuleCount, std::uint64_t{0});

    m_modules->responder().forwardModules(ContextId{102}, std::vector<std::string>{"other"});
    QCOMPARE(answers(sibling, ContextId{102}, MasterId, 1), QStringList{"other"});
}

void ModulesServingTest::whatIsProvidedGoesToNativeChildren()
{
    auto [agent, parent] = m_tree->addRawParent(ContextId{7}, {MasterId});
    ModuleForwarder& forwarder = addForwarder(*agent, false);
    forwarder.provide("mitogen", *encodePlain("mitogen", Bytes("text")));
    Payload got;
    forwarder.get("mitogen", [&got](const Payload& loadModule) { got = loadModule; });
    const auto source = moduleSource(got);
    QVERIFY(source && !source->compressed && source->text.view() == "text");
    RawPeer native = m_tree->addRawChild(*agent, ContextId{101});
    ask(native, ContextId{101}, agent->id(), "mitogen");
    QCOMPARE(arrived(native, ContextId{101}, agent->id()), QStringList{"mitogen"});
    RawPeer python = m_tree->addRawChild(*agent, ContextId{102}, {.native = false});
    ask(python, ContextId{102}, agent->id(), "mitogen");
    QCOMPARE(arrived(python, ContextId{102}, agent->id()), QStringList{"-mitogen"});
}

void ModulesServingTest::strangersMayNotAskOrLoad()
{
    test::Node& agent = m_tree->addChild(m_tree->master());
    addForwarder(agent);
    RawPeer child = m_tree->addRawChild(agent, ContextId{101});
    // Not of its parent, but straight of the master.
    child.sends(header(ContextId{101}, MasterId, wire::GetModule, "p"), "p");
    const ModuleImage forged{.name = "p", .submodules = {}, .path = "x", .source = Bytes("s"), .related = {}};
    const std::string load = encode(forged)->flat().toString();
    child.sends(header(ContextId{101}, agent.id(), wire::LoadModule, load), load);
    QCOMPARE(arrived(child, ContextId{101}, agent.id()), QStringList());
    QCOMPARE(stats().getModuleCount, std::uint64_t{0});
    ask(child, ContextId{101}, agent.id(), "p");
    QCOMPARE(answers(child, ContextId{101}, agent.id(), 2), (QStringList{"p.a", "p"}));
}

void ModulesServingTest::aProfiledWorkerLeavesATrace()
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

QTEST_GUILESS_MAIN(ModulesServingTest)
#include "modules_serving_test.moc"
