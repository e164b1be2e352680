"""CSV as spreadsheets read it: UTF-8 with a byte order mark, so that Chinese is Chinese, and no cell that runs."""

import csv
import io
from collections.abc import Iterable

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# The full-width signs are what a Chinese or Japanese keyboard writes, and spreadsheets take them for the others.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def plain_cell(text: str) -> str:
    """A spreadsheet runs what begins like a formula: such a text gets an apostrophe before it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def without_apostrophe(text: str) -> str:
    """What `plain_cell` was given: a file that comes back is read as it was before."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def csv_lines(rows: Iterable[Iterable[object]]) -> bytes:
    """Rows as CSV (RFC 4180), without the mark: that stands once, at the beginning of a file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()
