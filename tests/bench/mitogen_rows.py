"""The jobs of the benchmark as a Mitogen program does them. Prints the figures of one.

usage: mitogen_rows.py CORE JOB [ARGUMENT...]     CORE: that all of it is pinned to, -1: to none
"""
import collections
import os
import pickle
import sys
import time

import mitogen.core
import mitogen.master


def timed(work):
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def length(data):
    return len(data)


class Jobs:
    def __init__(self, router, arguments):
        self.router = router
        self.arguments = arguments
        self.chain = []

    def local(self):
        """Milliseconds from start to the first call's result."""
        return 1e3 * timed(lambda: self.router.local().call(os.getpid))

    def locals(self):
        """Milliseconds until 100 contexts are ready."""
        count = int(self.arguments[0])
        return 1e3 * timed(lambda: [self.router.local().call(os.getpid) for _ in range(count)])

    def ssh(self):
        port, user, key = self.arguments
        return 1e3 * timed(lambda: self.router.ssh(
            hostname="127.0.0.1", port=int(port), username=user, identity_file=key,
            check_host_keys="ignore", python_path="/usr/bin/python3").call(os.getpid))

    def call(self):
        """Microseconds a small call takes: how many calls, through how many hops."""
        count, hops = map(int, self.arguments)
        while len(self.chain) < hops:
            self.chain.append(self.router.local(via=self.chain[-1] if self.chain else None))
        context = self.chain[-1]
        for _ in range(100):
            context.call(os.getpid)
        return 1e6 / count * timed(lambda: [context.call(os.getpid) for _ in range(count)])

    def calls(self):
        """Calls per second with so many in flight until so many are answered."""
        window, count = map(int, self.arguments)
        context = self.router.local()
        context.call(os.getpid)

        def work():
            waiting = collections.deque(context.call_async(os.getpid) for _ in range(window))
            for _ in range(count - window):
                waiting.popleft().get().unpickle()
                waiting.append(context.call_async(os.getpid))
            for receiver in waiting:
                receiver.get().unpickle()
        return count / timed(work)

    def large(self):
        """MiB/s of one message to a call."""
        size = int(self.arguments[0])
        context = self.router.local()
        data = mitogen.core.Blob(b"x" * size)
        context.call(length, data)
        return size / 1048576 / timed(lambda: context.call(length, data))

    def imports(self):
        """Milliseconds of the first call of a package with many modules, and of the same in a second context, so many hops away."""
        directory, hops = self.arguments[0], int(self.arguments[1])
        sys.path.insert(0, directory)
        import bigpkg
        while len(self.chain) < hops - 1:
            self.chain.append(self.router.local(via=self.chain[-1] if self.chain else None))
        took = []
        for _ in range(2):
            context = self.router.local(via=self.chain[-1] if self.chain else None)
            context.call(os.getpid)
            took.append(1e3 * timed(lambda: context.call(bigpkg.count)))
        return "%f %f" % tuple(took)

    def memory(self):
        """MB of proportional memory of an idle context."""
        pid = self.router.local().call(os.getpid)
        with open("/proc/%d/smaps_rollup" % pid) as rollup:
            return next(int(line.split()[1]) * 1024 / 1e6 for line in rollup if line.startswith("Pss:"))

    def encode(self):
        return codec(self.arguments[0])[0]

    def decode(self):
        return codec(self.arguments[0])[1]


def mixed():
    return [{"name": "entry %d" % i, "size": i * 4096, "mode": 33188, "mtime": 1700000000.5 + i,
             "data": b"0123456789abcdef" * 2, "ok": i % 2 == 0, "none": None, "list": [i, i + 1, "text"]}
            for i in range(6000)]


def codec(which):
    """Nanoseconds of pickle's C implementation, to and from protocol 2."""
    value = ((None, "os", None, "getpid", (), {}) if which == "call" else mixed())
    data = pickle.dumps(value, protocol=2)
    count = 20000 if which == "call" else 20
    encode = timed(lambda: [pickle.dumps(value, protocol=2) for _ in range(count)])
    decode = timed(lambda: [pickle.loads(data, encoding="bytes") for _ in range(count)])
    return encode * 1e9 / count, decode * 1e9 / count


def main():
    core, job, arguments = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    if core >= 0:
        os.sched_setaffinity(0, {core})  # before there are other threads, which inherit it
    broker = mitogen.master.Broker()
    router = mitogen.master.Router(broker)
    try:
        jobs = Jobs(router, arguments)
        print(getattr(jobs, job)())
    finally:
        broker.shutdown()
        broker.join()


if __name__ == "__main__":
    main()
