"""Files of a Python master reach Python contexts behind agents: fetched in chunks, and pushed."""

import hashlib
import os
import tempfile

import mitogen.core
import mitogen.service
from harness import expect, expect_equal, expect_error, local, run

import file_functions

PYTHON = '/usr/bin/python3'


def test(router, log):
    files = mitogen.service.FileService(router)
    pushes = mitogen.service.PushFileService(router=router)
    pool = mitogen.service.Pool(router, services=[files, pushes], size=2)
    agent = local(router)
    deeper = router.local(via=agent)
    children = [router.local(via=via, python_path=PYTHON) for via in (agent, deeper, deeper)]
    content = os.urandom(3000001)
    digest = hashlib.sha256(content).hexdigest()
    with tempfile.NamedTemporaryFile() as file:
        path = mitogen.core.to_text(file.name)
        file.write(content)
        file.flush()
        expect('is not registered' in children[0].call(file_functions.fetch_error, path), 'it is not registered')
        files.register(path)
        for child in children:
            ok, metadata, came = child.call(file_functions.fetch, path)
            expect(ok, 'a whole file came')
            expect_equal(metadata['size'], len(content), 'its size')
            expect_equal(came, digest, 'its content')

        # The second one behind `deeper` gets it from there; one waits for it before it comes.
        waiting = children[2].call_async(file_functions.pushed, path)
        for child in children:
            pushes.propagate_paths_and_modules(child, [path], extra_sys_paths=[])
            expect_equal(child.call(file_functions.pushed, path) if child is not children[2]
                         else waiting.get(timeout=30).unpickle(), digest, 'a pushed file')
        pushes.propagate_to(agent, path)

    # What an agent has no service for.
    text = expect_error(mitogen.core.CallError, agent.call_service, 'mitogen.service.FileService', 'fetch')
    expect('FileService' in text, text)
    pool.stop(join=True)


run(test)
