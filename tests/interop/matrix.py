"""A stock Mitogen master of whatever Python runs this, with children of others behind agents.

    matrix.py MITOGEN PACKAGE AGENT PYTHON...

MITOGEN and PACKAGE are directories to import mitogen and bigpkg from.
"""

import os
import signal
import sys

sys.path[:0] = sys.argv[1:3]

import mitogen.core
import mitogen.master
import mitogen.parent

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


def native(name):
    def stub(*args, **kwargs):
        raise AssertionError('this must run in the agent')
    stub.__module__, _, stub.__name__ = name.rpartition('.')
    return stub


def fails_with(error, text, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except error:
        assert text in str(sys.exc_info()[1]), sys.exc_info()[1]
    else:
        raise AssertionError('no error')


def check_agent(router, agent):
    """For which a text is one, whether this Python has bytes for it or not."""
    echo, read = native('rhizome.echo'), native('fs.read')
    chain = mitogen.parent.CallChain(agent, pipelined=True)
    fails_with(mitogen.core.CallError, '/nonexistent', chain.call, read, u'/nonexistent')
    fails_with(mitogen.core.CallError, '/nonexistent', chain.call, echo, u'never')
    chain.reset()
    assert chain.call(echo, u'again') == u'again', 'reset'

    fails_with(mitogen.core.StreamError, '/nowhere/docker', router.docker, container='web',
               docker_path='/nowhere/docker', via=agent)
    named = router.local(via=agent, name='web')
    assert named.name == agent.name + '.web', named.name
    assert named.call(echo, 1) == 1, 'named'
    named.shutdown(wait=True)


def main():
    # A Timer of Python 2 goes by the clock on the wall, which may be set meanwhile.
    signal.alarm(250)
    broker = mitogen.master.Broker()
    router = mitogen.master.Router(broker)
    try:
        agent = router.local(python_path=[AGENT])
        deeper = router.local(python_path=[AGENT], via=agent)
        check_agent(router, agent)
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
