"""Open a tracked link: where it leads, and the touch."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from infra.clock import Clock
from infra.ids import new_id
from infra.keys import keyed_hash
from infra.scope import MACHINE_CLOCK
from services.sharing.errors import UnknownLink
from services.sharing.kind_of_opening import kind_of_opening
from services.sharing.link_cache import link_cache
from services.sharing.link_facts import LinkFacts
from services.sharing.place_codes import proved_at
from services.sharing.record_touches import Touch
from services.sharing.touch_writer import touch_writer
from services.sharing.visitor_cookie import (
    PLACE_PARAMETER,
    STALE_PARAMETER,
    TOUCH_PARAMETER,
    VISITOR_PARAMETER,
    visitor_of,
)

# A place's link opened without a code that proves the place: an old screenshot, the bare address passed on. It counts
# like any link, and not for the channel of the place, whose window is long because somebody was there.
UNPROVED = "place_unproved"
_LONGEST = 512
_HOST = re.compile(r"[a-z0-9.-]{1,255}")


class Opening(msgspec.Struct, frozen=True):
    """What the browser says. `headers` by lower-case name; `scanned`: the address came from a QR code; `place` and
    `place_code`: from the rotating one of a place."""

    method: str = "GET"
    headers: Mapping[str, str] = {}
    cookies: Mapping[str, str] = {}
    scanned: bool = False
    place: str = ""
    place_code: str = ""


class LinkOpened(msgspec.Struct, frozen=True):
    """`address` is a path of our own site, with the visitor and the touch in it where a person opened the link: both
    survive web views that keep no cookies. `visitor_id` belongs in the brand's visitor cookie."""

    address: str
    brand: str
    visitor_id: UUID | None
    touch_id: UUID | None


async def open_link(
    code: str, opening: Opening, *, clock: Clock = MACHINE_CLOCK, brand_id: UUID | None = None
) -> LinkOpened:
    """Say where to go, the touch being safe: a redirect that was answered is a touch that is stored, or, while
    PostgreSQL is away, one that waits where it cannot be lost.

    A paused or expired link leads to its store and counts nobody: a person who was sent a link never meets a dead end.
    Whether the seller and the store were active is judged when a sale is attributed. With `brand_id`, another brand's
    link is not there. Raises UnknownLink, TooManyTouches, TouchesLost.
    """
    cache, writer = link_cache(), touch_writer()
    link = cache.fresh(code) or await cache.find(code, away=lambda: writer.database_away)
    if link is None or brand_id not in (None, link.brand_id):
        raise UnknownLink(what="link", ref=code)
    at = clock.now()
    if not link.counts(at):
        return LinkOpened(link.store_address, link.brand_slug, None, None)
    touch = _touch(link, opening, at)
    await writer.record(link.brand_id, touch)
    return _opened(link, touch)


def open_remembered_link(
    code: str,
    opening: Opening,
    answer: Callable[[BaseException | None], None],
    *,
    clock: Clock = MACHINE_CLOCK,
    brand_id: UUID | None = None,
) -> LinkOpened | None:
    """The same without a task of its own for each: where to go, to be said when `answer` is called, once, after this
    returned: with None when the touch is safe, with what `open_link` would raise when it is not.

    None, and nothing done, where the link must be looked up, counts nobody, or is another brand's: `open_link` knows.
    Raises TooManyTouches.
    """
    link = link_cache().fresh(code)
    if link is None or brand_id not in (None, link.brand_id):
        return None
    at = clock.now()
    if not link.counts(at):
        return None
    touch = _touch(link, opening, at)
    touch_writer().put(link.brand_id, touch, answer)
    return _opened(link, touch)


def _opened(link: LinkFacts, touch: Touch) -> LinkOpened:
    if touch.kind not in ("click", "scan"):
        return LinkOpened(f"{link.address}?{link.query}", link.brand_slug, None, None)
    place = f"&{STALE_PARAMETER}=1" if touch.channel == UNPROVED else ""
    if touch.place_id is not None:
        place = f"&{PLACE_PARAMETER}={touch.place_id.hex}"
    address = (
        f"{link.address}?{VISITOR_PARAMETER}={touch.visitor_id.hex}&{TOUCH_PARAMETER}={touch.id.hex}"
        f"&{link.query}{place}"
    )
    return LinkOpened(address, link.brand_slug, touch.visitor_id, touch.id)


def _touch(link: LinkFacts, opening: Opening, at: datetime) -> Touch:
    known = visitor_of(opening.cookies.get(link.cookie))
    place_id, proof = _proved(link, opening, at) if link.places else (None, None)
    return Touch(
        id=new_id(),
        at=at,
        link_id=link.link_id,
        seller_id=link.seller_id,
        store_id=link.store_id,
        visitor_id=known or new_id(),
        kind=kind_of_opening(
            opening.method, opening.headers, scanned=opening.scanned or place_id is not None
        ),
        channel=UNPROVED if link.places and place_id is None else link.channel,
        campaign=link.campaign,
        target_ref=link.target_ref,
        agent_hash=_agent_hash(link.brand_id, opening.headers.get("user-agent", "")[:_LONGEST]),
        referrer_host=_host(opening.headers.get("referer", "")[:_LONGEST]),
        place_id=place_id,
        proved_at=proof,
    )


def _proved(link: LinkFacts, opening: Opening, at: datetime) -> tuple[UUID | None, datetime | None]:
    """The place that the opening proves, and the start of the step whose code it showed."""
    for place in link.places:
        if place.place_id.hex == opening.place:
            proof = proved_at(place, opening.place_code, at)
            return (place.place_id, proof) if proof else (None, None)
    return None, None


@lru_cache(maxsize=4096)
def _agent_hash(brand_id: UUID, agent: str) -> bytes:
    return keyed_hash("agent", brand_id, agent)


@lru_cache(maxsize=1024)
def _host(referrer: str) -> str:
    """The host a browser came from, and nothing of what it did there."""
    try:
        host = urlsplit(referrer).hostname or ""
    except ValueError:
        return ""
    return host if _HOST.fullmatch(host) else ""
