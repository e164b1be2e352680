"""Make a place, change it, close it, take its codes out of use."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

import asyncpg
import msgspec
from msgspec import UNSET, Meta, UnsetType

from commission.money.rate import Rate
from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput, NotFound
from infra.fields import Instant, Minor
from infra.ids import new_id
from infra.json_text import to_json
from infra.scope import Scope
from services.audit import record_change
from services.offline.display_secret import display_path
from services.sharing.check_channels import check_channels
from services.sharing.check_expiry import check_expiry
from services.sharing.check_targets import check_targets
from services.sharing.errors import NoStore
from services.sharing.link_cache import link_cache
from services.sharing.shapes import Channel, LinkSpec, Target
from services.sharing.write_links import write_links

PlaceName = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")]
# Degrees as text, exact: "31.23041".
Degrees = Annotated[str, Meta(pattern=r"^-?\d{1,3}(\.\d{1,5})?$")]

_PLACE = """
SELECT p.*, l.code, l.seller_id FROM places AS p JOIN links AS l ON l.brand_id = p.brand_id AND l.id = p.link_id
WHERE p.brand_id = $1 AND p.id = $2 AND ($3::uuid IS NULL OR l.seller_id = $3) FOR NO KEY UPDATE OF p
"""
_MAKE = """
INSERT INTO places (brand_id, id, link_id, kind, name, latitude, longitude, step_seconds, opens_at, closes_at, coupon,
  coupon_limit, created_by, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12, $13, $14)
"""
_CHANGE = """
UPDATE places SET name = $3, opens_at = $4, closes_at = $5, status = $6, key_version = $7
WHERE brand_id = $1 AND id = $2
"""


class PlaceCoupon(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The coupon that everybody who scans may take once, each with a code of its own: a discount (`amount` in minor
    units, `rate` such as "0.10", or `none`), good for `days` from the scan."""

    kind: Literal["amount", "rate", "none"] = "none"
    amount_off: Minor = 0
    rate_off: Annotated[str, Meta(pattern=r"^(0|1)(\.[0-9]{1,6})?$")] = "0"
    minimum_total: Minor = 0
    days: Annotated[int, Meta(ge=1, le=365)] = 365


class MakePlace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A shop, an event (with its hours) or a shelf. Its code changes every `step_seconds`. A scan leads to `target` in
    the store and counts for `channel`. Where it is (degrees) lets improbable scans be told."""

    name: PlaceName
    kind: Literal["shop", "event", "shelf"]
    channel: Channel = "offline"
    target: Target = Target()
    latitude: Degrees | None = None
    longitude: Degrees | None = None
    step_seconds: Annotated[int, Meta(ge=15, le=300)] = 60
    opens_at: Instant | None = None
    closes_at: Instant | None = None


class MakeBrandsPlace(MakePlace, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A place of a named seller; a coupon is the brand's money, so the brand alone lets one be handed out."""

    seller_id: UUID
    coupon: PlaceCoupon | None = None
    coupon_limit: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None


class ChangePlace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Only what is given changes."""

    name: PlaceName | UnsetType = UNSET
    opens_at: Instant | UnsetType | None = UNSET
    closes_at: Instant | UnsetType | None = UNSET
    status: Literal["open", "closed"] | UnsetType = UNSET


class PlaceMade(msgspec.Struct, frozen=True):
    """`display_path` is opened on the screen at the place; who has it can show the code, so keep it there."""

    place_id: UUID
    link_id: UUID
    code: str
    display_path: str


async def make_place(scope: Scope, command: MakePlace) -> PlaceMade:
    """Make it, with a link of its own: the acting seller's, or that of the seller the brand names. Raises NoStore,
    InvalidInput."""
    _check(command)
    brands = isinstance(command, MakeBrandsPlace)
    seller_id = command.seller_id if isinstance(command, MakeBrandsPlace) else scope.actor.seller_id

    async def work(tx: Tx) -> PlaceMade:
        store_id = await tx.fetchval(
            "SELECT id FROM stores WHERE brand_id = $1 AND seller_id = $2", tx.brand_id, seller_id
        )
        if store_id is None or seller_id is None:
            raise NoStore
        if not brands:
            await check_channels(tx, {"channel": command.channel})
        await check_targets(tx, {"target": command.target})
        check_expiry(tx, {"closes_at": command.closes_at})
        spec = LinkSpec(command.channel, command.target, campaign=command.name)
        (link,) = await write_links(tx, [(seller_id, store_id, spec)])
        place_id = new_id()
        await tx.execute(
            _MAKE, tx.brand_id, place_id, link.link_id, *_columns(command), scope.actor.account_id, tx.now
        )
        await record_change(tx, "make_place", "place", place_id, None, command)
        return PlaceMade(place_id, link.link_id, link.code, display_path(tx.brand_id, place_id, 1))

    return await transact(scope, work)


async def change_place(
    scope: Scope, place_id: UUID, command: ChangePlace, *, seller_id: UUID | None = None
) -> None:
    """Apply the change. With `seller_id` another seller's place is not there. Raises NotFound, InvalidInput."""
    await _edit(scope, place_id, seller_id, command, new_codes=False)


