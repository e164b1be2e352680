"""Show what sending unsold units back would pay, to the cent, before anybody decides."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import msgspec

from commission.money.faults import Refused
from commission.returns.lot import Lot
from commission.returns.policy import Pricing, ReturnPolicy
from commission.returns.preview import ReturnPreview, StandingChange
from commission.returns.preview import preview_return as preview_one
from commission.returns.refund import Repriced
from commission.tiers.price import StockLine, kept_price
from commission.tiers.reach import standing_tier
from commission.tiers.schedule import TierSchedule
from commission.tiers.volume import lot_volume
from commission.tiers.window import opens_after
from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput, NotFound
from infra.ids import new_id
from infra.json_text import to_json
from infra.scope import Scope
from services.inventory.lot_of_row import lot_of_row
from services.inventory.qualifying_volume import qualifying_volume_of
from services.locks import lock_lots_of_order, lock_seller_volume, lock_stock_order
from services.policies.brand_zone import brand_zone
from services.policies.kinds import RETURN_POLICY, TIER_SCHEDULE
from services.policies.policy_by_id import policy_by_id
from services.policies.policy_in_force import policy_in_force
from services.wholesale.errors import ReturnRefused, StockOrderNotOpen
from services.wholesale.quote_stock import Why, why
from services.wholesale.refusal_words import refusal_of_line

PREVIEW_HOLDS = timedelta(minutes=15)


class ReturnLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Units of one line of the stock order."""

    line: int
    qty: int


class PreviewReturn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What of which stock order would go back."""

    order_id: UUID
    lines: tuple[ReturnLine, ...]


class PreviewedLine(msgspec.Struct, frozen=True):
    """Figures of one line in minor units, and the reason for each."""

    line: int
    lot_id: UUID
    qty: int
    gross: int
    fee: int
    refund: int
    reasons: tuple[Why, ...]


class ReturnPreviewed(msgspec.Struct, frozen=True):
    """What confirming before `expires_at` yields exactly, or a clear conflict. Amounts in minor units."""

    id: UUID
    order_id: UUID
    currency: str
    gross: int
    fee: int
    refund: int
    tier_before: str
    tier_after: str
    volume_before: int
    volume_after: int
    lines: tuple[PreviewedLine, ...]
    expires_at: datetime


class Ground(NamedTuple):
    """All that a return of one order is computed from, read under its locks."""

    order: asyncpg.Record
    lots: list[asyncpg.Record]
    policy: ReturnPolicy
    order_schedule: TierSchedule
    schedule_now: TierSchedule
    volume: int
    opens_after: datetime | None
    waive_window: bool
    zone: ZoneInfo


async def preview_return(scope: Scope, seller_id: UUID, command: PreviewReturn) -> ReturnPreviewed:
    """Compute the return and keep the promise for fifteen minutes, or less where the right itself ends sooner. A closed
    reseller's right does not end: every unsold unit may go back (docs/adr/0055).

    Raises:
        InvalidInput: no lines, a line twice or not of this order. NotFound: no such paid order of this reseller.
        ReturnRefused: the units cannot go back, with the law's reason at the line.
    """

    async def work(tx: Tx) -> ReturnPreviewed:
        ground = await read_ground(tx, seller_id, command.order_id)
        preview = compute_return(tx, ground, command.lines)
        await tx.execute(
            "INSERT INTO return_previews (brand_id, id, seller_id, order_id, body, created_at, expires_at)"
            " VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7)",
            tx.brand_id,
            preview.id,
            seller_id,
            command.order_id,
            to_json(preview),
            tx.now,
            preview.expires_at,
        )
        return preview

    return await transact(scope, work)


async def read_ground(tx: Tx, seller_id: UUID, order_id: UUID) -> Ground:
    """Lock the order, the reseller's volume and the lots, in the lock order, and read what the law needs."""
    order = await lock_stock_order(tx, order_id)
    if order is None or order["seller_id"] != seller_id:
        raise NotFound(what="stock order", ref=order_id)
    if order["state"] != "paid":
        raise StockOrderNotOpen(order=order["code"], state=order["state"])
    seller = await lock_seller_volume(tx, seller_id)
    lots = await lock_lots_of_order(tx, order_id)
    rights = await policy_by_id(tx, RETURN_POLICY, order["return_policy_id"])
    priced_with = await policy_by_id(tx, TIER_SCHEDULE, order["schedule_id"])
    now = await policy_in_force(tx, TIER_SCHEDULE, tx.now)
    zone = await brand_zone(tx)
    volume = await qualifying_volume_of(tx, seller_id, now.policy, tx.now, zone)
    opens = opens_after(now.policy.window, tx.now, zone)
    ordered = sorted(lots, key=lambda row: int(row["line_no"]))
    # Read under the seller's lock: closing or reopening the account comes before this return or after it.
    closed = seller is not None and seller["status"] == "closed"
    return Ground(order, ordered, rights.policy, priced_with.policy, now.policy, volume, opens, closed, zone)


