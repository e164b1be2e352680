"""Refund units of a paid order: customer, seller, stock and books in one step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from commission.ledger.entry import Happening
from commission.ledger.recipes.commission_reversed import commission_reversed
from commission.ledger.recipes.own_stock_refunded import own_stock_refunded
from commission.ledger.recipes.retail_refunded import retail_refunded
from commission.money.cumulative import undo_step
from infra.database import Tx
from infra.errors import FieldFault
from infra.ids import new_id
from services.bookkeeping.post_entry import Caused
from services.inventory.put_back_lots import put_back_lots
from services.inventory.put_back_stock import Back, put_back_stock
from services.locks import lock_seller_volume
from services.payments.ask_refund import RefundOwed, ask_refunds
from services.payments.without_gateway import NO_GATEWAY
from services.retail.errors import TooManyUnitsRefunded
from services.retail.mature_lines import mature_orders
from services.retail.reverse_earnings import UnitsBack, reverse_commission, reverse_proceeds

_LINES = "SELECT * FROM retail_order_lines WHERE brand_id = $1 AND order_id = $2 ORDER BY line_no"
_TAKE = """
UPDATE retail_order_lines AS l SET refunded_qty = l.refunded_qty + n.qty, refunded = l.refunded + n.amount,
  tax_refunded = l.tax_refunded + n.tax
FROM unnest($2::uuid[], $3::int[], $4::bigint[], $5::bigint[]) AS n (id, qty, amount, tax)
WHERE l.brand_id = $1 AND l.id = n.id
"""
_REFUND_LINES = """
INSERT INTO refund_lines (brand_id, id, refund_id, order_line_id, qty, amount, tax_amount)
SELECT $1, n.id, $2, n.line, n.qty, n.amount, n.tax
FROM unnest($3::uuid[], $4::uuid[], $5::int[], $6::bigint[], $7::bigint[]) AS n (id, line, qty, amount, tax)
ON CONFLICT (brand_id, refund_id, order_line_id)
  DO UPDATE SET qty = excluded.qty, amount = excluded.amount, tax_amount = excluded.tax_amount
