// FileService: who may fetch what, how much is under way, and what becomes of files that change.
#include "core/io/process.h"
#include "core/rpc/pool.h"
#include "core/rpc/service_request.h"
#include "core/services/fetch_file.h"
#include "core/services/file_service.h"
#include "core/wire/pickle.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/routing_support.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <fcntl.h>
#include <mutex>
#include <poll.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace rz;
using namespace rz::test;
using services::fetchFile;
using services::FileService;

namespace {

constexpr Handle Chunks{2000};
constexpr Handle Answers{2001};

std::string pattern(std::size_t size)
{
    std::string text(size, '\0');
    std::uint32_t state = 1;
    for (char& character : text) {
        state = state * 1664525 + 1013904223;
        character = static_cast<char>(state >> 24);
    }
    return text;
}

Dict dict(std::initializer_list<std::pair<const char*, Value>> items)
{
    Dict out;
    for (const auto& [key, value] : items)
        out.set(Value(key), value);
    return out;
}

// What a fetching child of the test has been told.
struct Told {
    std::vector<std::string> answers;  // "size N", or the text of an error
    std::vector<std::size_t> chunks;
    std::string content;
    int ends = 0;
};

}  // namespace

class ServicesFileTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_directory.emplace();
        m_tree.emplace();
        openPool({});
    }
    void cleanup()
    {
        m_pool.reset();
        m_tree.reset();
        m_directory.reset();
    }

    void onlyWhatIsRegisteredIsServed();
    void aLinkDoesNotLeadOutOfAPrefix();
    void whatCannotBeServedIsToldInPythonsWords();
    void theSenderMustBeTheCallers();
    void aFileArrivesWhole_data();
    void aFileArrivesWhole();
    void noMoreThanTheWindowIsUnderWay();
    void oneTransferGoesAfterTheOther();
    void aFileThatGrowsIsCutAndOneThatShrinksIsTold();
    void fetchingFailsWhenTheFileShrinks();
    void fetchingTellsWhyItFailed();
    void aFetchThatNobodyReadsCanBeStopped();
    void tooManyTransfersAreRefused();
    void whoIsGoneHoldsNothing();
    void whoIsSilentLetsOthersHaveTheirTurn();
    void newerPythonsGetRawChunks();
    void theEndOfThePoolEndsTransfers();
    void registeringNeedsAuthority();
    void whatBecomesOfEachRequestIsTold();
    void whatIsWithdrawnCannotBeFetched();