async def find_display(scope: Scope, place_id: UUID, *, seller_id: UUID | None = None) -> str:
    """The address of the place's display as it is. Raises NotFound."""
    row = await transact(scope, lambda tx: tx.fetchrow(_PLACE, tx.brand_id, place_id, seller_id))
    if row is None:
        raise NotFound(what="place", ref=place_id)
    return display_path(scope.brand_id, place_id, row["key_version"])


async def renew_place_codes(scope: Scope, place_id: UUID, *, seller_id: UUID | None = None) -> str:
    """Codes and display address of before are worthless from now on; the new address of the display. Raises
    NotFound."""
    return await _edit(scope, place_id, seller_id, ChangePlace(), new_codes=True)


async def _edit(
    scope: Scope, place_id: UUID, seller_id: UUID | None, command: ChangePlace, *, new_codes: bool
) -> str:
    async def work(tx: Tx) -> tuple[UUID, str]:
        row = await tx.fetchrow(_PLACE, tx.brand_id, place_id, seller_id)
        if row is None:
            raise NotFound(what="place", ref=place_id)
        after = {
            name: row[name] if value is UNSET else value
            for name, value in msgspec.structs.asdict(command).items()
        }
        _check_hours(after["opens_at"], after["closes_at"])
        version = row["key_version"] + (1 if new_codes else 0)
        await tx.execute(_CHANGE, tx.brand_id, place_id, *(after[name] for name in _CHANGED), version)
        # Every process forgets the link, which the place's facts are remembered with.
        await tx.execute("SELECT pg_notify('storelet_links', 'link ' || $1)", row["code"])
        await record_change(tx, "change_place", "place", place_id, _before(row), after)
        return row["link_id"], display_path(tx.brand_id, place_id, version)

    link_id, path = await transact(scope, work)
    link_cache().forget(link_id=link_id)
    return path


_CHANGED = ("name", "opens_at", "closes_at", "status")


def _before(row: asyncpg.Record) -> dict[str, object]:
    return {name: row[name] for name in _CHANGED}


def _columns(command: MakePlace) -> tuple[object, ...]:
    coupon = command.coupon if isinstance(command, MakeBrandsPlace) else None
    return (
        command.kind,
        command.name,
        None if command.latitude is None else Decimal(command.latitude),
        None if command.longitude is None else Decimal(command.longitude),
        command.step_seconds,
        command.opens_at,
        command.closes_at,
        None if coupon is None else to_json(coupon),
        command.coupon_limit if isinstance(command, MakeBrandsPlace) else None,
    )


def _check(command: MakePlace) -> None:
    faults = []
    for name, value, most in (("latitude", command.latitude, 90), ("longitude", command.longitude, 180)):
        if value is not None and abs(Decimal(value)) > most:
            faults.append(
                FieldFault(name, f"must lie from -{most} to {most}", f"须在 -{most} 至 {most} 之间")
            )
    if (command.latitude is None) != (command.longitude is None):
        faults.append(
            FieldFault("longitude", "comes with a latitude, and a latitude with it", "经纬度须同时填写")
        )
    coupon = command.coupon if isinstance(command, MakeBrandsPlace) else None
    if coupon is not None:
        rate = Rate.parse(coupon.rate_off).decimal
        if (coupon.kind == "rate") != (0 < rate <= 1):
            faults.append(
                FieldFault(
                    "coupon.rate_off", "must be above 0 and at most 1, for kind rate alone", "折扣率无效"
                )
            )
        if (coupon.kind == "amount") != (coupon.amount_off > 0):
            faults.append(
                FieldFault("coupon.amount_off", "must be above 0, for kind amount alone", "优惠金额无效")
            )
    if faults:
        raise InvalidInput(*faults)
    _check_hours(command.opens_at, command.closes_at)


def _check_hours(opens_at: datetime | None, closes_at: datetime | None) -> None:
    if opens_at and closes_at and closes_at <= opens_at:
        raise InvalidInput(FieldFault("closes_at", "must be after opens_at", "须晚于开放时间"))
