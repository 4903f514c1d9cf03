"""What every interop script shares: a stock Mitogen master with a deadline, its log, and ways to name native functions."""

import faulthandler
import logging
import os
import sys
import time

import mitogen.core
import mitogen.master

DEADLINE = 90
AGENT = sys.argv[1]


class LogKeeper(logging.Handler):
    """Keeps what the master's loggers were told, ours from the contexts included."""

    def __init__(self):
        logging.Handler.__init__(self)
        self.lines = []

    def emit(self, record):
        self.lines.append('%s %s %s' % (record.levelname, record.name, record.getMessage()))


def native(name):
    """A stand-in for a native function: Mitogen sends a function's module and name, and looks at no more of it."""
    def stub(*args, **kwargs):
        raise AssertionError('this must run in the agent')
    stub.__module__, _, stub.__name__ = name.rpartition('.')
    return stub


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


def expect_equal(got, wanted, what):
    expect(got == wanted and type(got) is type(wanted), '%s: got %r, wanted %r' % (what, got, wanted))


def expect_error(error_class, function, *args, **kwargs):
    """The text of the error that calling `function` raises."""
    try:
        got = function(*args, **kwargs)
    except error_class:
        return str(sys.exc_info()[1])
    raise AssertionError('expected %s, got %r' % (error_class.__name__, got))


def wait_until(condition, what, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        expect(time.monotonic() < end, 'waited in vain until ' + what)
        time.sleep(0.01)


def alive(pid):
    try:
        with open('/proc/%d/stat' % pid) as stat:
            return stat.read().rpartition(')')[2].split()[0] != 'Z'
    except OSError:
        return False


def children_of(pid):
    try:
        with open('/proc/%d/task/%d/children' % (pid, pid)) as children:
            return [int(child) for child in children.read().split()]
    except OSError:
        return []


def run(test):
    """Calls test(router, log) in a master and fails loudly, whatever goes wrong or hangs."""
    faulthandler.dump_traceback_later(DEADLINE, exit=True)
    log = LogKeeper()
    logging.getLogger().addHandler(log)
    logging.getLogger().setLevel(logging.INFO)
    broker = mitogen.master.Broker()
    router = mitogen.master.Router(broker)
    try:
        test(router, log)
    except BaseException:
        sys.stderr.write('log of the master:\n  %s\n' % '\n  '.join(log.lines[-50:]))
        raise
    finally:
        broker.shutdown()
        broker.join()
    wait_until(lambda: not children_of(os.getpid()), 'no child of the master is left')


def local(router, **kwargs):
    return router.local(python_path=[AGENT], **kwargs)
