"""What the agent logs and prints appears in the master's log, under the context's name."""

from harness import local, native, run, wait_until

APPEND = native('fs.append')


def test(router, log):
    context = local(router, name=u'logging')

    context.call(APPEND, u'/proc/self/fd/1', b'first line\nsecond ')
    context.call(APPEND, u'/proc/self/fd/1', b'line \xff\n')
    context.call(APPEND, u'/proc/self/fd/2', b'to stderr\n')
    for line in 'INFO stdout.[logging] first line', u'INFO stdout.[logging] second line \ufffd', 'INFO stderr.[logging] to stderr':
        wait_until(lambda: line in log.lines, 'the master logs %r' % (line,))

    context.call_no_reply(native('fs.read'), u'/nonexistent/unheard')
    wait_until(lambda: any(seen.startswith('ERROR ') and '/nonexistent/unheard' in seen for seen in log.lines),
               'the error that nobody waited for is logged')


run(test)
