def total(lines):
    '''The sum
    of all lines.'''
    return sum(lines)


def nothing():
    """Has nothing but this."""


def inline(): "On the line of its head."


def outer():
    """Outer."""

    def inner():
        u"""Inner."""
        return "not a docstring"
    return inner
