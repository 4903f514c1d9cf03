// Cuts in the middle of each step into containers of podman, buildah, LXC and LXD, by their programs and entered directly.

#include "tests/integration/container_fixture.h"
#include "tests/integration/cut_check.h"
#include "tests/support/lxc_container.h"
#include "tests/support/lxd_daemon.h"
#include "tests/support/podman_storage.h"

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

class CutContainerTest : public QObject {
    Q_OBJECT

private slots:
    void podman()
    {
        if (const std::string reason = PodmanStorage::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        const PodmanStorage storage;
        storage.importImages();
        for (const char* image : {"rzbox", "rzbare"}) {
            storage.run(image, image);
            const pid_t pid = storage.pidOf(image);
            checkCuts({.hop = hopTo("podman", {{"container", image}}), .left = [pid] { return touchesOf(pid); }});
        }
    }

    // There is no process of the container but while something runs in it.
    void buildah()
    {
        if (const std::string reason = PodmanStorage::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        const PodmanStorage storage;
        storage.makeWorkingContainer("box");
        checkCuts({.hop = hopTo("buildah", {{"container", "box"}})});
    }

    void lxc()
    {
        if (const std::string reason = LxcContainer::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        LxcContainer box;
        box.start();
        const pid_t pid = box.pid();
        checkCuts({.hop = hopTo("lxc", {{"container", box.name()}}), .left = [pid] { return touchesOf(pid); }});
        checkCuts({.hop = hopTo("setns", {{"container", box.name()}, {"kind", "lxc"}}),
                   .left = [pid] { return touchesOf(pid); }});
    }

    void lxd()
    {
        if (const std::string reason = LxdDaemon::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        const LxdDaemon daemon;
        for (const char* image : {"rzbox", "rzbare"}) {
            daemon.launch(image, image);
            const pid_t pid = daemon.pidOf(image);
            checkCuts({.hop = hopTo("lxd", {{"container", image}}), .left = [pid] { return touchesOf(pid); }});
        }
        const pid_t pid = daemon.pidOf("rzbare");
        checkCuts({.hop = hopTo("setns", {{"container", "rzbare"}, {"kind", "lxd"}}),
                   .left = [pid] { return touchesOf(pid); }});
    }
};

QTEST_GUILESS_MAIN(CutContainerTest)
#include "cut_container_test.moc"
