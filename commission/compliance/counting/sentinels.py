"""The numbers that stand for nothing in a column."""

from typing import Final

NOBODY: Final = -1
"""No row: nobody's guest, the organiser's own."""

UNKNOWN_DAY: Final = -(2**31)
NO_HASH: Final = 0
