"""What upstream's test cases ask of psutil, where it is not installed."""

import os


class Process(object):
    def __init__(self, pid=None):
        self.pid = pid or os.getpid()

    def __eq__(self, other):
        return self.pid == other.pid

    def __hash__(self):
        return hash(self.pid)

    def children(self):
        found = []
        for task in os.listdir('/proc/%d/task' % self.pid):
            with open('/proc/%d/task/%s/children' % (self.pid, task)) as children:
                found += [Process(int(child)) for child in children.read().split()]
        return found

    def open_files(self):
        directory = '/proc/%d/fd' % self.pid
        files = []
        for name in os.listdir(directory):
            try:
                target = os.readlink(os.path.join(directory, name))
            except OSError:
                continue
            if target.startswith('/') and os.path.isfile(target):
                files.append(target)
        return files
