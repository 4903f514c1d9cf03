"""A stock Mitogen master of whatever Python runs this, with children of others behind agents.

    matrix.py MITOGEN PACKAGE AGENT PYTHON...

MITOGEN and PACKAGE are directories to import mitogen and bigpkg from.
"""

import os
import sys
import threading

sys.path[:0] = sys.argv[1:3]

import mitogen.core
import mitogen.master

import bigpkg
import matrix_functions

AGENT, PYTHONS = sys.argv[3], sys.argv[4:]
TEXT = u'gr\u00fc\u00dfe \u20ac'
VALUES = [None, True, -1, 2 ** 62, 1.5, TEXT, b'\x00\xff', [1, (2, 3)], {u'k': b'v'}]


def check(child):
    assert child.call(matrix_functions.echo, *VALUES, **{'name': TEXT}) == [VALUES, {u'name': TEXT}], 'values'
    assert child.call(bigpkg.count) == bigpkg.count(), 'modules'
    try:
        child.call(matrix_functions.fails, u'on purpose')
    except mitogen.core.CallError:
        assert '.ValueError: on purpose' in str(sys.exc_info()[1]), sys.exc_info()[1]
    else:
        raise AssertionError('no error')


def main():
    watchdog = threading.Timer(250, os._exit, (9,))
    watchdog.daemon = True
    watchdog.start()
    broker = mitogen.master.Broker()
    router = mitogen.master.Router(broker)
    try:
        agent = router.local(python_path=[AGENT])
        deeper = router.local(python_path=[AGENT], via=agent)
        for i, python in enumerate(PYTHONS):
            via = (agent, deeper)[i % 2]
            child = router.local(python_path=[python], via=via)
            try:
                check(child)
                assert child.call(os.getppid) == via.call(os.getpid), 'parent'
            except Exception:
                sys.stderr.write('with a child of %s:\n' % python)
                raise
            child.shutdown(wait=True)
    finally:
        broker.shutdown()
        broker.join()


main()
