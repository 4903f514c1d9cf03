"""A stock Mitogen program with a listener: argv is the listener's path and the file that tells when it is ready.

It has a context `first`, below that one `second`, and a service. It ends by SIGTERM. The file tells their ids, its process and
whether its Mitogen says how a message is encoded.
"""

import os
import signal
import sys

import mitogen
import mitogen.core
import mitogen.master
import mitogen.service
import mitogen.unix


class Shop(mitogen.service.Service):
    """A service for programs that attach."""

    @mitogen.service.expose(policy=mitogen.service.AllowParents())
    @mitogen.service.arg_spec({'name': mitogen.core.UnicodeType})
    def greet(self, name):
        return u'hello ' + name

    @classmethod
    def name(cls):
        return u'shop.Shop'


def main():
    path, ready = sys.argv[1:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    broker = mitogen.master.Broker()
    try:
        router = mitogen.master.Router(broker)
        first = router.local(name=u'first', python_path=sys.executable)
        second = router.local(via=first, name=u'second', python_path=sys.executable)
        pool = mitogen.service.Pool(router, [Shop(router)], size=2)
        mitogen.unix.Listener.build_stream(router, path=path)
        with open(ready + '.new', 'w') as told:
            is_tagged = mitogen.__version__[:3] >= (0, 3, 39)
            told.write('%d %d %d %d' % (first.context_id, second.context_id, os.getpid(), is_tagged))
        os.rename(ready + '.new', ready)
        while True:
            signal.pause()
    finally:
        broker.shutdown()
        broker.join()


if __name__ == '__main__':
    main()
