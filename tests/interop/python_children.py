"""Real Python children beneath the agent, under a Python master: booted from the core that the master sent to the agent, their
modules passed on by it, behind one agent and behind two."""

import os
import shutil
import sys
import tempfile

import mitogen.core
from harness import AGENT, expect, expect_equal, expect_error, local, native, run, wait_until

MODULES = 40
PYTHON = '/usr/bin/python3'


def make_package(directory):
    os.mkdir(os.path.join(directory, 'chainpkg'))
    for i in range(MODULES):
        name = '__init__' if i == 0 else 'm%d' % i
        with open(os.path.join(directory, 'chainpkg', name + '.py'), 'w') as f:
            if i + 1 < MODULES:
                f.write('from chainpkg import m%d\n\ndef count():\n    return 1 + m%d.count()\n' % (i + 1, i + 1))
            else:
                f.write('def count():\n    return 1\n')


def test(router, log):
    directory = tempfile.mkdtemp()
    sys.path.insert(0, directory)
    try:
        make_package(directory)
        import chainpkg

        agent = local(router)
        deeper = router.local(via=agent)
        before = router.get_stats()['get_module_count']
        for via in (agent, deeper):
            child = router.local(via=via, python_path=PYTHON)
            pid = child.call(os.getpid)
            expect_equal(child.call(os.getppid), via.call(native('os.getpid')), 'its parent is the agent')
            expect_equal(child.call(chainpkg.count), MODULES, 'a package of many modules')
            text = expect_error(mitogen.core.CallError, child.call, native('no_such_module_here.f'))
            expect('no_such_module_here' in text, text)
            child.shutdown(wait=True)
            wait_until(lambda: not os.path.exists('/proc/%d' % pid), 'the Python child has ended')
        # The second one had everything from the agent's cache.
        asked = router.get_stats()['get_module_count'] - before
        expect(asked <= 3, 'the master was asked %d times' % asked)

        # What its master overrides, a Python child beneath it learns of; this one Python has itself.
        with open(os.path.join(directory, 'colorsys.py'), 'w') as f:
            f.write('def whose():\n    return "ours"\n')
        import colorsys
        for name in u'colorsys', u'chainpkg':
            router.responder.whitelist_prefix(name)
        choosy = router.local(via=router.local(python_path=[AGENT], via=local(router)), python_path=PYTHON)
        expect_equal(choosy.call(colorsys.whose), 'ours', 'an overridden module')

        # A Python parent below the agent, an agent's sibling above it.
        parent = router.local(via=deeper, python_path=[PYTHON])
        grandchild = router.local(via=parent, python_path=PYTHON)
        expect_equal(grandchild.call(os.getppid), parent.call(os.getpid), 'a Python parent')
        text = expect_error(mitogen.core.StreamError, router.local, via=agent, python_path=u'/nowhere/python')
        expect('error occurred on host' in text and '/nowhere/python' in text, text)
    finally:
        shutil.rmtree(directory)


run(test)
