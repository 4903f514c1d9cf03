// Cuts in the middle of each step into containers of podman and buildah.

#include "tests/integration/container_fixture.h"
#include "tests/integration/cut_check.h"
#include "tests/support/podman_storage.h"

#include <csignal>
#include <optional>

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

    // There is no process of the container but while something runs in it, and that is killed with the program.
    void buildah() { checkCuts({.hop = hopTo("buildah", {{"container", "box"}}), .deathBy = SIGTERM}); }

private:
    std::optional<PodmanStorage> m_storage;
};

QTEST_GUILESS_MAIN(CutPodmanTest)
#include "cut_podman_test.moc"
