def later():
    pass


class Later:
    # Nothing yet.
    pass


def documented():
    """With a docstring."""
    pass


if later: pass  # on one line
