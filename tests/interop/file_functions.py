"""What a Python context of the interop tests does with files of other contexts."""

import hashlib
import io

import mitogen.core
import mitogen.service


@mitogen.core.takes_econtext
def fetch(path, econtext=None):
    """Fetches a file of the master: success, metadata, and a digest of what came."""
    out = io.BytesIO()
    ok, metadata = mitogen.service.FileService.get(econtext.master, path, out)
    return [ok, metadata, mitogen.core.to_text(hashlib.sha256(out.getvalue()).hexdigest())]


@mitogen.core.takes_econtext
def fetch_error(path, econtext=None):
    try:
        mitogen.service.FileService.get(econtext.master, path, io.BytesIO())
    except mitogen.core.CallError as error:
        return str(error).split('\n')[0]


@mitogen.core.takes_router
def pushed(path, router=None):
    """A digest of a file that was, or will be, pushed here."""
    pool = mitogen.service.get_or_create_pool(router=router)
    data = pool.get_service(u'mitogen.service.PushFileService').get(path)
    return mitogen.core.to_text(hashlib.sha256(data).hexdigest())
