"""Nothing is left when a Python master ends, in an orderly way or not: no agent, no agent below it, no program they ran."""

import os
import signal
import subprocess
import sys
import time

from harness import AGENT, alive, expect, local, native, run, wait_until

MASTER = '''
import os, sys, time
sys.path.insert(0, %r)
sys.argv = ['', %r]
import mitogen.master
from harness import local, native
broker = mitogen.master.Broker()
router = mitogen.master.Router(broker)
first = local(router)
second = router.local(via=first)
pids = [context.call(os.getpid) for context in (first, second)]
pending = [context.call_async(native('proc.shell'), u'trap "" TERM; sleep 1000 & echo $! >%s.' + str(pid) + '; wait; sleep 1000')
           for context, pid in zip((first, second), pids)]
print(*pids, flush=True)
sys.stdin.readline()
broker.shutdown()
broker.join()
'''


def read_pid(path):
    try:
        with open(path) as file:
            return int(file.read() or 0)
    except OSError:
        return 0


def start_tree(directory, name):
    prefix = os.path.join(directory, name)
    master = subprocess.Popen(
        [sys.executable, '-c', MASTER % (os.path.dirname(os.path.abspath(__file__)), AGENT, prefix)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    agents = [int(word) for word in master.stdout.readline().split()]
    expect(len(agents) == 2, 'the tree did not start')
    files = ['%s.%d' % (prefix, pid) for pid in agents]
    wait_until(lambda: all(read_pid(file) for file in files), 'the programs run')
    return master, agents + [read_pid(file) for file in files]


def expect_gone(pids, seconds):
    wait_until(lambda: not any(alive(pid) for pid in pids), 'all of %r have ended' % (pids,), seconds)


def test(router, log):
    import tempfile
    with tempfile.TemporaryDirectory() as directory:
        # An orderly end.
        master, pids = start_tree(directory, 'orderly')
        master.stdin.write(b'\n')
        master.stdin.close()
        expect(master.wait(30) == 0, 'the master failed')
        expect_gone(pids, 10)

        # The master is killed: its descriptors close, and that is all anybody learns.
        master, pids = start_tree(directory, 'killed')
        os.kill(master.pid, signal.SIGKILL)
        master.wait(30)
        expect_gone(pids, 10)

        # The first agent is told to end by somebody else.
        master, pids = start_tree(directory, 'signalled')
        os.kill(pids[0], signal.SIGTERM)
        expect_gone(pids, 10)
        master.kill()
        master.wait(30)


run(test)
