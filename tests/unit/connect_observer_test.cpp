// What the observer of a connection is told, and above all: nothing after its end.
#include "core/connect/connector.h"
#include "tests/support/test_master.h"

#include <QTest>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

namespace {

// Goes on talking when it has failed already, as one may that works on another thread.
class Talkative final : public Opener {
public:
    std::string_view method() const override { return "ssh"; }
    std::unique_ptr<Opening> open(const Hop&, io::Broker&, OpenHost& host) override
    {
        host.beginStep("connect");
        host.failed(Error(ErrorKind::Stream, "no way"));
        host.beginStep("late");
        host.note("late");
        host.output("late");
        return std::make_unique<Opening>();
    }
};

// Prints a lot at once.
class Printing final : public Opener {
public:
    std::string_view method() const override { return "ssh"; }
    std::unique_ptr<Opening> open(const Hop&, io::Broker& broker, OpenHost& host) override
    {
        host.beginStep("connect");
        for (int i = 0; i < Lines; ++i)
            host.output("a line");
        m_end = broker.after(Duration::zero(), [&host] { host.failed(Error(ErrorKind::Stream, "no way")); });
        return std::make_unique<Opening>();
    }

    static constexpr int Lines = 1000;

private:
    io::Timer m_end;
};

class Told final : public ConnectObserver {
public:
    bool done() const { return m_result.has_value(); }
    const Result<Connected>& result() const { return *m_result; }
    int afterEnd() const { return m_afterEnd; }
    int changes() const { return m_changes; }
    const Story& story() const { return m_story; }

private:
    void storyChanged(const Story& story) override
    {
        m_story = story;
        ++m_changes;
        m_afterEnd += done() ? 1 : 0;
    }
    void finished(const Result<Connected>& result, const Story&) override
    {
        m_afterEnd += done() ? 1 : 0;
        m_result = result;
    }

    Story m_story;
    std::optional<Result<Connected>> m_result;
    int m_afterEnd = 0;
    int m_changes = 0;
};

Hop anywhere()
{
    Hop hop{.method = "ssh", .options = {}};
    hop.options.set("hostname", "anywhere");
    return hop;
}

}  // namespace

class ConnectObserverTest : public QObject {
    Q_OBJECT

private slots:
    void nothingIsToldAfterTheEnd()
    {
        TestMaster master;
        master.connector().addOpener(std::make_unique<Talkative>());
        Told told;
        const Connector::Handle handle = master.connector().connect(anywhere(), {}, told);
        QVERIFY(master.until([&] { return told.done(); }));
        QVERIFY(!told.result());
        QCOMPARE(told.afterEnd(), 0);
        QCOMPARE(told.story().steps.size(), std::size_t{1});
        QCOMPARE(told.story().steps.front().name, std::string("connect"));
    }

    // Each time the whole story is copied.
    void whatIsPrintedAtOnceIsToldAtOnce()
    {
        TestMaster master;
        master.connector().addOpener(std::make_unique<Printing>());
        Told told;
        const Connector::Handle handle = master.connector().connect(anywhere(), {}, told);
        QVERIFY(master.until([&] { return told.done(); }));
        QCOMPARE(told.story().printed, std::size_t{Printing::Lines});
        QVERIFY2(told.changes() < 10, qPrintable(QString::number(told.changes())));
    }

    // The call of the context in between ends later, as cancelled, and must not find what is gone.
    void aConnectorMayEndBeforeTheContextItHasAsked()
    {
        TestMaster master;
        const ContextId between = master.local();
        Told told;
        {
            Connector connector(Connector::Parts{
                .router = master.router(), .ids = master.ids(), .agents = master.agents(), .remoteName = "test"});
            const Connector::Handle handle = connector.connect({.method = "local", .options = {}}, between, told);
            QVERIFY(master.until([&] { return !told.story().steps.empty(); }));
            QVERIFY(!told.done());
        }
        const rpc::Context context = master.context(between);
        QVERIFY(context.tryCall(rpc::Call::byName("rhizome.identity")).has_value());
        QVERIFY(!told.done() || !told.result());
    }
};

QTEST_GUILESS_MAIN(ConnectObserverTest)
#include "connect_observer_test.moc"
