// What a message costs in allocations: none where it is only passed on.
#include "tests/unit/routing_support.h"

#include <QTest>

#include <cstdlib>
#include <new>

namespace {

// Of the thread that drives the tree: Qt Test has one of its own.
thread_local bool counting = false;
thread_local std::size_t allocations = 0;

void* allocate(std::size_t size)
{
    if (counting)
        ++allocations;
    void* const memory = std::malloc(size);
    if (memory == nullptr)
        throw std::bad_alloc();
    return memory;
}

}  // namespace

// NOLINTBEGIN(misc-new-delete-overloads): those of alignments and sizes come down to these.
void* operator new(std::size_t size)
{
    return allocate(size);
}
void* operator new[](std::size_t size)
{
    return allocate(size);
}
void operator delete(void* memory) noexcept
{
    std::free(memory);
}
void operator delete[](void* memory) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept
{
    std::free(memory);
}
// NOLINTEND(misc-new-delete-overloads)

using namespace rz;
using namespace rz::test;

namespace {

constexpr ContextId Source{1};
constexpr ContextId Sink{2};
constexpr int Burst = 200;

wire::FrameHeader frame(ContextId to, Handle handle, Handle replyTo = NoHandle)
{
    return {.magic = wire::Magic::Mgc,
            .dstId = to,
            .srcId = Source,
            .authId = Source,
            .handle = handle,
            .replyTo = replyTo,
            .length = 0};
}

}  // namespace

class RoutingAllocationTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_tree = std::make_unique<Tree>();
        m_source = std::make_unique<RawPeer>(m_tree->addRawChild(m_tree->master(), Source));
        m_sink = std::make_unique<RawPeer>(m_tree->addRawChild(m_tree->master(), Sink));
    }
    void cleanup()
    {
        m_source.reset();
        m_sink.reset();
        m_tree.reset();
    }

    void passingMessagesOnAllocatesNothing_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {0, 64, 400})
            QTest::addRow("%d bytes", size) << size;
    }
    void passingMessagesOnAllocatesNothing()
    {
        QFETCH(const int, size);
        const std::string payload(static_cast<std::size_t>(size), 'x');
        const auto burst = [&] {
            for (int i = 0; i < Burst; ++i)
                m_source->offers(frame(Sink, Handle{1000}), payload);
            if (!m_source->pushes())
                return ~std::size_t{0};
            const std::size_t count = allocationsOfDraining();
            return m_sink->takes().size() == Burst ? count : ~std::size_t{0};
        };
        QVERIFY(burst() != ~std::size_t{0});  // the first fills what is kept
        for (int i = 0; i < 20; ++i)
            QCOMPARE(burst(), std::size_t{0});
    }

    // Whatever waits does so in the memory it was read into.
    void whatWaitsCostsAllocationsByTheChunkOnly()
    {
        constexpr std::size_t Bursts = 20;  // less than what flow control stops
        const std::string payload(400, 'x');
        std::size_t count = 0;
        for (std::size_t i = 0; i < Bursts; ++i) {
            for (int j = 0; j < Burst; ++j)
                m_source->offers(frame(Sink, Handle{1000}), payload);
            QVERIFY(m_source->pushes());
            count += allocationsOfDraining();
        }
        const std::size_t bytes = Bursts * Burst * (wire::FrameHeader::Size + payload.size());
        QVERIFY2(count < bytes / 16'384, QByteArray::number(count).constData());
    }

    void aCallIsAnsweredWithFewAllocations()
    {
        constexpr std::size_t Calls = 100;
        const std::string call = rpc::Call::byName("rhizome.identity").encode()->flat().toString();
        const auto calls = [&] {
            for (std::size_t i = 0; i < Calls; ++i)
                m_source->offers(frame(MasterId, wire::CallFunction, Handle{1000}), call);
            const bool pushed = m_source->pushes();
            const std::size_t count = allocationsOfDraining();
            return pushed && m_source->takes().size() == Calls ? count : ~std::size_t{0};
        };
        QVERIFY(calls() != ~std::size_t{0});
        const std::size_t each = calls() / Calls;
        QVERIFY2(each <= 5, QByteArray::number(each).constData());
    }

private:
    std::size_t allocationsOfDraining()
    {
        allocations = 0;
        counting = true;
        m_tree->drain();
        counting = false;
        return allocations;
    }

    std::unique_ptr<Tree> m_tree;
    std::unique_ptr<RawPeer> m_source;
    std::unique_ptr<RawPeer> m_sink;
};

QTEST_GUILESS_MAIN(RoutingAllocationTest)
#include "routing_allocation_test.moc"