RETURNING id, order_line_id
"""


@dataclass(frozen=True, slots=True)
class RefundMade:
    """What the customer gets back, in minor units."""

    goods: int
    tax: int
    shipping: int

    @property
    def total(self) -> int:
        return self.goods + self.tax + self.shipping


@dataclass(frozen=True, slots=True)
class _Step:
    line: asyncpg.Record
    qty: int
    amount: int
    tax: int

    @property
    def k(self) -> int:
        done: int = self.line["refunded_qty"]
        return done + self.qty


async def refund_units(
    tx: Tx,
    order: asyncpg.Record,
    refund_id: UUID,
    units: Mapping[int, int],
    *,
    shipping: bool,
    restock: bool,
    ask_gateway: bool,
    books: list[Caused],
) -> RefundMade:
    """Refund units by line number of a locked, paid order, under a refund row that is there already.

    Every amount follows the cumulative rule, so that any number of steps gives back exactly everything. `shipping`:
    what was charged for it goes back as well, once. `restock`: units lie on our shelves again; units from own stock
    always go back into their lots. `ask_gateway` is false where the money went back already.

    Raises TooManyUnitsRefunded naming each line (`lines[i].qty` in the order of `units`) that asks for too much.
    """
    rows = {row["line_no"]: row for row in await tx.fetch(_LINES, tx.brand_id, order["id"])}
    refuse_too_many(rows, units)
    owner = await _lock_own_stock(tx, order)
    steps = [_step(rows[line_no], qty) for line_no, qty in sorted(units.items())]
    made = RefundMade(
        goods=sum(step.amount for step in steps),
        tax=sum(step.tax for step in steps),
        shipping=await _shipping_left(tx, order) if shipping else 0,
    )
    if owner is not None:
        await put_back_lots(tx, {step.line["id"]: step.qty for step in steps})
    elif restock:
        backs = [Back(order["id"], step.line["id"], step.qty) for step in steps]
        await put_back_stock(tx, order_kind="retail", lines=backs, cause_id=refund_id)
    await mature_orders(tx, [order["id"]], books)
    backs_of_lines = await _write(tx, order, refund_id, steps, made)
    what = Happening(str(refund_id), tx.now, order["currency"])
    if owner is not None:
        books.extend(await _own_stock_entries(tx, what, owner, backs_of_lines, made, refund_id))
    else:
        taken = await reverse_commission(tx, backs_of_lines)
        sale = retail_refunded(what, made.goods, made.tax, made.shipping)
        earned = commission_reversed(what, [(str(t.seller_id), t.amount, t.matured) for t in taken])
        books.extend([Caused(sale, "refund", refund_id), Caused(earned, "refund", refund_id)])
    if ask_gateway:
        await _ask_gateway(tx, order, refund_id, made)
    return made


def refuse_too_many(rows: Mapping[int, asyncpg.Record], units: Mapping[int, int]) -> None:
    faults = []
    for index, (line_no, qty) in enumerate(units.items()):
        row = rows.get(line_no)
        left = row["qty"] - row["refunded_qty"] if row else 0
        if row is None:
            faults.append(FieldFault(f"lines[{index}].line_no", "is no line of this order", "订单中没有该行"))
        elif not 0 < qty <= left:
            faults.append(
                FieldFault(f"lines[{index}].qty", f"only {left} can still be refunded", f"仅可退 {left} 件")
            )
    if faults:
        raise TooManyUnitsRefunded(*faults)


async def _lock_own_stock(tx: Tx, order: asyncpg.Record) -> UUID | None:
    """The owner of the lots a sale from own stock left, locked: the refund changes what they sold through."""
    if not order["from_stock"]:
        return None
    owner: UUID = await tx.fetchval(
        "SELECT seller_id FROM stores WHERE brand_id = $1 AND id = $2", tx.brand_id, order["store_id"]
    )
    await lock_seller_volume(tx, owner)
    return owner


def _step(line: asyncpg.Record, qty: int) -> _Step:
    k, n = line["refunded_qty"] + qty, line["qty"]
    return _Step(
        line,
        qty,
        amount=undo_step(line["paid"], k, n, line["refunded"]),
        tax=undo_step(line["tax"], k, n, line["tax_refunded"]),
    )


async def _shipping_left(tx: Tx, order: asyncpg.Record) -> int:
    before: int = await tx.fetchval(
        "SELECT coalesce(sum(shipping_amount), 0)::bigint FROM refunds"
        " WHERE brand_id = $1 AND order_id = $2 AND state = 'refunded'",
        tx.brand_id,
        order["id"],
    )
    charged: int = order["shipping_total"]
    return charged - before


async def _write(
    tx: Tx, order: asyncpg.Record, refund_id: UUID, steps: Sequence[_Step], made: RefundMade
) -> list[UnitsBack]:
    lines = [step.line["id"] for step in steps]
    quantities = [step.qty for step in steps]
    amounts, taxes = [step.amount for step in steps], [step.tax for step in steps]
    await tx.execute(_TAKE, tx.brand_id, lines, quantities, amounts, taxes)
    await tx.execute(
        "UPDATE retail_orders SET refunded_total = refunded_total + $3 WHERE brand_id = $1 AND id = $2",
        tx.brand_id,
        order["id"],
        made.total,
    )
    written = await tx.fetch(
        _REFUND_LINES, tx.brand_id, refund_id, [new_id() for _ in steps], lines, quantities, amounts, taxes
    )
    refund_lines = {row["order_line_id"]: row["id"] for row in written}
    await tx.execute(
        "UPDATE refunds SET state = 'refunded', goods_amount = $3, tax_amount = $4, shipping_amount = $5,"
        " decided_at = $6 WHERE brand_id = $1 AND id = $2",
        tx.brand_id,
        refund_id,
        made.goods,
        made.tax,
        made.shipping,
        tx.now,
    )
    return [
        UnitsBack(step.line["id"], refund_lines[step.line["id"]], step.k, step.line["qty"]) for step in steps
    ]


async def _own_stock_entries(
    tx: Tx, what: Happening, owner: UUID, steps: Sequence[UnitsBack], made: RefundMade, refund_id: UUID
) -> list[Caused]:
    """The seller's proceeds pay the customer back. All lines of an order mature together, so one entry suffices."""
    taken = await reverse_proceeds(tx, steps)
    matured = any(each.matured for each in taken)
    refunded = own_stock_refunded(
        what, str(owner), made.goods, matured=matured, tax=made.tax, shipping=made.shipping
    )
    return [Caused(refunded, "refund", refund_id)]


async def _ask_gateway(tx: Tx, order: asyncpg.Record, refund_id: UUID, made: RefundMade) -> None:
    payment_id: UUID | None = await tx.fetchval(
        "SELECT id FROM payments WHERE brand_id = $1 AND order_id = $2 AND state = 'succeeded' AND gateway <> $3",
        tx.brand_id,
        order["id"],
        NO_GATEWAY,
    )
    if payment_id is not None:
        await ask_refunds(tx, [RefundOwed(payment_id, refund_id, made.total)])
