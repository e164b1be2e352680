"""What sellers earn: by line, by the day it matures, and in sum. Amounts are minor units."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from infra.database import Tx, transact
from infra.replica import read
from infra.scope import Scope
from services.queries.pages import Column, Page, PageRequest, Table, read_page

# Commission and proceeds side by side: to a seller both are money that waits, matures and is paid.
_BOTH = """(
  SELECT brand_id, id, order_line_id, seller_id, 'commission' AS kind, rule, terms, weight, base, amount, reversed,
    currency, state, accrued_at, due_at, matured_at FROM commission_lines
  UNION ALL
  SELECT brand_id, id, order_line_id, seller_id, 'proceeds', '', '', '1', amount, amount, reversed, currency, state,
    accrued_at, due_at, matured_at FROM proceeds_lines)"""
_ON_ORDERS = """
  JOIN retail_order_lines l ON l.brand_id = e.brand_id AND l.id = e.order_line_id
  JOIN retail_orders o ON o.brand_id = l.brand_id AND o.id = l.order_id
  JOIN skus k ON k.brand_id = l.brand_id AND k.id = l.sku_id"""
EARNINGS = Table(
    select="""e.id, e.order_line_id, o.code, l.line_no, k.code, e.kind, e.rule, e.terms, e.weight, e.base, e.amount,
              e.reversed, e.amount - e.reversed, e.currency, e.state, e.accrued_at, e.due_at, e.matured_at""",
    source=f"{_BOTH} e {_ON_ORDERS}",
    where="e.brand_id = $1",
    id="e.id",
    columns={
        "kind": Column("e.kind"),
        "state": Column("e.state"),
        "order": Column("o.code"),
        "sku": Column("k.code"),
        "amount": Column("e.amount", "int", matches="range"),
        "accrued_at": Column("e.accrued_at", "instant", matches="range"),
        "due_at": Column("e.due_at", "instant", matches="range"),
    },
    sort="-accrued_at",
    searched=("o.code", "k.code"),
)
COMMISSION_LINES = Table(
    select="""e.id, e.order_line_id, o.code, l.line_no, k.code, e.seller_id, s.display_name, s.kind, p.version, e.rule,
              e.terms, e.weight, e.base, e.amount, e.reversed, e.currency, e.state, e.accrued_at, e.due_at,
              e.matured_at""",
    source=f"""commission_lines e {_ON_ORDERS}
      JOIN sellers s ON s.brand_id = e.brand_id AND s.id = e.seller_id
      JOIN commission_plans p ON p.brand_id = e.brand_id AND p.id = e.plan_id""",
    where="e.brand_id = $1",
    id="e.id",
    columns={
        "seller_id": Column("e.seller_id", "uuid", sorts=False),
        "seller_kind": Column("s.kind"),
        "state": Column("e.state"),
        "rule": Column("e.rule"),
        "order": Column("o.code"),
        "amount": Column("e.amount", "int", matches="range"),
        "accrued_at": Column("e.accrued_at", "instant", matches="range"),
        "due_at": Column("e.due_at", "instant", matches="range"),
    },
    sort="-accrued_at",
    searched=("o.code", "k.code", "s.display_name"),
)
HOLDS = Table(
    select="""h.id, h.commission_line_id, o.code, l.line_no, e.seller_id, s.display_name, e.amount - e.reversed,
              e.currency, h.reason_code, h.reason, h.reviewer_id, h.deadline, h.state, h.held_at, h.held_by,
              h.decided_at, h.decided_by, h.decision_note""",
    source=f"""commission_holds h
      JOIN commission_lines e ON e.brand_id = h.brand_id AND e.id = h.commission_line_id {_ON_ORDERS}
      JOIN sellers s ON s.brand_id = e.brand_id AND s.id = e.seller_id""",
    where="h.brand_id = $1",
    id="h.id",
    columns={
        "state": Column("h.state"),
        "reason_code": Column("h.reason_code"),
        "reviewer_id": Column("h.reviewer_id", "uuid", sorts=False),
        "seller_id": Column("e.seller_id", "uuid", sorts=False),
        "deadline": Column("h.deadline", "instant", matches="range"),
        "held_at": Column("h.held_at", "instant", matches="range"),
    },
    sort="deadline",
    searched=("o.code", "s.display_name", "h.reason"),
)
_BALANCES = """
SELECT currency, pending, available, in_flight, paid, withheld FROM seller_balances
WHERE brand_id = $1 AND seller_id = $2 ORDER BY currency
"""
_HELD = """
SELECT currency, sum(amount - reversed)::bigint AS held FROM commission_lines
WHERE brand_id = $1 AND seller_id = $2 AND state = 'held' GROUP BY currency
"""
# By the brand's own calendar: a seller reads the day on the wall of the shop.
_BY_DAY = f"""
SELECT (e.due_at AT TIME ZONE b.timezone)::date AS day, e.currency, e.kind,
  sum(e.amount - e.reversed)::bigint AS amount, count(*)::int AS lines
