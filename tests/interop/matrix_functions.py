"""What a context of any Python does for python_matrix_test."""
# !mitogen: minify_safe

import os
import sys

import bigpkg


def version():
    """The same in every release."""
    # Python 2 takes what is not marked for bytes.
    return u'%d.%d.%d' % sys.version_info[:3]


def echo(*args, **kwargs):
    """What came, as it came."""
    return [list(args), kwargs]


def fails(why):
    raise ValueError(why)


def modules():
    return bigpkg.count()


def prints(text):
    os.write(1, text.encode('utf-8') + b'\n')
    sys.stderr.write('%s to stderr\n' % text)
    sys.stderr.flush()
