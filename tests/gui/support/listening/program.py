"""A Mitogen program that listens at the socket that it is given, with two contexts, the second below the first.

It prints their ids in a line, and ends with its standard input. Of that each line is an order: "end" ends the second context,
"start" starts one and prints its id.
"""

import sys

import mitogen.master
import mitogen.unix


def main():
    broker = mitogen.master.Broker()
    router = mitogen.master.Router(broker)
    try:
        mitogen.unix.Listener.build_stream(router, path=sys.argv[1])
        first = router.local(name='first')
        second = router.local(via=first, name='second')
        print(first.context_id, second.context_id)
        sys.stdout.flush()
        for order in iter(sys.stdin.readline, ''):
            if order.strip() == 'end':
                second.shutdown(wait=True)
            elif order.strip() == 'start':
                print(router.local(name='third').context_id)
                sys.stdout.flush()
    finally:
        broker.shutdown()
        broker.join()


if __name__ == '__main__':
    main()
