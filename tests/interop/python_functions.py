"""Functions of Python's own os module run natively when a Python master calls them in an agent."""

import os
import socket

from harness import expect, expect_equal, local, run


def test(router, log):
    context = local(router)
    pid = context.call(os.getpid)
    expect(pid != os.getpid() and os.path.exists('/proc/%d' % pid), 'the agent has a process of its own')
    expect_equal(context.call(os.getppid), os.getpid(), 'its parent')
    expect_equal(context.call(os.getuid), os.getuid(), 'its user')
    expect_equal(sorted(context.call(os.getgroups)), sorted(os.getgroups()), 'its groups')
    expect_equal(context.call(os.getcwd), os.getcwd(), 'its directory')
    expect_equal(context.call(os.uname)['nodename'], socket.gethostname(), 'its host')
    expect_equal(os.readlink('/proc/%d/exe' % pid), os.path.realpath(__import__('sys').argv[1]), 'its program')
    with open('/proc/%d/cmdline' % pid, 'rb') as cmdline:
        title = cmdline.read().rstrip(b'\0')
    expect(title.startswith(b'rhizome:') and b'\0' not in title, 'ps shows %r' % (title,))


run(test)
