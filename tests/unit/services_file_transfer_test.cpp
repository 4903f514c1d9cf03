// FileService: transfers to children that the test plays; how much of them is under way, whose turn it is, and what ends one.
#include "core/rpc/service_request.h"
#include "core/services/file_service.h"
#include "core/wire/pickle.h"
#include "tests/unit/file_service_tree.h"

#include <QTest>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

using namespace rz;
using namespace rz::test;
using services::FileService;

namespace {

constexpr Handle Answers{2001};

// What a fetching child of the test has been told.
struct Told {
    std::vector<std::string> answers;  // "size N", or the text of an error
    std::vector<std::size_t> chunks;
    std::string content;
    int ends = 0;
};

}  // namespace

class ServicesFileTransferTest : public QObject, private FileServiceTree {
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup() { end(); }

    void noMoreThanTheWindowIsUnderWay();
    void oneTransferGoesAfterTheOther();
    void aFileThatGrowsIsCutAndOneThatShrinksIsTold();
    void tooManyTransfersAreRefused();
    void whoIsGoneHoldsNothing();
    void whoIsSilentLetsOthersHaveTheirTurn();
    void newerPythonsGetRawChunks();
    void theEndOfThePoolEndsTransfers();

private:
    static void send(RawPeer& child, ContextId self, const char* method, Dict kwargs)
    {
        const auto payload = rpc::encodeServiceCall(FileService::Name, method, std::move(kwargs))->flat();
        child.sends({.dstId = MasterId,
                     .srcId = self,
                     .authId = self,
                     .handle = wire::CallService,
                     .replyTo = Answers,
                     .length = static_cast<std::uint32_t>(payload.size())},
                    payload.view());
    }
    static void fetch(RawPeer& child, ContextId self, const std::string& path)
    {
        send(child, self, "fetch", dict({{"path", path}, {"sender", SenderRef{self, Chunks}}}));
    }
    static void acknowledge(RawPeer& child, ContextId self, std::int64_t size)
    {
        send(child, self, "acknowledge", dict({{"size", size}}));
    }
    // Until the child has been told what `enough` waits for, and nothing more comes.
    bool until(RawPeer& child, ContextId self, Told& told, const std::function<bool()>& enough)
    {
        const auto take = [&] {
            while (const auto frame = child.receives(*m_tree->broker, Duration::zero()))
                note(*frame, told);
        };
        const bool came = m_tree->until([&] {
            take();
            return enough();
        });
        const bool quiet = child.settled(*m_tree->broker, self, MasterId);
        take();
        return came && quiet;
    }
    static void note(const wire::Frame& frame, Told& told)
    {
        if (frame.header.handle == Chunks && frame.header.replyTo == wire::IsDead) {
            ++told.ends;
        } else if (frame.header.handle == Chunks) {
            const bool raw = frame.header.magic == wire::Magic::Bin;
            const Value value = raw ? Value(Blob{frame.payload}) : *wire::unpickle(frame.payload);
            const std::string_view chunk = value.as<Blob>()->data.view();
            told.chunks.push_back(chunk.size());
            told.content += chunk;
        } else if (frame.header.handle == Answers && frame.header.replyTo != wire::IsDead) {
            const Value value = *wire::unpickle(frame.payload);
            told.answers.push_back(value.is<Dict>() ? repr(*value.as<Dict>()->find("size"))
                                                    : value.as<CallErrorValue>()->text);
        }
    }
};

