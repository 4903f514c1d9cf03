#!/usr/bin/python
# coding: utf-8
# Written by hand.
"""The module's docstring."""

import os

print(os.sep)  # a comment
