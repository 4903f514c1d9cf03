"""A stock Mitogen script that attaches to a program: argv is its path and what to do there. Prints JSON."""

import json
import os
import sys
import time

import mitogen.core
import mitogen.unix
import mitogen.utils

sys.path.insert(0, os.environ.get('ATTACH_MODULES', ''))


def listed(desktop):
    """What there is, by the program's own service."""
    return [
        {
            'id': entry['context'].context_id,
            'name': entry['context'].name,
            'parent': entry['parent'],
            'native': entry['native'],
        }
        for entry in desktop.call_service('rhizome.Contexts', 'list')
    ]


def contexts(desktop):
    return [entry['context'] for entry in desktop.call_service('rhizome.Contexts', 'list')]


def pids(router, desktop):
    """Of every context, by its id."""
    return dict((str(context.context_id), context.call(os.getpid)) for context in contexts(desktop))


def children(router, desktop):
    """Starts a child below every context, and asks it who it is."""
    told = {}
    for context in contexts(desktop):
        child = router.local(via=context, python_path=sys.executable)
        told[str(context.context_id)] = [child.context_id, child.call(os.getpid)]
        child.shutdown(wait=True)
    return told


def modules(router, desktop):
    """Calls a function whose module only the program has."""
    import attached_module
    return [context.call(attached_module.double, 21) for context in contexts(desktop)[-1:]]


def master(router, desktop):
    try:
        return desktop.call(os.getpid)
    except mitogen.core.ChannelError as error:
        return str(error)


def stay(router, desktop):
    print('staying')
    sys.stdout.flush()
    time.sleep(600)


def main():
    path, task = sys.argv[1:]
    try:
        router, desktop = mitogen.unix.connect(path)
    except mitogen.unix.ConnectError as error:
        print(json.dumps('ConnectError: %s' % error))
        return
    try:
        if task == 'list':
            result = listed(desktop)
        else:
            result = globals()[task](router, desktop)
        print(json.dumps(result))
    finally:
        router.broker.shutdown()
        router.broker.join()


if __name__ == '__main__':
    main()