def compute_return(tx: Tx, ground: Ground, lines: Sequence[ReturnLine]) -> ReturnPreviewed:
    """The return of the lines, one after another in the order they are given, each on what the one before left."""
    _check_form(ground, lines)
    rows = {row["line_no"]: row for row in ground.lots}
    lots = {number: lot_of_row(row) for number, row in rows.items()}
    volume = ground.volume
    done: list[tuple[ReturnLine, ReturnPreview]] = []
    for index, line in enumerate(lines):
        row, lot = rows[line.line], lots[line.line]
        standing = _standing(ground, row, lot, line.qty, volume)
        repriced = _repriced(ground, lots, line) if ground.policy.pricing is Pricing.REPRICE_KEPT else None
        try:
            one = preview_one(
                ground.policy,
                lot,
                line.qty,
                at=tx.now,
                valid_for=PREVIEW_HOLDS,
                standing=standing,
                repriced=repriced,
                waive_window=ground.waive_window,
            )
        except Refused as refused:
            raise ReturnRefused(refusal_of_line(refused.reason, index, ground.zone)) from refused
        lots[line.line] = lot.after_return(line.qty, one.figures.refund)
        volume = standing.volume_after
        done.append((line, one))
    return _answer(ground, rows, done)


def _check_form(ground: Ground, lines: Sequence[ReturnLine]) -> None:
    known = {row["line_no"] for row in ground.lots}
    faults = [] if lines else [FieldFault("lines", "must have at least one line", "至少须有一行")]
    seen: set[int] = set()
    for index, line in enumerate(lines):
        if line.line not in known:
            faults.append(
                FieldFault(f"lines[{index}].line", "is not a line of this order", "不是该进货单的行")
            )
        if line.line in seen:
            faults.append(FieldFault(f"lines[{index}].line", "is named twice", "重复"))
        seen.add(line.line)
    if faults:
        raise InvalidInput(*faults)


def _standing(ground: Ground, row: asyncpg.Record, lot: Lot, qty: int, volume: int) -> StandingChange:
    schedule = ground.schedule_now
    lost = 0
    counted = ground.opens_after is None or row["paid_at"] > ground.opens_after
    if counted and lot.returned + qty <= lot.qty:
        before, after = (
            lot_volume(
                schedule.basis,
                list_price=row["list_price"],
                qty=lot.qty,
                net=lot.net,
                returned=returned,
                tier_eligible=row["tier_eligible"],
            )
            for returned in (lot.returned, lot.returned + qty)
        )
        lost = before - after
    return StandingChange(
        tier_before=standing_tier(schedule, volume).name,
        volume_before=volume,
        tier_after=standing_tier(schedule, volume - lost).name,
        volume_after=volume - lost,
    )


def _repriced(ground: Ground, lots: dict[int, Lot], line: ReturnLine) -> Repriced:
    """What is kept of the order once the line is back, priced under the order's own schedule with the V it had."""
    kept = []
    for row in ground.lots:
        lot = lots[row["line_no"]]
        back = lot.returned + (line.qty if row["line_no"] == line.line else 0)
        kept.append(
            StockLine(
                lot.line, str(row["sku_id"]), row["list_price"], max(0, lot.qty - back), row["tier_eligible"]
            )
        )
    price = kept_price(ground.order_schedule, ground.order["volume_before"], kept)
    return Repriced(order_lots=tuple(lots.values()), kept_price=price)


def _answer(
    ground: Ground, rows: dict[int, asyncpg.Record], done: list[tuple[ReturnLine, ReturnPreview]]
) -> ReturnPreviewed:
    lines = tuple(
        PreviewedLine(
            line.line,
            rows[line.line]["id"],
            line.qty,
            one.figures.gross,
            one.figures.fee,
            one.figures.refund,
            tuple(why(reason) for reason in one.reasons),
        )
        for line, one in done
    )
    first, last = done[0][1].standing, done[-1][1].standing
    return ReturnPreviewed(
        id=new_id(),
        order_id=ground.order["id"],
        currency=ground.order["currency"],
        gross=sum(line.gross for line in lines),
        fee=sum(line.fee for line in lines),
        refund=sum(line.refund for line in lines),
        tier_before=first.tier_before,
        tier_after=last.tier_after,
        volume_before=first.volume_before,
        volume_after=last.volume_after,
        lines=lines,
        expires_at=min(one.expires_at for _, one in done),
    )
