#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""The module's docstring, # not a comment,
over lines."""
from __future__ import with_statement

import os; import sys  # two

#: beside an assignment
text = "# not a comment"  # but this
other = 'it\'s # not one either' \
    """nor # this"""  # this is
raw = r"\" # still in the text"
block = """
# text
    def f():  # text
"""

if os.sep == '/':
        # deeper than needed
        mapping = {  # a dict
            'a': 1,  # one

            # between
            'b': [
                2,  # two
            ],
        }
# at the margin, inside
        mapping['c'] = lambda x: x  # a function
else:
    """Not a docstring, but an expression."""


@staticmethod  # decorated
# between
def decorated(
    a, b={'#': 1},  # a default
):  # its head ends here
    # before the docstring
    """Docstring.""" # after it
    "a second text"
    for i in a:
        """an expression in a loop"""
        continue
    return (a
            # in the middle
            + b)


class Outer(object):

    """After an empty line."""

    class Inner:
        """Inner."""
        def method(self): return 1  # one line

        def documented(self): """on one line"""; return 2

    def last(self):
    	"""Indented by a tab."""
    	return sys
# at the end, without a newline