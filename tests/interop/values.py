"""Every type that may travel goes to the agent and comes back as it was."""

import mitogen.core
from harness import expect, expect_equal, local, native, run

ECHO = native('rhizome.echo')

VALUES = [
    None, True, False,
    0, 1, -1, 255, 256, 65535, 65536, -256, 2**31 - 1, 2**31, -2**31, -2**31 - 1, 2**63 - 1, 2**63, -2**63, -2**63 - 1,
    2**64, 3**500, -3**500,
    0.0, 1.5, -1e300, 5e-324, float('inf'),
    b'', b'\x00\xff', bytes(range(256)), b'x' * 300000,
    u'', u'text', u'gr\u00fc\u00dfe \u20ac \U0001f600', u'\x00', u'x' * 300000,
    [], [1, [2, [3, []]]], list(range(3000)),
    (), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), ((), ((),)),
    {}, {u'a': 1, b'b': 2, 3: None, (4, 5): [6], True: False}, {u'k%d' % i: i for i in range(3000)},
]


def test(router, log):
    context = local(router)
    for value in VALUES:
        expect_equal(context.call(ECHO, value), value, 'echo')
    expect_equal(context.call(ECHO, VALUES), VALUES, 'echo of all at once')

    nan = context.call(ECHO, float('nan'))
    expect(nan != nan, 'not a number stays so')
    minus_zero = context.call(ECHO, -0.0)
    expect_equal(repr(minus_zero), '-0.0', 'the sign of zero')

    shared = [1, 2]
    expect_equal(context.call(ECHO, [shared, shared]), [shared, shared], 'a list that is there twice')

    blob = context.call(ECHO, mitogen.core.Blob(b'\x00blob\xff'))
    expect(isinstance(blob, mitogen.core.Blob) and blob == b'\x00blob\xff', 'Blob')
    secret = context.call(ECHO, mitogen.core.Secret(u'hidden'))
    expect(isinstance(secret, mitogen.core.Secret) and secret == u'hidden', 'Secret')
    kwargs = context.call(ECHO, mitogen.core.Kwargs({u'a': 1}))
    expect(isinstance(kwargs, mitogen.core.Kwargs) and dict(kwargs) == {u'a': 1}, 'Kwargs')
    itself = context.call(ECHO, context)
    expect(isinstance(itself, mitogen.core.Context) and itself == context, 'Context')

    receiver = mitogen.core.Receiver(router)
    sender = context.call(ECHO, receiver.to_sender())
    expect(isinstance(sender, mitogen.core.Sender), 'Sender')
    sender.send(u'through')
    expect_equal(receiver.get(timeout=30).unpickle(), u'through', 'what a returned sender sends')

    expect_equal(context.call(ECHO, value=u'by keyword'), u'by keyword', 'a keyword argument')


run(test)
