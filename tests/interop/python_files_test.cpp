// Files between our contexts and stock Python ones, in chunks and pushed, with agents between them.
#include "core/rpc/pool.h"
#include "core/services/fetch_file.h"
#include "core/services/file_service.h"
#include "core/services/propagating_push_file_service.h"
#include "tests/interop/python_tree.h"
#include "tests/support/paths.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_master.h"

#include <QCryptographicHash>
#include <QTest>

#include <fcntl.h>
#include <unistd.h>

using namespace rz;
using services::FileService;
using services::PropagatingPushFileService;
using test::LocalHop;
using test::pythonHop;

namespace {

constexpr Duration Patience = std::chrono::seconds(60);

std::string digest(const std::string& content)
{
    return QCryptographicHash::hash(QByteArray::fromStdString(content), QCryptographicHash::Sha256)
        .toHex()
        .toStdString();
}

std::string randomText(std::size_t size)
{
    std::string text(size, '\0');
    std::uint32_t state = 1;
    for (char& character : text) {
        state = state * 1664525 + 1013904223;
        character = static_cast<char>(state >> 24);
    }
    return text;
}

}  // namespace

class PythonFilesTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (::access("/usr/bin/python3", X_OK) != 0 || ::access("/usr/lib/python3/dist-packages/mitogen", R_OK) != 0)
            QSKIP("needs python3 and python3-mitogen");
    }
    void init()
    {
        m_directory.emplace();
        m_master.emplace(nullptr, LogLevel::Debug, std::vector<std::string>{test::sourcePath("tests/interop")});
        m_pool = rpc::Pool::create(m_master->router(), {.size = 4}).value();
        auto files = std::make_unique<FileService>(m_master->router(),
                                                   FileService::Options{.chunks = m_master->modules().fileChunks()});
        m_files = files.get();
        QVERIFY(m_pool->add(std::move(files)));
        auto pushes = std::make_unique<PropagatingPushFileService>(m_master->router());
        m_pushes = pushes.get();
        QVERIFY(m_pool->add(std::move(pushes)));
    }
    void cleanup()
    {
        m_pool.reset();
        m_master.reset();
        m_directory.reset();
    }

    void pythonFetchesFromUs_data() { rows(); }
    void pythonFetchesFromUs();
    void weFetchFromPython_data() { rows(); }
    void weFetchFromPython();
    void pushedFilesReachPython_data() { rows(); }
    void pushedFilesReachPython();
    void aTransferThatIsCutIsTold();

private:
    static void rows()
    {
        QTest::addColumn<QStringList>("between");
        QTest::newRow("a child of ours") << QStringList{};
        QTest::newRow("behind one agent") << QStringList{""};
        QTest::newRow("behind two agents") << QStringList{"", ""};
        QTest::newRow("behind Python") << QStringList{"/usr/bin/python3"};
        QTest::newRow("behind an agent, Python and an agent that Python takes for one")
            << QStringList{"", "/usr/bin/python3", QString::fromStdString(test::binary("rhizome-agent"))};
    }
    ContextId start(const connect::Hop& hop, std::optional<ContextId> via)
    {
        const test::Outcome outcome = m_master->connect(hop, via);
        if (!outcome.error().empty())
            throw std::runtime_error(outcome.error() + outcome.result().error().details().seen);
        return outcome.result()->id;
    }
    // A Python context behind the row's others.
    ContextId startPython()
    {
        QFETCH(const QStringList, between);
        m_last = std::nullopt;
        for (const QString& interpreter : between)
            m_last = start(interpreter.isEmpty() ? LocalHop : pythonHop({interpreter.toStdString()}), m_last);
        return start(pythonHop(), m_last);
    }
    Value call(ContextId id, std::string_view function, std::vector<Value> args)
    {
        return m_master->context(id).call(function, std::move(args), {}, Patience);
    }

    std::optional<test::TempDir> m_directory;
    std::optional<test::TestMaster> m_master;
    std::unique_ptr<rpc::Pool> m_pool;
    FileService* m_files = nullptr;
    PropagatingPushFileService* m_pushes = nullptr;
    std::optional<ContextId> m_last;
};

void PythonFilesTest::pythonFetchesFromUs()
{
    const ContextId id = startPython();
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{5'000'001}}) {
        const std::string content = randomText(size);
        const std::string path = m_directory->write("file", content);
        m_files->registerPath(path);
        const Value result = call(id, "file_functions.fetch", {Value(path)});
        const auto& items = result.as<List>()->items;
        QCOMPARE(items.at(0), Value(true));
        QCOMPARE(*items.at(1).as<Dict>()->find("size"), Value(static_cast<std::int64_t>(size)));
        QCOMPARE(items.at(2), Value(digest(content)));
    }
    QCOMPARE(call(id, "file_functions.fetch_error", {Value("/etc/passwd")}),
             Value("mitogen.service.Error: Path '/etc/passwd' is not registered with FileService."));
    QVERIFY(m_master->until([&] { return m_files->open() == 0; }));
}

void PythonFilesTest::weFetchFromPython()
{
    const ContextId id = startPython();
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{5'000'001}}) {
        const std::string content = randomText(size);
        const std::string path = m_directory->write("file", content);
        const std::string target = m_directory->file("fetched");
        const UniqueFd out(::open(target.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        const auto metadata = services::fetchFile(m_master->context(id), path, out.get(), Patience);
        QVERIFY2(metadata, metadata ? "" : metadata.error().text().c_str());
        QCOMPARE(metadata->size, static_cast<std::int64_t>(size));
        QVERIFY(test::readFile(target) == content);
    }
    const auto refused = services::fetchFile(m_master->context(id), "/nowhere", STDOUT_FILENO, Patience);
    QVERIFY(refused.error().kind() == ErrorKind::Call);
    QVERIFY2(refused.error().text().find("No such file") != std::string::npos, refused.error().text().c_str());
}

void PythonFilesTest::pushedFilesReachPython()
{
    const ContextId first = startPython();
    const ContextId second = start(pythonHop(), m_last);
    const std::string content = randomText(1'000'001);
    const std::string path = m_directory->write("file", content);
    std::optional<Result<Value>> waited;
    const auto waiting = m_master->context(second).callAsync(rpc::Call::byName("file_functions.pushed", {Value(path)}),
                                                             [&](Result<Value> result) { waited = std::move(result); });
    QVERIFY(m_pushes->propagateTo(first, path));
    QCOMPARE(call(first, "file_functions.pushed", {Value(path)}), Value(digest(content)));
    QVERIFY(!waited);
    QVERIFY(m_pushes->propagateTo(second, path));
    QVERIFY(m_master->until([&] { return waited.has_value(); }));
    QCOMPARE(waited->value(), Value(digest(content)));
}

void PythonFilesTest::aTransferThatIsCutIsTold()
{
    const ContextId id = start(pythonHop(), {});
    const std::string path = m_directory->write("file", randomText(100'000'000));
    m_files->registerPath(path);
    std::optional<Result<Value>> result;
    const auto fetching = m_master->context(id).callAsync(rpc::Call::byName("file_functions.fetch", {Value(path)}),
                                                          [&](Result<Value> came) { result = std::move(came); });
    QVERIFY(m_master->until([&] { return m_files->open() == 1; }));
    QVERIFY(::truncate(path.c_str(), 10) == 0);
    QVERIFY(m_master->until([&] { return result.has_value(); }, Patience));
    QCOMPARE(result->value().as<List>()->items.at(0), Value(false));
}

QTEST_GUILESS_MAIN(PythonFilesTest)
#include "python_files_test.moc"
