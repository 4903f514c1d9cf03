// fetchFile: a file as it arrives, and what keeps one from it.
#include "core/io/process.h"
#include "core/services/fetch_file.h"
#include "core/services/file_service.h"
#include "tests/unit/file_service_tree.h"

#include <QTest>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace rz;
using namespace rz::test;
using services::fetchFile;
using services::FileService;

class ServicesFetchFileTest : public QObject, private FileServiceTree {
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup() { end(); }

    void aFileArrivesWhole_data();
    void aFileArrivesWhole();
    void fetchingFailsWhenTheFileShrinks();
    void fetchingTellsWhyItFailed();
    void aFetchThatNobodyReadsCanBeStopped();
};

void ServicesFetchFileTest::aFileArrivesWhole_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {0, 1, static_cast<int>(FileService::ChunkSize), static_cast<int>(FileService::ChunkSize) + 1,
                           1024 * 1024, 5 * 1024 * 1024 + 7})
        QTest::addRow("%d bytes", size) << size;
}

void ServicesFetchFileTest::aFileArrivesWhole()
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

void ServicesFetchFileTest::fetchingFailsWhenTheFileShrinks()
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

void ServicesFetchFileTest::fetchingTellsWhyItFailed()
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

void ServicesFetchFileTest::aFetchThatNobodyReadsCanBeStopped()
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

QTEST_GUILESS_MAIN(ServicesFetchFileTest)
#include "services_fetch_file_test.moc"
