"""The limits that hold unless the environment says otherwise: sizes, rates, times (docs/limits.md; a test compares it).

Each is `STORELET_` and its name in capitals. A value outside its range is refused at the start.
"""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

MIB = 1024 * 1024


class Caps(msgspec.Struct, frozen=True, kw_only=True):
    """Sizes in bytes, times in seconds unless named otherwise; a rate's period is the limit's own (api/limits.py)."""

    largest_body: int = MIB
    largest_picture: int = 12 * MIB
    most_rows: int = 200
    login_tries: int = 10
    account_tries: int = 100
    address_tries: int = 100
    code_tries: int = 10
    public_writes: int = 240
    coupon_tries: int = 20
    link_tries: int = 300
    statement_seconds: int = 60
    transaction_seconds: int = 60
    keep_alive_seconds: int = 5
    open_requests: int = 2_000
    page_milliseconds: int = 1_000
    kept_pages: int = 1_000
    kept_page_bytes: int = 16 * MIB


class Range(NamedTuple):
    """From the least to the most that makes sense, both included."""

    least: int
    most: int


# No wider than what the OpenAPI document and the routes' own limits promise.
RANGES: dict[str, Range] = {
    "largest_body": Range(64 * 1024, 16 * MIB),
    "largest_picture": Range(64 * 1024, 12 * MIB),
    "most_rows": Range(10, 200),
    "login_tries": Range(3, 1_000),
    "account_tries": Range(10, 10_000),
    "address_tries": Range(10, 10_000),
    "code_tries": Range(3, 100),
    "public_writes": Range(10, 100_000),
    "coupon_tries": Range(3, 10_000),
    "link_tries": Range(10, 100_000),
    "statement_seconds": Range(1, 3_600),
    "transaction_seconds": Range(1, 3_600),
    "keep_alive_seconds": Range(1, 600),
    "open_requests": Range(10, 100_000),
    # Nobody is shown what is older than a second (api/kept_pages.py); 0 keeps nothing.
    "page_milliseconds": Range(0, 1_000),
    "kept_pages": Range(1, 100_000),
    "kept_page_bytes": Range(64 * 1024, 1024 * MIB),
}


def variable(name: str) -> str:
    """The environment variable of a limit."""
    return f"STORELET_{name.upper()}"


def read_caps(number: Callable[[str, int, int, int], int]) -> Caps:
    """`number` reads a variable, its default, its least and its most; it raises SettingsError."""
    defaults = Caps()
    return Caps(
        **{
            name: number(variable(name), getattr(defaults, name), *RANGES[name])
            for name in Caps.__struct_fields__
        }
    )


def caps_environment(caps: Caps) -> dict[str, str]:
    """The variables that make a child process read the same limits."""
    return {variable(name): str(getattr(caps, name)) for name in Caps.__struct_fields__}
