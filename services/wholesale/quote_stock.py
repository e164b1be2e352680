"""Quote a cart of stock for a reseller: the tier, each line, what the next tier needs, and why."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from commission.money.faults import Reason
from commission.tiers.price import StockLine
from commission.tiers.quote import Quote, quote_order
from commission.tiers.schedule import TierSchedule
from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput, NotFound
from infra.ids import new_id
from infra.json_text import to_json
from infra.scope import Scope
from services.inventory.qualifying_volume import qualifying_volume_of
from services.locks import lock_seller_volume
from services.policies.brand_zone import brand_zone
from services.policies.kinds import TIER_SCHEDULE
from services.policies.policy_in_force import policy_in_force
from services.wholesale.errors import NotAReseller, ResellerNotActive

QUOTE_HOLDS = timedelta(minutes=30)
MAX_LINES = 500
MAX_QTY = 1_000_000


class CartLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A SKU by its code, and how many units of it."""

    sku: str
    qty: int


class QuoteStock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A cart to be priced."""

    lines: tuple[CartLine, ...]


class QuotedLine(msgspec.Struct, frozen=True):
    """A line's prices in minor units; `net` is what the line costs."""

    line: int
    sku: str
    sku_id: UUID
    qty: int
    list_price: int
    list_value: int
    net: int
    tier_eligible: bool


class Why(msgspec.Struct, frozen=True):
    """A reason of the law: `code` is stable, `facts` are its figures, `text` the English sentence."""

    code: str
    text: str
    facts: dict[str, Any]


class NextTierNeeds(msgspec.Struct, frozen=True):
    """What the next tier needs: `amount` of qualifying volume, `list_value` of goods, or units of one SKU alone."""

    tier: str
    price_rate: str
    through: str
    amount: int
    list_value: int
    units: dict[str, int]


class StockQuoted(msgspec.Struct, frozen=True):
    """A promise until `expires_at`. Amounts in minor units of `currency`."""

    id: UUID
    schedule_id: UUID
    schedule_version: int
    currency: str
    volume_before: int
    tier: str
    list_total: int
    net_total: int
    lines: tuple[QuotedLine, ...]
    next_tier: NextTierNeeds | None
    reasons: tuple[Why, ...]
    expires_at: datetime


async def quote_stock(scope: Scope, seller_id: UUID, command: QuoteStock) -> StockQuoted:
    """Price the cart at the tier the reseller's volume reaches now, and keep the promise for thirty minutes.

    Raises:
        InvalidInput: an empty cart, a SKU twice or unknown, a quantity out of bounds; each named by its path.
        NotFound: no such seller of this brand.
        NotAReseller, ResellerNotActive: this seller buys no stock.
        NoPolicyInForce: the brand has no tier schedule in force.
    """
    return await transact(scope, lambda tx: _quote(tx, seller_id, command))


async def _quote(tx: Tx, seller_id: UUID, command: QuoteStock) -> StockQuoted:
    # Under the volume's lock: a payment or a return of this reseller is before the quote or after it, not during.
    seller = await lock_seller_volume(tx, seller_id)
    if seller is None:
        raise NotFound(what="seller", ref=seller_id)
    if seller["kind"] != "reseller":
        raise NotAReseller()
    if seller["status"] != "active":
        raise ResellerNotActive(status=seller["status"])
    lines, sku_ids = await _priced_cart(tx, command.lines)
    schedule = await policy_in_force(tx, TIER_SCHEDULE, tx.now)
    volume = await qualifying_volume_of(tx, seller_id, schedule.policy, tx.now, await brand_zone(tx))
    quote = quote_order(schedule.policy, volume, lines, at=tx.now, expires_at=tx.now + QUOTE_HOLDS)
    answer = _answer(quote, schedule.policy, lines, sku_ids, schedule.id, schedule.version)
    await tx.execute(
        "INSERT INTO stock_quotes (brand_id, id, seller_id, schedule_id, currency, volume_before, tier, list_total,"
        " net_total, body, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11, $12)",
        tx.brand_id,
        answer.id,
        seller_id,
        schedule.id,
        answer.currency,
        volume,
        answer.tier,
        answer.list_total,
        answer.net_total,
        to_json(answer),
        tx.now,
        answer.expires_at,
    )
    return answer


