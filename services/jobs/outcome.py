"""How a turn of a job ends."""

from typing import Any

import msgspec


class JobMade(msgspec.Struct, frozen=True):
    """The end: a result that the page shows, and the name of the file it made, if it made one: piece by piece before
    the end, or at the end whole (`file`)."""

    result: Any = None
    file_name: str = ""
    media_type: str = ""
    file: bytes = b""


class GoOn(msgspec.Struct, frozen=True):
    """There is more to do, in another turn."""
