// Cuts in the middle of each step into containers of podman and buildah.

#include "tests/integration/container_fixture.h"
#include "tests/integration/cut_check.h"
#include "tests/support/podman_storage.h"
#include "tests/support/processes.h"

#include <csignal>
#include <optional>
#include <unistd.h>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

class CutPodmanTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = PodmanStorage::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        m_storage.emplace();
        m_storage->importImages();
        m_storage->makeWorkingContainer("box");
    }
    void cleanupTestCase() { m_storage.reset(); }

    void podman_data()
    {
        QTest::addColumn<QString>("image");
        QTest::newRow("with a shell") << "rzbox";
        QTest::newRow("without") << "rzbare";
    }

    void podman()
    {
        QFETCH(const QString, image);
        const std::string name = image.toStdString();
        m_storage->run(name, name);
        const pid_t pid = m_storage->pidOf(name);
        checkCuts({.hop = hopTo("podman", {{"container", name}}), .left = [pid] { return touchesOf(pid); }});
    }

    // There is no process of the container but while something runs in it. That is killed when the program dies, and then
    // cannot remove what it has unpacked; so it is what is hung up here.
    void buildah()
    {
        const auto die = [] {
            for (const pid_t program : childrenOf(::getpid())) {
                if (!commandOf(program).starts_with("buildah"))
                    continue;
                for (const pid_t pid : descendantsOf(program)) {
                    if (!commandOf(pid).contains("buildah"))
                        ::kill(pid, SIGHUP);
                }
            }
        };
        const Way way{.hop = hopTo("buildah", {{"container", "box"}}), .die = die};
        std::string complaints;
        // Buildah copies itself into memory that it then seals, which the kernel refuses now and then.
        for (int tries = 0; tries == 0 || (tries < 4 && contains(complaints, "sealing memfd copy")); ++tries) {
            FixedPrompts prompts;
            TestMaster master(&prompts);
            complaints = complaintsAboutCuts(master, prompts, way);
        }
        QVERIFY2(complaints.empty(), complaints.c_str());
    }

private:
    static bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string::npos; }

    std::optional<PodmanStorage> m_storage;
};

QTEST_GUILESS_MAIN(CutPodmanTest)
#include "cut_podman_test.moc"
