"""A native context leaves a Python master's tree with what is below it, and works on."""

import os
import shutil
import sys
import tempfile

import mitogen.core
from harness import alive, expect, expect_error, native, run, wait_until

LEAVER = sys.argv[3]


def life(directory):
    try:
        with open(os.path.join(directory, 'life')) as told:
            return [int(word) for word in told.read().split()]
    except OSError:
        return None


def test(router, log):
    directory = tempfile.mkdtemp()
    try:
        # A program that is its own agent knows by this name that it is started as one.
        agent = os.path.join(directory, 'rhizome-agent')
        os.symlink(LEAVER, agent)
        context = router.local(python_path=[agent])
        below = router.local(via=context)

        expect_error(mitogen.core.ChannelError, context.call, native('test.leave'), below.context_id,
                     mitogen.core.to_text(directory))
        wait_until(lambda: life(directory), 'it lives on')
        pid, pid_below, rounds = life(directory)
        wait_until(lambda: life(directory)[2] > rounds + 3, 'it works on')
        expect(alive(pid) and alive(pid_below), 'both are there')
        expect_error(mitogen.core.ChannelError, below.call, native('os.getpid'))

        open(os.path.join(directory, 'stop'), 'w').close()
        wait_until(lambda: not alive(pid) and not alive(pid_below), 'both have ended')
        # Stock Mitogen polls for a child that has left, at growing intervals: it may have reaped this one, or not yet.
        try:
            os.waitpid(pid, 0)
        except ChildProcessError:
            pass
    finally:
        shutil.rmtree(directory)


run(test)
