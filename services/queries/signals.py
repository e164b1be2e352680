"""What the fraud rules found, and the holds with everything that stands behind them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from commission.fraud.registry import BY_CODE
from infra.database import Tx, transact
from infra.errors import NotFound
from infra.json_text import from_json
from infra.replica import read
from infra.scope import Scope
from services.queries.earnings import HOLDS, HoldRow
from services.queries.pages import Column, Page, PageRequest, Table, read_page, read_row
from services.queries.reasons import say

SIGNALS = Table(
    select="""f.id, f.rule, f.order_id, o.code, f.commission_line_id, c.order_line_id, f.seller_id, s.display_name,
              c.amount - c.reversed, c.currency, c.state, f.hold_id, coalesce(h.state, ''), coalesce(p.version, 0),
              f.found_at""",
    source="""fraud_signals f
      JOIN commission_lines c ON c.brand_id = f.brand_id AND c.id = f.commission_line_id
      JOIN retail_orders o ON o.brand_id = f.brand_id AND o.id = f.order_id
      JOIN sellers s ON s.brand_id = f.brand_id AND s.id = f.seller_id
      LEFT JOIN commission_holds h ON h.brand_id = f.brand_id AND h.id = f.hold_id
      LEFT JOIN review_policies p ON p.brand_id = f.brand_id AND p.id = f.policy_id""",
    where="f.brand_id = $1",
    id="f.id",
    columns={
        "rule": Column("f.rule"),
        "seller_id": Column("f.seller_id", "uuid", sorts=False),
        "order": Column("o.code"),
        "held": Column("f.hold_id IS NOT NULL", "bool", sorts=False),
        "found_at": Column("f.found_at", "instant", matches="range"),
    },
    sort="-found_at",
    searched=("o.code", "s.display_name"),
)
_OF_HOLD = """
SELECT rule, evidence, found_at, policy_id FROM fraud_signals WHERE brand_id = $1 AND hold_id = $2 ORDER BY found_at,
  rule
"""


class SignalRow(Struct, frozen=True):
    """A finding about one commission line. `hold_id` null: it had matured. `policy_version` 0: the thresholds that hold
    where the brand has set none."""

    signal_id: UUID
    rule: str
    order_id: UUID
    order: str
    commission_line_id: UUID
    order_line_id: UUID
    seller_id: UUID
    seller_name: str
    amount: int
    currency: str
    line_state: str
    hold_id: UUID | None
    hold_state: str
    policy_version: int
    found_at: datetime


class SignalView(Struct, frozen=True):
    """What a rule found, in words and in the figures it looked at."""

    rule: str
    reason: str
    evidence: dict[str, Any]
    found_at: datetime
    policy_id: UUID | None


class HoldDetail(Struct, frozen=True):
    """A hold and its signals; a dispute has none."""

    hold: HoldRow
    signals: list[SignalView]


async def list_signals(scope: Scope, request: PageRequest) -> Page[SignalRow]:
    """All findings, the latest first."""
    return await read(scope, lambda tx: read_page(tx, SIGNALS, request, SignalRow))


async def show_hold(scope: Scope, hold_id: UUID) -> HoldDetail:
    """One hold with its evidence. Raises NotFound."""

    async def work(tx: Tx) -> HoldDetail:
        hold = await read_row(tx, HOLDS, hold_id, HoldRow)
        if hold is None:
            raise NotFound(what="commission hold", ref=hold_id)
        signals = [
            SignalView(
                row["rule"],
                say((BY_CODE[row["rule"]].reason, BY_CODE[row["rule"]].reason_zh), scope.locale),
                from_json(row["evidence"]),
                row["found_at"],
                row["policy_id"],
            )
            for row in await tx.fetch(_OF_HOLD, tx.brand_id, hold_id)
        ]
        return HoldDetail(hold, signals)

    return await transact(scope, work)
