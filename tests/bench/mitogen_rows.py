"""The jobs of the benchmark as a Mitogen program does them. Prints one figure a line.

usage: mitogen_rows.py JOB REPETITIONS [ARGUMENT...]
"""
import os
import pickle
import sys
import time

import mitogen.core
import mitogen.master
import mitogen.select
import mitogen.utils


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
        """Microseconds a small call takes: how many calls, on which core (-1: any), through how many hops."""
        count, core, hops = map(int, self.arguments)
        if core >= 0:
            os.sched_setaffinity(0, {core})
        while len(self.chain) < hops:
            self.chain.append(self.router.local(via=self.chain[-1] if self.chain else None))
        context = self.chain[-1]
        for _ in range(100):
            context.call(os.getpid)
        return 1e6 / count * timed(lambda: [context.call(os.getpid) for _ in range(count)])

    def calls(self):
        """Calls per second with many in flight."""
        count = int(self.arguments[0])
        context = self.cached("calls")

        def work():
            receivers = [context.call_async(os.getpid) for _ in range(count)]
            for receiver in receivers:
                receiver.get().unpickle()
        return count / timed(work)

    def large(self):
        """MiB/s of one message to a call."""
        size = int(self.arguments[0])
        context = self.cached("large")
        data = mitogen.core.Blob(b"x" * size)
        context.call(length, mitogen.core.Blob(b""))
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

    def cached(self, name):
        if not hasattr(self, "_" + name):
            setattr(self, "_" + name, self.router.local())
        return getattr(self, "_" + name)


def mixed():
    return [{"name": "entry %d" % i, "size": i * 4096, "mode": 33188, "mtime": 1700000000.5 + i,
             "data": b"0123456789abcdef" * 2, "ok": i % 2 == 0, "none": None, "list": [i, i + 1, "text"]}
            for i in range(6000)]


def codec(which):
    """MB/s of pickle's C implementation, to and from protocol 2."""
    value = ((None, "os", None, "getpid", (), {}) if which == "call" else mixed())
    data = pickle.dumps(value, protocol=2)
    count = 20000 if which == "call" else 5
    encode = timed(lambda: [pickle.dumps(value, protocol=2) for _ in range(count)])
    decode = timed(lambda: [pickle.loads(data, encoding="bytes") for _ in range(count)])
    scale = (1e9 / count) if which == "call" else None
    if scale:
        return encode * scale, decode * scale
    return len(data) * count / 1e6 / encode, len(data) * count / 1e6 / decode


def main():
    job, repetitions, arguments = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    broker = mitogen.master.Broker()
    router = mitogen.master.Router(broker)
    try:
        jobs = Jobs(router, arguments)
        for _ in range(repetitions):
            print(getattr(jobs, job)(), flush=True)
    finally:
        broker.shutdown()
        broker.join()


if __name__ == "__main__":
    main()
