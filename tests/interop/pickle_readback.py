"""Reads pickles as stock Mitogen does and says what they were.

One hex line in, one JSON line out: the typed value as in tests/golden/README.md, Python's repr of it, and the value
pickled again by Mitogen.
"""

import binascii
import json
import logging
import sys

import mitogen.core


class Router(mitogen.core.Router):
    """What unpickling asks of a router, without a broker."""

    def __init__(self):
        pass

    def context_by_id(self, context_id, via_id=None, create=True, name=None):
        return mitogen.core.Context(self, context_id, name)


def describe_text(text):
    if any(0xD800 <= ord(c) <= 0xDFFF for c in text):
        return {'type': 'str', 'codepoints': [ord(c) for c in text]}
    return {'type': 'str', 'value': text}


def describe(value):
    kind = type(value)
    if value is None:
        return {'type': 'none'}
    if kind is bool:
        return {'type': 'bool', 'value': value}
    if kind in (int, float):
        return {'type': kind.__name__, 'value': repr(value)}
    if kind is bytes:
        return {'type': 'bytes', 'hex': value.hex()}
    if kind is str:
        return describe_text(value)
    if kind in (list, tuple):
        return {'type': kind.__name__, 'items': [describe(item) for item in value]}
    if kind is dict:
        return {'type': 'dict', 'items': [[describe(k), describe(v)] for k, v in value.items()]}
    if kind is mitogen.core.Blob:
        arguments = [bytes(value)]
    elif kind is mitogen.core.Secret:
        arguments = [str(value)]
    elif kind is mitogen.core.Kwargs:
        arguments = [dict(value)]
    elif kind is mitogen.core.CallError:
        arguments = [value.args[0]]
    elif kind is mitogen.core.Context:
        arguments = [value.context_id, value.name]
    elif kind is mitogen.core.Sender:
        arguments = [value.context.context_id, value.dst_handle]
    else:
        raise TypeError('unexpected %r' % (kind,))
    return {'type': kind.__name__, 'args': [describe(argument) for argument in arguments]}


def main():
    logging.disable(logging.CRITICAL)
    sys.set_int_max_str_digits(0) if hasattr(sys, 'set_int_max_str_digits') else None
    router = Router()
    for line in sys.stdin:
        message = mitogen.core.Message(data=binascii.unhexlify(line.strip()))
        message.router = router
        try:
            value = message.unpickle(throw=False, throw_dead=False)
            answer = {
                'typed': describe(value),
                'repr': repr(value),
                'pickled': mitogen.core.Message.pickled(value).data.hex(),
            }
        except Exception as error:
            answer = {'error': '%s: %s' % (type(error).__name__, error)}
        print(json.dumps(answer), flush=True)


if __name__ == '__main__':
    main()
