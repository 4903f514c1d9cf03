"""Upstream's own test modules, with native contexts between the master and the children that they start.

    upstream.py SOURCE AGENT [--between N] [--json FILE] [MODULE...]

SOURCE is a checkout of Mitogen or its unpacked source package, of any release from 0.3.0; it is only read. Every child that
a test starts in its master without `via` is started by an agent instead, the last of N (1) in a row. Each module runs in a
process of its own with a deadline. One line a module, then the tests that fail, each with what becomes of it with nothing
between and with Python contexts there: what fails with those too looks inside Python objects, or asks for what this machine
has not. Ends with 1 when a test fails with agents only, but for those that are known below.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import unittest

DEADLINE = 90
# Packages that upstream's tests import and a plain Python lacks.
STAND_INS = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'stand_ins')

# Nothing in them is between a master and its children.
ELSEWHERE = frozenset([
    'fork_test', 'os_fork_test',  # a copy of the Python process itself
    'setns_test',                 # is empty
])
# They look at the command line of a method's program, which is our own: safer, or what the program calls its options today.
OWN_COMMAND_LINES = ('kubectl_test.ConstructorTest.', 'lxd_test.ConstructorTest.', 'ssh_test.ConstructorTest.',
                     'ssh_test.Stub', 'sudo_test.ConstructorTest.')
# A process that a context of ours started may outlive the news that its context is gone; with Python contexts too, now and then.
RACES = ('parent_test.ContextTest.test_context_shutdown',)


def module_names(source):
    names = sorted(name[:-3] for name in os.listdir(os.path.join(source, 'tests')) if name.endswith('_test.py'))
    return [name for name in names if name not in ELSEWHERE]


# --- In the process of one module or test.


def leave_containers_alone():
    """Their images would be fetched."""
    import testlib

    def skip(cls):
        raise unittest.SkipTest('needs containers of upstream')

    if hasattr(testlib, 'DockerMixin'):
        testlib.DockerMixin.setUpClass = classmethod(skip)


def put_between(interpreter, count):
    """Children are started by the last of `count` contexts in a row, each run by `interpreter`."""
    import mitogen.master
    import mitogen.parent

    connect = mitogen.parent.Router.connect

    def through(router, method_name, name=None, **kwargs):
        via = kwargs.pop('via', None)
        if type(router) is not mitogen.master.Router or via or method_name == 'fork':
            return connect(router, method_name, name=name, via=via, **kwargs)
        if not hasattr(router, 'between'):
            router.between = None
            for _ in range(count):
                router.between = connect(router, u'local', python_path=[interpreter], via=router.between)
        kwargs.setdefault('python_path', sys.executable)  # else it were an agent again
        return connect(router, method_name, name=name, via=router.between, **kwargs)

    mitogen.parent.Router.connect = through


class Result(unittest.TestResult):
    def __init__(self):
        unittest.TestResult.__init__(self)
        self.outcome = {}

    def addSuccess(self, test):
        self.outcome[test.id()] = ['passed', '']

    def addFailure(self, test, err):
        self.outcome[test.id()] = ['failed', self._exc_info_to_string(err, test)]

    def addError(self, test, err):
        self.outcome[test.id()] = ['errored', self._exc_info_to_string(err, test)]

    def addSkip(self, test, reason):
        self.outcome.setdefault(test.id(), ['skipped', reason])

    def addExpectedFailure(self, test, err):
        self.outcome[test.id()] = ['passed', '']

    def stopTest(self, test):
        unittest.TestResult.stopTest(self, test)
        self.save()

    def save(self):
        with open(self.path, 'w') as file:
            json.dump(self.outcome, file)


def run_tests(source, interpreter, count, path, name):
    os.chdir(source)  # children must not find what the tests import by themselves
    sys.path[:0] = [source, os.path.join(source, 'tests')]
    leave_containers_alone()
    if count:
        put_between(interpreter, count)
    result = Result()
    result.path = path
    unittest.defaultTestLoader.loadTestsFromName(name).run(result)
    result.save()


# --- In the process that runs them all.


def outcome_of(name, arguments, interpreter, count):
    """What becomes of the tests of a module, or of one test."""
    with tempfile.TemporaryDirectory() as directory:
        # Upstream's children are started as `python`, and its stubs of programs too.
        os.symlink(sys.executable, os.path.join(directory, 'python'))
        if arguments.python2:
            os.symlink(arguments.python2, os.path.join(directory, 'python2'))
        environment = dict(os.environ, MITOGEN_TEST_SKIP_CONTAINER_TESTS='1', SKIP_MITOGEN='', SKIP_ANSIBLE='1',
                           PYTHONDONTWRITEBYTECODE='1', HOME=directory, TMPDIR=directory)
        environment['PATH'] = directory + ':' + environment['PATH']
        environment['PYTHONPATH'] = ':'.join([arguments.source, STAND_INS])
        path = os.path.join(directory, 'outcome')
        command = [sys.executable, os.path.abspath(__file__), arguments.source, interpreter, '--between', str(count),
                   '--outcome', path, name]
        with open(os.path.join(directory, 'output'), 'w+', errors='replace') as output:
            process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                       start_new_session=True)
            try:
                ended = 'exited with %d' % process.wait(arguments.deadline)
            except subprocess.TimeoutExpired:
                ended = 'was still running after %d s' % arguments.deadline
                os.killpg(process.pid, 9)
                process.wait()
            output.seek(0)
            text = output.read()
        try:
            with open(path) as file:
                outcome = json.load(file)
        except (OSError, ValueError):
            outcome = {}
        if ended != 'exited with 0':
            outcome[name if '.' in name else name + ' as a whole'] = ['errored', ended + '\n' + text[-3000:]]
        return outcome


def outcome_with_python(module, arguments, count, tests):
    """What becomes of `tests` of a module; by themselves where one before them does not end."""
    outcome = outcome_of(module, arguments, sys.executable, count) if tests else {}
    for test in tests:
        if test not in outcome and not test.endswith(' as a whole'):
            outcome.update(outcome_of(test, arguments, sys.executable, count))
    return outcome


def last_line(text):
    return (text.strip().splitlines() or [''])[-1][:200]


def run_all(arguments):
    everything, worse, totals = {}, 0, {}
    for module in arguments.modules or module_names(arguments.source):
        outcome = outcome_of(module, arguments, arguments.agent, arguments.between)
        counts = {}
        for word, _ in outcome.values():
            counts[word] = counts.get(word, 0) + 1
            totals[word] = totals.get(word, 0) + 1
        print('%-26s %s' % (module, ', '.join('%d %s' % (counts[word], word) for word in sorted(counts))), flush=True)
        bad = [test for test in sorted(outcome) if outcome[test][0] in ('failed', 'errored')]
        # The same with nothing between, and with Python contexts there: what then fails too is not for us to mend.
        plain = outcome_with_python(module, arguments, 0, bad)
        python = outcome_with_python(module, arguments, arguments.between, bad)
        for test in bad:
            print('    %s %s: %s' % (test, outcome[test][0], last_line(outcome[test][1])))
            for what, other in ('nothing', plain), ('Python', python):
                word, text = other.get(test, ['not run', ''])
                print('        with %s between: %s %s' % (what, word, last_line(text)), flush=True)
            if all(other.get(test, [''])[0] == 'passed' for other in (plain, python)):
                known = test.startswith(OWN_COMMAND_LINES + RACES)
                print('        ' + ('known' if known else 'ONLY WITH AGENTS'))
                worse += not known
        everything[module] = {'agent': outcome, 'nothing': plain, 'Python': python}
    print(', '.join('%d %s' % (totals[word], word) for word in sorted(totals)))
    print('%d fail with agents only' % worse)
    if arguments.json:
        with open(arguments.json, 'w') as file:
            json.dump(everything, file, indent=1)
    return 1 if worse else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('source', type=os.path.abspath)
    parser.add_argument('agent', type=os.path.abspath)
    parser.add_argument('modules', nargs='*')
    parser.add_argument('--between', type=int, default=1)
    parser.add_argument('--deadline', type=int, default=DEADLINE)
    parser.add_argument('--json')
    parser.add_argument('--python2', type=os.path.abspath, help='for what upstream tests between Python 2 and 3')
    parser.add_argument('--outcome')
    arguments = parser.parse_intermixed_args()
    if arguments.outcome:
        run_tests(arguments.source, arguments.agent, arguments.between, arguments.outcome, arguments.modules[0])
        return 0
    return run_all(arguments)


if __name__ == '__main__':
    sys.exit(main())