FROM {_BOTH} e JOIN brands b ON b.id = e.brand_id
WHERE e.brand_id = $1 AND e.seller_id = $2 AND e.state = 'pending' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT 400
"""  # noqa: S608 - our own words


class EarningRow(Struct, frozen=True):
    """`net` is what is left of `amount` after reversals; `due_at` when it matures, `matured_at` when it did. `terms` is
    what the rule pays of `base`; a split sale has `weight` below 1."""

    earning_id: UUID
    order_line_id: UUID
    order: str
    line_no: int
    sku: str
    kind: str
    rule: str
    terms: str
    weight: str
    base: int
    amount: int
    reversed: int
    net: int
    currency: str
    state: str
    accrued_at: datetime
    due_at: datetime
    matured_at: datetime | None


class CommissionLineRow(Struct, frozen=True):
    """One seller's commission on one line, under which version of the plan and which of its rules."""

    commission_line_id: UUID
    order_line_id: UUID
    order: str
    line_no: int
    sku: str
    seller_id: UUID
    seller_name: str
    seller_kind: str
    plan_version: int
    rule: str
    terms: str
    weight: str
    base: int
    amount: int
    reversed: int
    currency: str
    state: str
    accrued_at: datetime
    due_at: datetime
    matured_at: datetime | None


class HoldRow(Struct, frozen=True):
    """Why a line waits and who decides. A deadline that passed releases nothing."""

    hold_id: UUID
    commission_line_id: UUID
    order: str
    line_no: int
    seller_id: UUID
    seller_name: str
    amount: int
    currency: str
    reason_code: str
    reason: str
    reviewer_id: UUID | None
    deadline: datetime
    state: str
    held_at: datetime
    held_by: UUID | None
    decided_at: datetime | None
    decided_by: UUID | None
    decision_note: str


class Standing(Struct, frozen=True):
    """A seller's money in one currency. `held` is a part of `pending` that waits for a reviewer. `available` below zero
    is a debt that later credits pay down."""

    currency: str
    pending: int
    held: int
    available: int
    in_flight: int
    paid: int
    withheld: int


class DueDay(Struct, frozen=True):
    """What matures on a day of the brand's calendar, unless it is refunded before."""

    day: date
    currency: str
    kind: str
    amount: int
    lines: int


class Earnings(Struct, frozen=True):
    standings: list[Standing]
    matures: list[DueDay]


async def show_earnings(scope: Scope, seller_id: UUID) -> Earnings:
    """Pending with the day each part matures, available, in flight, paid."""

    async def work(tx: Tx) -> Earnings:
        held = {row["currency"]: row["held"] for row in await tx.fetch(_HELD, tx.brand_id, seller_id)}
        balances = await tx.fetch(_BALANCES, tx.brand_id, seller_id)
        days = await tx.fetch(_BY_DAY, tx.brand_id, seller_id)
        return Earnings(
            [
                Standing(
                    row["currency"],
                    row["pending"],
                    held.get(row["currency"], 0),
                    row["available"],
                    row["in_flight"],
                    row["paid"],
                    row["withheld"],
                )
                for row in balances
            ],
            [DueDay(*row) for row in days],
        )

    return await transact(scope, work)


async def list_earnings(scope: Scope, request: PageRequest, seller_id: UUID) -> Page[EarningRow]:
    """The seller's commission and proceeds, line by line."""
    mine = ("e.seller_id = $2", seller_id)
    return await read(scope, lambda tx: read_page(tx, EARNINGS, request, EarningRow, fixed=mine))


async def list_commission_lines(scope: Scope, request: PageRequest) -> Page[CommissionLineRow]:
    """All commission lines of the brand."""
    return await read(scope, lambda tx: read_page(tx, COMMISSION_LINES, request, CommissionLineRow))


async def list_holds(scope: Scope, request: PageRequest) -> Page[HoldRow]:
    """Holds, the nearest deadline first."""
    return await read(scope, lambda tx: read_page(tx, HOLDS, request, HoldRow))
