"""The outcome of a replay as plain JSON (scenario.md, Output)."""

from datetime import datetime
from typing import Any

from commission.ledger.accounts import Code
from commission.replay.rows import Row
from commission.replay.stock import StockOrder
from commission.replay.world import World


def outcome(world: World, at: datetime | None) -> dict[str, Any]:
    """Everything the replay found, as of its last event's instant; `at` None where there was no event."""
    waiting = sorted(
        (event for parked in world.parked.values() for event in parked), key=lambda each: (each.at, each.id)
    )
    return {
        "wholesale": {order.id: _stock_order(order) for order in world.stock_orders.values()},
        "returns": world.returns,
        "attribution": {
            order.id: dict.fromkeys(order.lines, order.decision) for order in world.retail_orders.values()
        },
        "commissions": [
            {**_row(row), "rule": row.rule, "base": row.base, **_earning(row)} for row in world.commissions
        ],
        "proceeds": [{**_row(row), **_earning(row)} for row in world.proceeds],
        "sellers": {seller: _seller(world, seller, at) for seller in world.scenario.sellers},
        "ledger": world.journal.to_json(),
        "rejected": world.rejected,
        "parked": [event.id for event in waiting],
    }


def _stock_order(order: StockOrder) -> dict[str, Any]:
    priced = order.priced
    return {
        "tier": priced.tier.name,
        "volume_before": priced.volume_before,
        "list": priced.list_value,
        "net": priced.net,
        "lines": [{"line": line.line, "list": line.list_value, "net": line.net} for line in priced.lines],
    }


def _row(row: Row) -> dict[str, Any]:
    return {"order": row.order, "line": row.line, "seller": row.seller}


def _earning(row: Row) -> dict[str, Any]:
    earning = row.earning
    return {"amount": earning.amount, "reversed": earning.reversed, "state": str(earning.state)}


def _seller(world: World, seller: str, at: datetime | None) -> dict[str, Any]:
    standing = None if at is None else world.standing_tier(seller, at)
    return {
        "pending": world.journal.owed(Code.SELLER_PENDING, seller),
        "available": world.journal.owed(Code.SELLER_AVAILABLE, seller),
        "in_flight": world.journal.owed(Code.PAYOUT_IN_FLIGHT, seller),
        "paid": world.paid_out.get(seller, 0),
        **({"withheld": world.withheld[seller]} if seller in world.withheld else {}),
        "tier": None if standing is None else standing[0],
        "volume": None if standing is None else standing[1],
    }
