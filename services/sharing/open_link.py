"""Open a tracked link: where it leads, and the touch."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import msgspec

from infra.clock import Clock
from infra.database import Tx, ensure_months, read_directory, transact
from infra.ids import new_id
from infra.scope import MACHINE_CLOCK, Actor, Scope
from services.sharing.errors import UnknownLink
from services.sharing.kind_of_opening import kind_of_opening
from services.sharing.record_touches import Touch, record_touches
from services.sharing.shapes import Target
from services.sharing.target_address import target_address
from services.sharing.visitor_cookie import TOUCH_PARAMETER, VISITOR_PARAMETER, visitor_cookie, visitor_of

_LINK = """
SELECT l.*, t.slug AS store_slug, b.slug AS brand_slug
FROM links AS l
JOIN stores AS t ON t.brand_id = l.brand_id AND t.id = l.store_id
JOIN brands AS b ON b.id = l.brand_id
WHERE l.brand_id = $1 AND l.id = $2
"""
_VISITOR = Actor(kind="visitor")
_LONGEST_HOST = 255


class Opening(msgspec.Struct, frozen=True):
    """What the browser says. `headers` by lower-case name; `scanned`: the address came from a QR code."""

    method: str = "GET"
    headers: Mapping[str, str] = {}
    cookies: Mapping[str, str] = {}
    scanned: bool = False


class LinkOpened(msgspec.Struct, frozen=True):
    """`address` is a path of our own site, with the visitor and the touch in it where a person opened the link: both
    survive web views that keep no cookies. `visitor_id` belongs in the brand's visitor cookie."""

    address: str
    brand: str
    visitor_id: UUID | None
    touch_id: UUID | None


async def open_link(
    code: str, opening: Opening, *, clock: Clock = MACHINE_CLOCK, request_id: str = ""
) -> LinkOpened:
    """Record the touch and say where to go, in one transaction: a redirect that was answered is a touch that is stored.

    A paused or expired link leads to its store and counts nobody: a person who was sent a link never meets a dead end.
    Whether the seller and the store were active is judged when a sale is attributed. Raises UnknownLink.
    """
    found = await read_directory("SELECT brand_id, link_id FROM link_codes WHERE code = $1", code)
    if not found:
        raise UnknownLink(what="link", ref=code)
    scope = Scope(found[0]["brand_id"], actor=_VISITOR, clock=clock, request_id=request_id)
    at = clock.now()
    # Before the transaction: a month is made in one of its own.
    await ensure_months("touches", at, at)

    async def work(tx: Tx) -> LinkOpened:
        link = await tx.fetchrow(_LINK, tx.brand_id, found[0]["link_id"])
        if link is None:
            raise UnknownLink(what="link", ref=code)
        if link["status"] != "active" or (link["expires_at"] is not None and link["expires_at"] <= at):
            return LinkOpened(
                target_address(link["brand_slug"], link["store_slug"], Target()),
                link["brand_slug"],
                None,
                None,
            )
        touch = _touch(link, opening, at)
        await record_touches(tx, [touch])
        return _opened(link, touch)

    return await transact(scope, work)


def _touch(link: asyncpg.Record, opening: Opening, at: datetime) -> Touch:
    agent = opening.headers.get("user-agent", "")
    known = visitor_of(opening.cookies.get(visitor_cookie(link["brand_slug"])))
    return Touch(
        id=new_id(),
        at=at,
        link_id=link["id"],
        seller_id=link["seller_id"],
        store_id=link["store_id"],
        visitor_id=known or new_id(),
        kind=kind_of_opening(opening.method, opening.headers, scanned=opening.scanned),
        channel=link["channel"],
        campaign=link["campaign"],
        target_ref=link["target_ref"],
        agent_hash=hashlib.sha256(agent.encode()).digest()[:16],
        referrer_host=_host(opening.headers.get("referer", "")),
    )


def _opened(link: asyncpg.Record, touch: Touch) -> LinkOpened:
    target = Target(link["target_kind"], link["target_ref"])
    brand, store = link["brand_slug"], link["store_slug"]
    if touch.kind not in ("click", "scan"):
        return LinkOpened(target_address(brand, store, target), brand, None, None)
    query = {VISITOR_PARAMETER: touch.visitor_id.hex, TOUCH_PARAMETER: touch.id.hex}
    return LinkOpened(target_address(brand, store, target, query), brand, touch.visitor_id, touch.id)


def _host(referrer: str) -> str:
    """The host a browser came from, and nothing of what it did there."""
    try:
        return (urlsplit(referrer).hostname or "")[:_LONGEST_HOST]
    except ValueError:
        return ""
