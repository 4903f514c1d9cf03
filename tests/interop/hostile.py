"""Messages made to hurt are answered or dropped; the agent goes on. Bytes that are no frames end it, and only it."""

import json
import os
import sys

import mitogen.core
from harness import alive, expect, expect_equal, local, native, run, wait_until

ECHO = native('rhizome.echo')
HANDLES = [mitogen.core.CALL_FUNCTION, mitogen.core.GET_MODULE, mitogen.core.ADD_ROUTE, mitogen.core.DEL_ROUTE,
           mitogen.core.LOAD_MODULE, mitogen.core.FORWARD_MODULE, mitogen.core.CALL_SERVICE, mitogen.core.DETACHING,
           0, 1, 200, 201, 202, 203, 204, 205, 999, 1000, 1001, 0xffffffff]


def payloads():
    with open(sys.argv[2]) as file:
        for vector in json.load(file):
            if 'pickle_hex' in vector:
                yield vector['name'], bytes.fromhex(vector['pickle_hex'])
    for size in 0, 1, 2, 100, 70000:
        yield 'zeros', b'\0' * size
        yield 'ones', b'\xff' * size
    yield 'deep', b'\x80\x02' + b'(' * 200000 + b't' * 200000 + b'.'
    yield 'long list', b'\x80\x02](' + b'N' * 3000000 + b'e.'


def send(context, handle, data, reply_to):
    context.send(mitogen.core.Message(data=data, handle=handle, reply_to=reply_to))


def test(router, log):
    context = local(router)
    pid = context.call(os.getpid)
    count = 0
    for name, data in payloads():
        for handle in HANDLES:
            for reply_to in None, 123456:
                send(context, handle, data, reply_to)
                count += 1
        expect_equal(context.call(ECHO, name), name, 'a call after ' + name)
    expect(count > 1000, 'too few provocations: %d' % count)
    expect_equal(context.call(os.getpid), pid, 'it is still the same process')

    # Under a false authority nothing is done.
    receiver = mitogen.core.Receiver(router)
    message = mitogen.core.Message.pickled((None, u'os', None, u'getpid', (), mitogen.core.Kwargs({})),
                                           handle=mitogen.core.CALL_FUNCTION, reply_to=receiver.handle)
    message.dst_id, message.src_id, message.auth_id = context.context_id, 0, 4711
    stream = router.stream_by_id(context.context_id)
    router.broker.defer_sync(lambda: stream.protocol._send(message))
    expect_equal(context.call(ECHO, 1), 1, 'a call after that')
    expect(receiver.empty() or receiver.get(throw_dead=False).is_dead, 'a message without authority was obeyed')

    other = local(router)
    router.broker.defer_sync(lambda: stream.protocol._writer.write(b'\x00' * 100))
    wait_until(lambda: not alive(pid), 'bytes that are no frame end the agent')
    expect_equal(other.call(ECHO, 1), 1, 'its sibling')


run(test)
