"""How a turn of a job ends."""

from typing import Any

import msgspec


class JobMade(msgspec.Struct, frozen=True):
    """The end: a result that the page shows, and the name of the file it made, if it made one."""

    result: Any = None
    file_name: str = ""
    media_type: str = ""


class GoOn(msgspec.Struct, frozen=True):
    """There is more to do, in another turn."""
