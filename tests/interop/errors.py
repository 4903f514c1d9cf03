"""What fails in the agent reaches Python callers as the exceptions they know, with a text that says what was wrong."""

import mitogen.core
import mitogen.parent
from harness import expect, expect_equal, expect_error, local, native, run

ECHO = native('rhizome.echo')
READ = native('fs.read')


def test(router, log):
    context = local(router)

    text = expect_error(mitogen.core.CallError, context.call, READ, u'/nonexistent/file')
    expect("cannot open '/nonexistent/file': No such file or directory" in text, text)

    text = expect_error(mitogen.core.CallError, context.call, READ, 5)
    expect('path' in text and 'int' in text, text)
    text = expect_error(mitogen.core.CallError, context.call, READ)
    expect('path' in text, text)
    text = expect_error(mitogen.core.CallError, context.call, READ, u'/', nonsense=1)
    expect('nonsense' in text, text)
    text = expect_error(mitogen.core.CallError, context.call, native('fs.reed'), u'/')
    expect('reed' in text, text)
    text = expect_error(mitogen.core.CallError, context.call, native('nowhere.function'))
    expect('nowhere' in text, text)

    # A set may not travel: the agent refuses to read it and goes on.
    text = expect_error(mitogen.core.CallError, context.call, ECHO, {1, 2})
    expect('set' in text, text)

    # An error ends its chain until that is reset, and no other.
    chain = mitogen.parent.CallChain(context, pipelined=True)
    failed = chain.call_async(READ, u'/nonexistent/first')
    skipped = chain.call_async(ECHO, u'never')
    other = context.call_async(ECHO, u'other')
    for receiver in failed, skipped:
        text = expect_error(mitogen.core.CallError, lambda: receiver.get(timeout=30).unpickle())
        expect('/nonexistent/first' in text, text)
    expect_equal(other.get(timeout=30).unpickle(), u'other', 'a call beside the chain')
    chain.reset()
    expect_equal(chain.call(ECHO, u'again'), u'again', 'a call after the reset')

    # More text than a CallError may hold.
    text = expect_error(mitogen.core.CallError, context.call, READ, u'/' + u'x' * 50000)
    expect('File name too long' in text or 'cannot open' in text, text[:200])

    expect_equal(context.call(ECHO, 1), 1, 'a call after all that')


run(test)