void ServicesFileTransferTest::noMoreThanTheWindowIsUnderWay()
{
    const ContextId self = m_tree->allocate(m_tree->master());
    RawPeer child = m_tree->addRawChild(m_tree->master(), self);
    const std::string content = pattern(3 * 1024 * 1024);
    const std::string path = m_directory->write("file", content);
    m_files->registerPath(path);
    Told told;
    fetch(child, self, path);
    // Below 1 MiB one more may go.
    QVERIFY(until(child, self, told, [&] { return told.chunks.size() == 9; }));
    QCOMPARE(told.answers, std::vector<std::string>{"3145728"});
    QCOMPARE(told.chunks, std::vector<std::size_t>(9, FileService::ChunkSize));
    acknowledge(child, self, static_cast<std::int64_t>(FileService::ChunkSize));
    QVERIFY(until(child, self, told, [&] { return told.chunks.size() == 10; }));
    QCOMPARE(told.chunks.size(), std::size_t{10});
    // What was not sent is not acknowledged.
    acknowledge(child, self, -1);
    acknowledge(child, self, 1LL << 40);
    QVERIFY(until(child, self, told, [&] { return told.chunks.size() == 19; }));
    QCOMPARE(told.chunks.size(), std::size_t{19});
    QCOMPARE(told.ends, 0);
    acknowledge(child, self, 1LL << 40);
    QVERIFY(until(child, self, told, [&] { return told.ends == 1; }));
    QVERIFY(told.content == content);
    acknowledge(child, self, 1LL << 40);
    QVERIFY(allClosed());
}

void ServicesFileTransferTest::oneTransferGoesAfterTheOther()
{
    const ContextId self = m_tree->allocate(m_tree->master());
    RawPeer child = m_tree->addRawChild(m_tree->master(), self);
    const std::string large = pattern(2 * 1024 * 1024);
    m_files->registerPath(m_directory->write("large", large));
    m_files->registerPath(m_directory->write("small", "small"));
    Told told;
    fetch(child, self, m_directory->file("large"));
    QVERIFY(until(child, self, told, [&] { return told.chunks.size() == 9; }));
    fetch(child, self, m_directory->file("small"));
    QVERIFY(until(child, self, told, [&] { return told.answers.size() == 2; }));
    QCOMPARE(told.chunks.size(), std::size_t{9});
    acknowledge(child, self, 1LL << 40);
    QVERIFY(until(child, self, told, [&] { return told.ends == 2; }));
    QVERIFY(told.content == large + "small");
}

void ServicesFileTransferTest::aFileThatGrowsIsCutAndOneThatShrinksIsTold()
{
    const ContextId self = m_tree->allocate(m_tree->master());
    RawPeer child = m_tree->addRawChild(m_tree->master(), self);
    const std::string content = pattern(2 * 1024 * 1024);
    const std::string path = m_directory->write("file", content);
    m_files->registerPath(path);
    Told grown;
    fetch(child, self, path);
    QVERIFY(until(child, self, grown, [&] { return grown.chunks.size() == 9; }));
    const UniqueFd file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
    QVERIFY(::write(file.get(), content.data(), content.size()) == static_cast<ssize_t>(content.size()));
    for (int i = 0; i < 2; ++i)
        acknowledge(child, self, 1LL << 40);
    QVERIFY(until(child, self, grown, [&] { return grown.ends == 1; }));
    QVERIFY(grown.content == content);
    acknowledge(child, self, 1LL << 40);
    QVERIFY(allClosed());

    Told shrunk;
    fetch(child, self, path);
    QVERIFY(until(child, self, shrunk, [&] { return shrunk.chunks.size() == 9; }));
    QVERIFY(::ftruncate(file.get(), 100) == 0);
    acknowledge(child, self, 1LL << 40);
    QVERIFY(until(child, self, shrunk, [&] { return shrunk.ends == 1; }));
    QCOMPARE(shrunk.content.size(), 9 * FileService::ChunkSize);
    acknowledge(child, self, 1LL << 40);
    QVERIFY(allClosed());
}