async def _priced_cart(tx: Tx, cart: Sequence[CartLine]) -> tuple[list[StockLine], dict[str, UUID]]:
    _check_form(cart)
    rows = await tx.fetch(
        "SELECT s.id, s.code, s.tier_eligible, p.list_price FROM skus s"
        " JOIN LATERAL (SELECT list_price FROM sku_prices WHERE brand_id = s.brand_id AND sku_id = s.id"
        "   AND effective_from <= $3 ORDER BY effective_from DESC LIMIT 1) p ON true"
        " WHERE s.brand_id = $1 AND s.code = ANY($2::text[]) AND s.status = 'active'",
        tx.brand_id,
        [line.sku for line in cart],
        tx.now,
    )
    known = {row["code"]: row for row in rows}
    unknown = [
        FieldFault(f"lines[{i}].sku", f"there is no SKU {line.sku} for sale", f"没有在售的 SKU {line.sku}")
        for i, line in enumerate(cart)
        if line.sku not in known
    ]
    if unknown:
        raise InvalidInput(*unknown)
    lines = [
        StockLine(
            str(number), line.sku, known[line.sku]["list_price"], line.qty, known[line.sku]["tier_eligible"]
        )
        for number, line in enumerate(cart, 1)
    ]
    return lines, {code: row["id"] for code, row in known.items()}


def _check_form(cart: Sequence[CartLine]) -> None:
    faults: list[FieldFault] = []
    if not 1 <= len(cart) <= MAX_LINES:
        faults.append(FieldFault("lines", f"must have 1 to {MAX_LINES} lines", f"须有 1 至 {MAX_LINES} 行"))
    seen: dict[str, int] = {}
    for i, line in enumerate(cart):
        if not 1 <= line.qty <= MAX_QTY:
            faults.append(
                FieldFault(f"lines[{i}].qty", f"must be 1 to {MAX_QTY}", f"须为 1 至 {MAX_QTY} 的整数")
            )
        first = seen.setdefault(line.sku, i)
        if first != i:
            faults.append(
                FieldFault(
                    f"lines[{i}].sku",
                    f"is on lines[{first}] already; put the units together",
                    f"与第 {first + 1} 行重复，请合并数量",
                )
            )
    if faults:
        raise InvalidInput(*faults)


def _answer(
    quote: Quote,
    schedule: TierSchedule,
    lines: Sequence[StockLine],
    sku_ids: dict[str, UUID],
    schedule_id: UUID,
    version: int,
) -> StockQuoted:
    priced, step = quote.priced, quote.next_tier
    return StockQuoted(
        id=new_id(),
        schedule_id=schedule_id,
        schedule_version=version,
        currency=schedule.currency,
        volume_before=priced.volume_before,
        tier=priced.tier.name,
        list_total=priced.list_value,
        net_total=priced.net,
        lines=tuple(
            QuotedLine(
                int(line.line),
                line.sku,
                sku_ids[line.sku],
                line.qty,
                line.list_price,
                done.list_value,
                done.net,
                line.tier_eligible,
            )
            for line, done in zip(lines, priced.lines, strict=True)
        ),
        next_tier=None
        if step is None
        else NextTierNeeds(
            step.tier.name,
            str(step.tier.price_rate),
            str(step.through),
            step.amount,
            step.list_value,
            {each.sku: each.units for each in step.units},
        ),
        reasons=tuple(why(reason) for reason in quote.reasons),
        expires_at=quote.expires_at,
    )


def why(reason: Reason) -> Why:
    """A reason of the law as the API tells it; instants and other values become text."""
    facts = {
        key: value if isinstance(value, int | dict) else str(value) for key, value in reason.facts.items()
    }
    return Why(reason.code, reason.text, facts)