private:
    void openPool(FileService::Options options)
    {
        m_pool.reset();
        m_pool = rpc::Pool::create(*m_tree->master().router, {.size = 4}).value();
        auto files = std::make_unique<FileService>(*m_tree->master().router, options);
        m_files = files.get();
        QVERIFY(m_pool->add(std::move(files)));
    }
    // What a child gets: the content, or why not.
    std::string fetched(Node& child, const std::string& path)
    {
        const std::string target = m_directory->file("fetched");
        const UniqueFd out(::open(target.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        const auto metadata = fetchFile(child.context(MasterId), path, out.get(), Patience);
        return metadata ? test::readFile(target) : metadata.error().text();
    }
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
    bool allClosed()
    {
        return m_tree->until([&] { return m_files->open() == 0; });
    }

    std::optional<TempDir> m_directory;
    std::optional<Tree> m_tree;
    std::unique_ptr<rpc::Pool> m_pool;
    FileService* m_files = nullptr;
};

void ServicesFileTest::onlyWhatIsRegisteredIsServed()
{
    Node& child = m_tree->addChild(m_tree->master());
    const std::string file = m_directory->write("file", "content");
    m_directory->makeDirectory("inside");
    m_directory->makeDirectory("inside2");
    const std::string inside = m_directory->write("inside/file", "inside");
    const std::string beside = m_directory->write("inside2/file", "beside");
    const std::string refused = "mitogen.service.Error: Path '" + file + "' is not registered with FileService.";
    QCOMPARE(fetched(child, file), refused);
    m_files->registerPath(file);
    QCOMPARE(fetched(child, file), std::string("content"));

    QVERIFY(m_files->registerPrefix(m_directory->file("inside/")));
    QCOMPARE(fetched(child, inside), std::string("inside"));
    QCOMPARE(fetched(child, m_directory->file("inside/./../inside//file")), std::string("inside"));
    for (const std::string& path : {beside, m_directory->file("inside/../inside2/file"), std::string("file"),
                                    std::string(), m_directory->file("inside/../../../etc/passwd")})
        QVERIFY2(fetched(child, path).find("is not registered") != std::string::npos, path.c_str());
    QVERIFY(!m_files->registerPrefix("inside"));
    QVERIFY(allClosed());

    // Whoever has authority here may have all.
    Node& master = m_tree->master();
    QCOMPARE(fetched(master, beside), std::string("beside"));
}

void ServicesFileTest::whatBecomesOfEachRequestIsTold()
{
    using State = services::FileFetch::State;
    std::mutex mutex;
    std::vector<services::FileFetch> told;
    openPool({.told = [&](services::FileFetch fetch) {
        const std::lock_guard lock(mutex);
        told.push_back(std::move(fetch));
    }});
    Node& child = m_tree->addChild(m_tree->master());
    m_directory->write("served", std::string(300'000, 'x'));
    const std::string served = m_directory->file("served");
    const std::string gone = m_directory->file("gone");
    m_files->registerPath(served);
    m_files->registerPath(gone);
    QCOMPARE(fetched(child, served).size(), std::size_t{300'000});
    fetched(child, "/etc/passwd");
    fetched(child, gone);
    QVERIFY(allClosed());
    const std::lock_guard lock(mutex);
    QCOMPARE(told.size(), std::size_t{4});
    const State states[] = {State::Sending, State::Sent, State::NotServed, State::Failed};
    for (std::size_t i = 0; i < told.size(); ++i) {
        QCOMPARE(told[i].state, states[i]);
        QCOMPARE(told[i].by, child.router->id());
    }
    QCOMPARE(told[1].number, told[0].number);
    QCOMPARE(told[1].path, served);
    QCOMPARE(told[1].size, std::size_t{300'000});
    QCOMPARE(told[2].path, std::string("/etc/passwd"));
    QVERIFY(told[3].reason.find("No such file") != std::string::npos);
    QVERIFY(told[0].number < told[2].number && told[2].number < told[3].number);
}

void ServicesFileTest::whatIsWithdrawnCannotBeFetched()
{
    Node& child = m_tree->addChild(m_tree->master());
    m_directory->makeDirectory("inside");
    m_directory->write("inside/file", "content");
    m_directory->write("alone", "alone");
    const std::string inside = m_directory->file("inside/file");
    const std::string alone = m_directory->file("alone");
    const auto directory = services::servedPath(m_directory->file("inside") + "/");
    const auto file = services::servedPath(alone);
    QVERIFY(directory && directory->directory && file && !file->directory);
    QVERIFY(m_files->serve(*directory) && m_files->serve(*file));
    QCOMPARE(fetched(child, inside), std::string("content"));
    QCOMPARE(fetched(child, alone), std::string("alone"));
    m_files->withdraw(*directory);
    QVERIFY(fetched(child, inside).find("is not registered") != std::string::npos);
    QCOMPARE(fetched(child, alone), std::string("alone"));
    m_files->withdraw(*file);
    QVERIFY(fetched(child, alone).find("is not registered") != std::string::npos);
    QCOMPARE(services::servedPath(m_directory->file("none")).error().errnum(), ENOENT);
    QVERIFY(!services::servedPath("inside"));
}

void ServicesFileTest::aLinkDoesNotLeadOutOfAPrefix()
{
    Node& child = m_tree->addChild(m_tree->master());
    m_directory->makeDirectory("inside");
    m_directory->makeDirectory("outside");
    m_directory->makeDirectory("outside/deep");
    m_directory->write("outside/file", "secret");
    QVERIFY(::symlink(m_directory->file("outside/deep").c_str(), m_directory->file("inside/link").c_str()) == 0);
    QVERIFY(m_files->registerPrefix(m_directory->file("inside")));
    QCOMPARE(fetched(child, m_directory->file("inside/link/../file")),
             "builtins.FileNotFoundError: [Errno 2] No such file or directory: '" +
                 m_directory->file("inside/link/../file") + "'");
}

void ServicesFileTest::whatCannotBeServedIsToldInPythonsWords()
{
    Node& child = m_tree->addChild(m_tree->master());
    QVERIFY(m_files->registerPrefix("/"));
    QVERIFY(::mkfifo(m_directory->file("pipe").c_str(), 0600) == 0);
    const std::string place = m_directory->path();
    QCOMPARE(fetched(child, place), "builtins.IsADirectoryError: [Errno 21] Is a directory: '" + place + "'");
    QCOMPARE(fetched(child, place + "/pipe"), "builtins.OSError: '" + place + "/pipe' is not a regular file.");
    QCOMPARE(fetched(child, "/dev/zero"), std::string("builtins.OSError: '/dev/zero' is not a regular file."));
    QCOMPARE(fetched(child, place + "/no'ne"),
             "builtins.FileNotFoundError: [Errno 2] No such file or directory: \"" + place + "/no'ne\"");
    QCOMPARE(fetched(child, std::string("/etc/passwd\0x", 13)), std::string("builtins.ValueError: embedded null byte"));
    QVERIFY(allClosed());
}

void ServicesFileTest::theSenderMustBeTheCallers()
{
    Node& child = m_tree->addChild(m_tree->master());
    Node& other = m_tree->addChild(m_tree->master());
    m_files->registerPath("/etc/passwd");
    const auto answer =
        child.context(MasterId)
            .callServiceAsync(FileService::Name, "fetch",
                              dict({{"path", "/etc/passwd"}, {"sender", SenderRef{other.id(), Chunks}}}))
            ->getValue(Patience);
    QCOMPARE(answer.error().text(),
             std::string("mitogen.service.Error: sender= kwarg context must match requestee context"));
    QVERIFY(allClosed());
}

void ServicesFileTest::aFileArrivesWhole_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {0, 1, static_cast<int>(FileService::ChunkSize), static_cast<int>(FileService::ChunkSize) + 1,
                           1024 * 1024, 5 * 1024 * 1024 + 7})
        QTest::addRow("%d bytes", size) << size;
}

void ServicesFileTest::aFileArrivesWhole()
{
    QFETCH(const int, size);
    const std::vector<Node*> chain = m_tree->addChain(m_tree->master(), 2);
    const std::string content = pattern(static_cast<std::size_t>(size));
    const std::string path = m_directory->write("file", content, 0640);
    m_files->registerPath(path);
    const std::string target = m_directory->file("fetched");
    const UniqueFd out(::open(target.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    const auto metadata = fetchFile(chain.back()->context(MasterId), path, out.get(), Patience);
    QVERIFY(metadata);
    QVERIFY(test::readFile(target) == content);
    struct stat status{};
    QVERIFY(::stat(path.c_str(), &status) == 0);
    QCOMPARE(metadata->size, std::int64_t{size});
    QCOMPARE(metadata->mode, std::int64_t{status.st_mode});
    QCOMPARE(static_cast<std::int64_t>(metadata->mtime), std::int64_t{status.st_mtim.tv_sec});
    QVERIFY(metadata->owner && metadata->group);
    QVERIFY(allClosed());
}

void ServicesFileTest::noMoreThanTheWindowIsUnderWay()
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

void ServicesFileTest::oneTransferGoesAfterTheOther()
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

void ServicesFileTest::aFileThatGrowsIsCutAndOneThatShrinksIsTold()
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

void ServicesFileTest::fetchingFailsWhenTheFileShrinks()
{
    Node& child = m_tree->addChild(m_tree->master());
    const std::string path = m_directory->write("file", pattern(4 * 1024 * 1024));
    m_files->registerPath(path);
    auto [read, write] = *io::makePipe();
    std::optional<Result<services::FileMetadata>> result;
    std::atomic<bool> done = false;
    const std::jthread fetching([&, out = write.get()] {
        result = fetchFile(child.context(MasterId), path, out, Patience);
        done = true;
    });
    const auto arrived = [&read] {
        pollfd readable{.fd = read.get(), .events = POLLIN, .revents = 0};
        return ::poll(&readable, 1, 0) == 1;
    };
    QVERIFY(m_tree->until(arrived));
    // What is under way stays, for nobody has taken it yet.
    QVERIFY(::truncate(path.c_str(), 10) == 0);
    std::string buffer(64 * 1024, '\0');
    QVERIFY(m_tree->until([&] {
        while (arrived())
            static_cast<void>(::read(read.get(), buffer.data(), buffer.size()));
        return done.load();
    }));
    QVERIFY(result->error().kind() == ErrorKind::Error);
    QVERIFY2(result->error().text().find("of 4194304 bytes came") != std::string::npos, result->error().text().c_str());
    QVERIFY(allClosed());
}

void ServicesFileTest::fetchingTellsWhyItFailed()
{
    Node& child = m_tree->addChild(m_tree->master());
    const std::string path = m_directory->write("file", pattern(4 * 1024 * 1024));
    m_files->registerPath(path);
    // What cannot be written is taken all the same, so that others have their turn.
    const UniqueFd readOnly(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const auto unwritten = fetchFile(child.context(MasterId), path, readOnly.get(), Patience);
    QVERIFY(unwritten.error().kind() == ErrorKind::System);
    QVERIFY(allClosed());
    Node& other = m_tree->addChild(m_tree->master());
    QVERIFY(fetchFile(child.context(other.id()), path, readOnly.get(), Patience).error().kind() == ErrorKind::Channel);
    // Somebody who answers no call of a service.
    const ContextId id = m_tree->allocate(m_tree->master());
    const RawPeer silent = m_tree->addRawChild(m_tree->master(), id);
    QVERIFY(fetchFile(m_tree->master().context(id), path, readOnly.get(), 10ms).error().kind() == ErrorKind::Timeout);
}

void ServicesFileTest::aFetchThatNobodyReadsCanBeStopped()
{
    Node& child = m_tree->addChild(m_tree->master());
    const std::string path = m_directory->write("file", pattern(4 * 1024 * 1024));
    m_files->registerPath(path);
    const auto [read, write] = *io::makePipe();
    const auto [stop, stopper] = *io::makePipe();
    std::optional<Result<services::FileMetadata>> result;
    std::atomic<bool> done = false;
    const std::jthread fetching([&, out = write.get(), stopped = stop.get()] {
        result = fetchFile(child.context(MasterId), path, out, Patience, stopped);
        done = true;
    });
    const auto full = [&] {
        pollfd room{.fd = write.get(), .events = POLLOUT, .revents = 0};
        return ::poll(&room, 1, 0) == 0;
    };
    QVERIFY(m_tree->until(full));
    QVERIFY(!done);
    QCOMPARE(::write(stopper.get(), "x", 1), 1);
    const bool ended = m_tree->until([&] { return done.load(); });
    // Lets go of it where it does not listen.
    ::fcntl(read.get(), F_SETFL, O_NONBLOCK);
    std::string buffer(64 * 1024, '\0');
    m_tree->until([&] {
        static_cast<void>(::read(read.get(), buffer.data(), buffer.size()));
        return done.load();
    });
    QVERIFY(ended);
    QVERIFY(result->error().kind() == ErrorKind::Cancelled);
}

void ServicesFileTest::tooManyTransfersAreRefused()
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

void ServicesFileTest::whoIsGoneHoldsNothing()
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

void ServicesFileTest::whoIsSilentLetsOthersHaveTheirTurn()
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

void ServicesFileTest::newerPythonsGetRawChunks()
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

void ServicesFileTest::theEndOfThePoolEndsTransfers()
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

void ServicesFileTest::registeringNeedsAuthority()
{
    Node& child = m_tree->addChild(m_tree->master());
    for (const char* const method : {"register", "register_prefix"}) {
        const auto refused = child.context(MasterId)
                                 .callServiceAsync(FileService::Name, method, dict({{"path", "/"}}))
                                 ->getValue(Patience);
        QVERIFY(refused.error().text().starts_with("Caller is not authorized to invoke"));
        const rpc::Context self = m_tree->master().context(MasterId);
        QCOMPARE(*self.callServiceAsync(FileService::Name, method, dict({{"path", "/etc"}}))->getValue(Patience),
                 Value());
    }
    QCOMPARE(fetched(child, "/etc/passwd"), test::readFile("/etc/passwd"));
}

QTEST_GUILESS_MAIN(ServicesFileTest)
#include "services_file_test.moc"
