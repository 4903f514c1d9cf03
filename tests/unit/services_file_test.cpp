// FileService: who may fetch what, and what is told of it.
#include "core/rpc/context.h"
#include "core/services/file_service.h"
#include "tests/unit/file_service_tree.h"

#include <QTest>

#include <cerrno>
#include <cstddef>
#include <mutex>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

using namespace rz;
using namespace rz::test;
using services::FileService;

class ServicesFileTest : public QObject, private FileServiceTree {
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup() { end(); }

    void onlyWhatIsRegisteredIsServed();
    void whatBecomesOfEachRequestIsTold();
    void whatIsWithdrawnCannotBeFetched();
    void aLinkDoesNotLeadOutOfAPrefix();
    void whatCannotBeServedIsToldInPythonsWords();
    void theSenderMustBeTheCallers();
    void registeringNeedsAuthority();
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
