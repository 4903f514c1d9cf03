"""What a Python child of the interop tests can do for a native caller."""

import mitogen.core

STEPS = []


def note(number):
    STEPS.append(number)
    return number


def steps():
    return list(STEPS)


def fails(why):
    raise ValueError(why)
