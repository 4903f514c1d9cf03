"""The package of this name is part of Python since 2.7."""
from unittest import *
