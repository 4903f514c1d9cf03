// Who is sent which module by the forwarders between a master and those who ask, and how often.
#include "core/modules/forwarder.h"
#include "core/modules/responder.h"
#include "core/wire/pickle.h"
#include "tests/unit/module_tree.h"

#include <QTest>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace rz;
using namespace rz::modules;
using test::header;
using test::RawPeer;

class ModulesForwarderTest : public QObject, private test::ModuleTree {
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup()
    {
        m_forwarders.clear();
        end();
    }

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

private:
    ModuleForwarder& addForwarder(test::Node& node, bool parentRepeats = true, std::size_t maxCache = 1 << 20)
    {
        m_forwarders.push_back(std::make_unique<ModuleForwarder>(*node.router, parentRepeats, maxCache));
        if (!m_forwarders.back()->start())
            throw std::runtime_error("the handles are taken");
        return *m_forwarders.back();
    }

    std::vector<std::unique_ptr<ModuleForwarder>> m_forwarders;
};

void ModulesForwarderTest::aForwarderAsksOnceForAllItsChildren()
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

void ModulesForwarderTest::aForwarderThatLetGoOfAModuleAsksAnew()
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

void ModulesForwarderTest::twoForwardersInARowRepeat()
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

void ModulesForwarderTest::aPythonParentIsNeverAskedTwice()
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

void ModulesForwarderTest::whoHasLeftItsParentSaysThatThereIsNone()
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

void ModulesForwarderTest::oneChildCannotUseUpTheQuestionsOfAnother()
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

void ModulesForwarderTest::namesAskedForInVainAreNotKeptForEver()
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

void ModulesForwarderTest::whatWasLetGoIsNotSentTwice()
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

void ModulesForwarderTest::forwardModuleSendsWhatIsKept()
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

void ModulesForwarderTest::modulesAreForwardedBeforeTheyAreAskedFor()
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

void ModulesForwarderTest::whatIsProvidedGoesToNativeChildren()
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

void ModulesForwarderTest::strangersMayNotAskOrLoad()
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

QTEST_GUILESS_MAIN(ModulesForwarderTest)
#include "modules_forwarder_test.moc"
