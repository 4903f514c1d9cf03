"""The agent starts children for a Python master (via), which reaches them through it, at any depth."""

import os

import mitogen.core
from harness import expect, expect_equal, expect_error, local, native, run, wait_until

GETPID = native('os.getpid')
ECHO = native('rhizome.echo')
IDENTITY = native('rhizome.identity')


def test(router, log):
    first = local(router)
    second = router.local(via=first)
    third = router.local(via=second)
    sibling = router.local(via=first)

    contexts = [first, second, third, sibling]
    expect(len({context.context_id for context in contexts}) == 4, 'ids differ')
    pids = [context.call(os.getpid) for context in contexts]
    expect(len(set(pids)) == 4, 'processes differ')
    for parent, child in ((0, 1), (1, 2), (0, 3)):
        expect_equal(contexts[child].call(os.getppid), pids[parent], 'the parent process of %d' % child)
        expect_equal(contexts[child].call(IDENTITY)['id'], contexts[child].context_id, 'its own id')
    expect(second.name.startswith(first.name + '.local.'), second.name)

    named = router.local(via=second, name=u'web')
    expect_equal(named.name, second.name + u'.web', 'the name that was given')
    expect_equal(named.call(ECHO, 1), 1, 'a call of it')

    large = os.urandom(3000000)
    expect_equal(third.call(ECHO, large), large, 'a large message through two agents')

    # A method whose program is missing there, and one that nobody knows.
    text = expect_error(mitogen.core.StreamError, router.docker, container=u'web', docker_path=u'/nowhere/docker',
                        via=first)
    expect('error occurred on host' in text and '/nowhere/docker' in text, text)
    text = expect_error(mitogen.core.CallError, router.proxy_connect, first, u'teleport')
    expect('teleport' in text, text)

    # When a child goes, those who wait for it are told, and the others go on.
    receiver = third.call_async(native('proc.run'), [u'sleep', u'1000'])
    os.kill(pids[2], 9)
    expect_error(mitogen.core.ChannelError, lambda: receiver.get(timeout=30))
    expect_equal(second.call(ECHO, 1), 1, 'the parent of the one that went')
    text = expect_error(mitogen.core.ChannelError, third.call, ECHO, 1)

    second.shutdown(wait=True)
    wait_until(lambda: not os.path.exists('/proc/%d' % pids[1]), 'the second has ended')
    expect_equal(sibling.call(ECHO, 1), 1, 'the sibling')


run(test)
