// Cuts in the middle of each step of the methods that need nothing but this machine's kernel: local, fork, and those that
// enter what a stand-in knows: a pod, a jail, a container of machinectl.

#include "tests/integration/container_fixture.h"
#include "tests/integration/cut_check.h"
#include "tests/support/isolated_process.h"
#include "tests/support/processes.h"

#include <csignal>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

class CutProcessTest : public QObject {
    Q_OBJECT

private:
    // What the loss of a connection means to those in there. A stand-in that dies takes no connection with it.
    static void hangUp(const IsolatedProcess& box)
    {
        for (const pid_t pid : processesInNamespaceOf(box.pid())) {
            if (pid != box.pid())
                ::kill(pid, SIGHUP);
        }
    }

private slots:
    void local() { checkCuts({.hop = hopTo("local", {})}); }

    void localViaAnotherContext()
    {
        FixedPrompts prompts;
        TestMaster master(&prompts);
        const ContextId via = master.local();
        // Threads and descriptors of its first child stay.
        end(master, master.local(via));
        checkCuts(master, prompts, {.hop = hopTo("local", {}), .via = via});
    }

    // What copies are made of stays from the first connection on.
    void fork()
    {
        FixedPrompts prompts;
        TestMaster master(&prompts);
        const std::vector<pid_t> before = childrenOf(::getpid());
        const Outcome first = master.connect(hopTo("fork", {}));
        QVERIFY2(first.error().empty(), described(first).c_str());
        end(master, first.result()->id);
        std::vector<pid_t> original = childrenOf(::getpid());
        std::erase_if(original, [&before](pid_t pid) { return std::ranges::find(before, pid) != before.end(); });
        QCOMPARE(original.size(), std::size_t{1});
        checkCuts(master, prompts, {.hop = hopTo("fork", {}), .die = [&original] {
                                        for (const pid_t copy : childrenOf(original.front()))
                                            ::kill(copy, SIGKILL);
                                    }});
    }

    void pod()
    {
        if (const std::string reason = IsolatedProcess::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        const IsolatedProcess box;
        StandIns programs;
        programs.addPod("web", box);
        checkCuts({.hop = hopTo("kubectl", {{"pod", "web"}, {"kubectl_path", programs.kubectl()}}),
                   .die = [&] { hangUp(box); },
                   .left = [&] { return touchesOf(box.pid()); }});
    }

    void jail()
    {
        if (const std::string reason = IsolatedProcess::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        const IsolatedProcess box;
        StandIns programs;
        programs.addJail("web", box);
        checkCuts({.hop = hopTo("jail", {{"container", "web"}, {"jexec_path", programs.jexec()}}),
                   .die = [&] { hangUp(box); },
                   .left = [&] { return touchesOf(box.pid()); }});
    }

    void enteredDirectly()
    {
        if (const std::string reason = IsolatedProcess::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        const IsolatedProcess box(IsolatedProcess::Root::Bare);
        const TempDir programs(0755);
        const std::string machinectl = programs.write("machinectl", str("#!/bin/sh\necho ", box.pid(), '\n'), 0755);
        checkCuts(
            {.hop = hopTo("setns", {{"container", "box"}, {"kind", "machinectl"}, {"machinectl_path", machinectl}}),
             .left = [&] { return touchesOf(box.pid()); }});
    }
};

QTEST_GUILESS_MAIN(CutProcessTest)
#include "cut_process_test.moc"
