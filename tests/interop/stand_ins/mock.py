"""The package of this name is part of Python 3."""
from unittest.mock import *
from unittest.mock import patch
