class Order(Base):
    """An order.

    # Not a comment.
    """

    lines = []


class Empty:
    """Has nothing but this."""


class Documented(object):
    "One line"; paid = False
