"""What a context of any Python does for python_matrix_test."""
# !mitogen: minify_safe

import collections
import datetime
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


class Order(object):
    def __init__(self, number):
        self.number = number


class Old:
    def __init__(self):
        self.lines = [2]


Size = collections.namedtuple('Size', 'width height')


def objects():
    """Of classes that only Python has."""
    return [Order(7), Old(), Size(3, 4), set([5]), collections.OrderedDict([(u'b', 1), (u'a', 2)]),
            datetime.timedelta(1, 2, 3), ValueError(u'no'), Order, {Size(1, 2): Order(8)}]


def modules():
    return bigpkg.count()


def prints(text):
    os.write(1, text.encode('utf-8') + b'\n')
    sys.stderr.write('%s to stderr\n' % text)
    sys.stderr.flush()
