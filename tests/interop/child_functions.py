"""What a Python child of the interop tests can do for a native caller."""

import os
import time

import mitogen.core
import mitogen.service

STEPS = []


def note(number):
    STEPS.append(number)
    return number


def steps():
    return list(STEPS)


def fails(why):
    raise ValueError(why)


@mitogen.core.takes_econtext
def ask_service(service, method, econtext=None, **kwargs):
    """What a service of the master says, or the text of its error."""
    try:
        return econtext.master.call_service(service, method, **kwargs)
    except mitogen.core.CallError as error:
        return u'CallError: ' + str(error).split('\n')[0]
    except mitogen.core.ChannelError as error:
        return u'ChannelError: ' + str(error)


class Counter(mitogen.service.Service):
    """A service that its parents and others may call."""

    def __init__(self, router):
        super(Counter, self).__init__(router)
        self.total = 0

    @mitogen.service.expose(policy=mitogen.service.AllowAny())
    @mitogen.service.arg_spec({'amount': int})
    def add(self, amount):
        self.total += amount
        return self.total

    @mitogen.service.expose(policy=mitogen.service.AllowParents())
    def secret(self):
        return u'told'


@mitogen.core.takes_econtext
def leave(path, econtext=None):
    """Leaves the tree, tells so in a file, and ends."""
    econtext.detach()
    with open(path, 'w') as told:
        told.write('out')
    econtext.broker.shutdown()


@mitogen.core.takes_econtext
def live_on(path, econtext=None):
    """Leaves the tree and works on, while `path` is there: it tells of its rounds in it."""
    econtext.detach()
    rounds = 0
    while os.path.exists(path):
        rounds += 1
        with open(path, 'w') as told:
            told.write('%d' % rounds)
        time.sleep(0.02)
    econtext.broker.shutdown()
