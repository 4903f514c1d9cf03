"""A module of the user's own, which contexts get from the program that they belong to."""

import os


def add(first, second=0, **more):
    return first + second + sum(more.values())


def where():
    return os.getpid()


def close(month, dry_run=False):
    for order in (4116, 4117):
        settle(order, month)


def settle(order, month):
    if order % 2:
        raise ValueError('order %d of %s is not paid yet' % (order, month))
