"""The code a place shows: signed, for one place and one step of time.

`{step}.{mac}` with the step in base 36: the number of whole steps since 1970. Whoever scans it proves to have seen the
display within a step or two; a screenshot is worth nothing a moment later.
"""

import hmac
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import msgspec

from infra.keys import purpose_key

# A code is still taken in the step after its own: a phone needs a moment to open what its camera saw.
TOLERATED_STEPS = 1
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_MAC_BYTES = 10
_PURPOSE = "place code"


class PlaceFacts(msgspec.Struct, frozen=True):
    """What a code is made from and checked against. `open_from` and `open_until` bound an event."""

    place_id: UUID
    key_version: int
    step_seconds: int
    open: bool
    open_from: datetime | None = None
    open_until: datetime | None = None


def code_at(place: PlaceFacts, at: datetime) -> str:
    """The code on display at the instant."""
    step = _step(place, at)
    return f"{_base36(step)}.{_mac(place, step)}"


def step_end(place: PlaceFacts, at: datetime) -> datetime:
    """When the display changes next."""
    return _start(place, _step(place, at) + 1)


def proved_at(place: PlaceFacts, code: str, at: datetime) -> datetime | None:
    """The start of the step whose code this is, where it proves that somebody is there now; None where it is stale,
    of another place, made up, or the place is not open."""
    if (
        not place.open
        or (place.open_from and at < place.open_from)
        or (place.open_until and at >= place.open_until)
    ):
        return None
    step_text, _, mac = code.partition(".")
    now = _step(place, at)
    for step in range(now, now - TOLERATED_STEPS - 1, -1):
        if step_text == _base36(step) and hmac.compare_digest(mac.encode(), _mac(place, step).encode()):
            return _start(place, step)
    return None


def _mac(place: PlaceFacts, step: int) -> str:
    said = b"%s %d %d %d" % (place.place_id.bytes, place.key_version, place.step_seconds, step)
    return hmac.new(purpose_key(_PURPOSE), said, sha256).hexdigest()[: 2 * _MAC_BYTES]


def _step(place: PlaceFacts, at: datetime) -> int:
    return int(at.timestamp()) // place.step_seconds


def _start(place: PlaceFacts, step: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=step * place.step_seconds)


def _base36(number: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return text or "0"
