"""What a tier schedule that is not published yet would have charged the stock orders of a past period."""

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from commission.tiers.dry_run import DryRun, Past, PastOrder, PastReturn, PastSale, dry_run
from commission.tiers.price import StockLine
from commission.tiers.schedule import Basis, TierSchedule
from commission.tiers.window import opens_after
from infra.database import Tx, transact
from infra.fields import Instant
from infra.scope import Scope
from services.policies.brand_zone import brand_zone
from services.policies.kinds import TIER_SCHEDULE
from services.policies.past_period import past_period
from services.policies.read_draft import read_draft

# As far back as the schedule's window reaches ($2, null: to the beginning), and the period itself in any case.
_PAID = """o.brand_id = $1 AND o.state = 'paid' AND o.paid_at < $4
AND (o.paid_at > $2 OR $2::timestamptz IS NULL OR o.paid_at >= $3)"""
_ORDERS = f"""
SELECT o.id, o.seller_id, o.paid_at, o.tier, l.line_no, k.code AS sku, l.list_price, l.qty, l.tier_eligible, l.net
FROM stock_orders o JOIN stock_order_lines l ON l.brand_id = o.brand_id AND l.order_id = o.id
JOIN skus k ON k.brand_id = l.brand_id AND k.id = l.sku_id
WHERE {_PAID} ORDER BY o.id, l.line_no
"""  # noqa: S608
_RETURNS = f"""
SELECT b.id, r.returned_at, r.order_id, t.line_no, b.qty
FROM stock_returns r JOIN stock_orders o ON o.brand_id = r.brand_id AND o.id = r.order_id
JOIN stock_return_lines b ON b.brand_id = r.brand_id AND b.return_id = r.id
JOIN lots t ON t.brand_id = b.brand_id AND t.id = b.lot_id
WHERE {_PAID} AND r.returned_at < $4
"""  # noqa: S608
_SALES = """
SELECT c.id, c.at, l.seller_id, l.list_price * (c.qty - c.put_back) AS list_value
FROM lot_consumptions c JOIN lots l ON l.brand_id = c.brand_id AND l.id = c.lot_id
WHERE c.brand_id = $1 AND l.tier_eligible AND c.at < $3 AND ($2::timestamptz IS NULL OR c.at > $2)
"""


class DryRunSchedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`body` is the schedule in the JSON shape of scenario.md. Without `start` and `end`: the last whole calendar
    quarter in the brand's time zone."""

    body: dict[str, Any]
    start: Instant | None = None
    end: Instant | None = None


class OrderRepriced(msgspec.Struct, frozen=True):
    """Minor units; `difference` is what the reseller would have paid more (negative: less)."""

    order: str
    seller: str
    paid_at: datetime
    tier_then: str
    tier: str
    charged: int
    would_charge: int
    difference: int


class SellerRepriced(msgspec.Struct, frozen=True):
    seller: str
    orders: int
    charged: int
    would_charge: int
    difference: int


class ScheduleDryRun(msgspec.Struct, frozen=True):
    """`sellers` begins with who would have paid most more; sellers are told by their codes."""

    start: datetime
    end: datetime
    currency: str
    charged: int
    would_charge: int
    sellers: tuple[SellerRepriced, ...]
    orders: tuple[OrderRepriced, ...]


async def dry_run_schedule(scope: Scope, command: DryRunSchedule) -> ScheduleDryRun:
    """Reprice the stock orders paid in `start <= t < end`; nothing is written.

    Refunds of own-stock sales are taken at their sale's instant, as volume counts them (docs/adr/0056).
    Raises InvalidInput with every fault of the body, or for a period that ends before it begins.
    """

    async def work(tx: Tx) -> ScheduleDryRun:
        zone = await brand_zone(tx)
        schedule = (await read_draft(tx, TIER_SCHEDULE, command.body)).policy
        start, end = await past_period(tx, command.start, command.end)
        history = await _history(tx, schedule, opens_after(schedule.window, start, zone), start, end)
        run = dry_run(schedule, history, start=start, end=end, zone=zone)
        codes = await _codes(tx, run)
        return _answer(run, codes, schedule.currency, start, end)

    return await transact(scope, work, snapshot=True)


async def _history(
    tx: Tx, schedule: TierSchedule, after: datetime | None, start: datetime, end: datetime
) -> list[Past]:
    orders = defaultdict(list)
    for row in await tx.fetch(_ORDERS, tx.brand_id, after, start, end):
        orders[row["id"]].append(row)
    past: list[Past] = [
        PastOrder(
            str(order_id),
            lines[0]["paid_at"],
            str(lines[0]["seller_id"]),
            str(order_id),
            tuple(
                StockLine(str(x["line_no"]), x["sku"], x["list_price"], x["qty"], x["tier_eligible"])
                for x in lines
            ),
            tuple(line["net"] for line in lines),
            lines[0]["tier"],
        )
        for order_id, lines in orders.items()
    ]
    past += [
        PastReturn(str(x["id"]), x["returned_at"], str(x["order_id"]), str(x["line_no"]), x["qty"])
        for x in await tx.fetch(_RETURNS, tx.brand_id, after, start, end)
    ]
    if schedule.basis is Basis.SELL_THROUGH:
        past += [
            PastSale(str(x["id"]), x["at"], str(x["seller_id"]), x["at"], x["list_value"])
            for x in await tx.fetch(_SALES, tx.brand_id, after, end)
        ]
    return past


async def _codes(tx: Tx, run: DryRun) -> dict[str, str]:
    found = await tx.fetch(
        "SELECT id, code FROM sellers WHERE brand_id = $1 AND id = ANY($2::uuid[])"
        " UNION ALL SELECT id, code FROM stock_orders WHERE brand_id = $1 AND id = ANY($3::uuid[])",
        tx.brand_id,
        [UUID(each.seller) for each in run.sellers],
        [UUID(each.order) for each in run.orders],
    )
    return {str(row["id"]): row["code"] for row in found}


def _answer(
    run: DryRun, codes: dict[str, str], currency: str, start: datetime, end: datetime
) -> ScheduleDryRun:
    return ScheduleDryRun(
        start,
        end,
        currency,
        run.charged,
        run.would_charge,
        tuple(
            SellerRepriced(codes[x.seller], x.orders, x.charged, x.would_charge, x.difference)
            for x in run.sellers
        ),
        tuple(
            OrderRepriced(
                codes[x.order],
                codes[x.seller],
                x.at,
                x.tier_then,
                x.tier,
                x.charged,
                x.would_charge,
                x.difference,
            )
            for x in run.orders
        ),
    )