void ServicesFileTransferTest::tooManyTransfersAreRefused()
{
    const ContextId self = m_tree->allocate(m_tree->master());
    RawPeer child = m_tree->addRawChild(m_tree->master(), self);
    m_files->registerPath(m_directory->write("large", pattern(2 * 1024 * 1024)));
    Told told;
    for (std::size_t i = 0; i < FileService::MaxQueued + 1; ++i)
        fetch(child, self, m_directory->file("large"));
    QVERIFY(until(child, self, told, [&] { return told.answers.size() == FileService::MaxQueued + 1; }));
    QCOMPARE(std::ranges::count(told.answers, "2097152"), static_cast<std::ptrdiff_t>(FileService::MaxQueued));
    QCOMPARE(m_files->open(), FileService::MaxQueued);
}

void ServicesFileTransferTest::whoIsGoneHoldsNothing()
{
    m_files->registerPath(m_directory->write("large", pattern(4 * 1024 * 1024)));
    Node& parent = m_tree->addChild(m_tree->master());
    {
        const ContextId self = m_tree->allocate(parent);
        RawPeer child = m_tree->addRawChild(parent, self);
        for (int i = 0; i < 3; ++i)
            fetch(child, self, m_directory->file("large"));
        QVERIFY(m_tree->until([&] { return m_files->open() == 3; }));
    }
    QVERIFY(allClosed());
    // Others behind the same stream go on.
    QCOMPARE(fetched(parent, m_directory->file("large")).size(), std::size_t{4 * 1024 * 1024});
    QVERIFY(allClosed());
}

void ServicesFileTransferTest::whoIsSilentLetsOthersHaveTheirTurn()
{
    openPool({.patience = 50ms});
    m_files->registerPath(m_directory->write("large", pattern(4 * 1024 * 1024)));
    m_files->registerPath(m_directory->write("small", "small"));
    Node& parent = m_tree->addChild(m_tree->master());
    const ContextId self = m_tree->allocate(parent);
    RawPeer child = m_tree->addRawChild(parent, self);
    Told told;
    fetch(child, self, m_directory->file("large"));
    QVERIFY(m_tree->until([&] { return m_files->open() == 1; }));
    QCOMPARE(fetched(parent, m_directory->file("small")), std::string("small"));
    QVERIFY(m_tree->until([&] {
        while (const auto frame = child.receives(*m_tree->broker, Duration::zero()))
            note(*frame, told);
        return told.ends == 1;
    }));
    QVERIFY(told.content.size() < std::size_t{4 * 1024 * 1024});
    QVERIFY(m_tree->log.contains("takes nothing more of"));
    QVERIFY(allClosed());
}

void ServicesFileTransferTest::newerPythonsGetRawChunks()
{
    openPool({.chunks = wire::Magic::Bin});
    const ContextId self = m_tree->allocate(m_tree->master());
    RawPeer child = m_tree->addRawChild(m_tree->master(), self);
    m_files->registerPath(m_directory->write("file", "content"));
    fetch(child, self, m_directory->file("file"));
    std::optional<wire::Frame> chunk;
    do
        chunk = child.receives(*m_tree->broker);
    while (chunk && chunk->header.handle != Chunks);
    QVERIFY(chunk && chunk->header.magic == wire::Magic::Bin);
    QCOMPARE(chunk->payload.view(), std::string_view("content"));
    Node& native = m_tree->addChild(m_tree->master());
    QCOMPARE(fetched(native, m_directory->file("file")), std::string("content"));
}

void ServicesFileTransferTest::theEndOfThePoolEndsTransfers()
{
    const ContextId self = m_tree->allocate(m_tree->master());
    RawPeer child = m_tree->addRawChild(m_tree->master(), self);
    m_files->registerPath(m_directory->write("large", pattern(4 * 1024 * 1024)));
    Told told;
    fetch(child, self, m_directory->file("large"));
    QVERIFY(until(child, self, told, [&] { return told.chunks.size() == 9; }));
    m_pool.reset();
    QVERIFY(until(child, self, told, [&] { return told.ends == 1; }));
}

QTEST_GUILESS_MAIN(ServicesFileTransferTest)
#include "services_file_transfer_test.moc"
