"""Refund a customer: the brand's own word, or a reseller's about goods from their own stock."""

from typing import Annotated
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Meta

from infra.database import Tx
from infra.errors import FieldFault, InvalidInput
from infra.ids import new_id
from infra.scope import Scope
from services.bookkeeping.post_entry import Caused, post_entries
from services.idempotency import once
from services.retail.errors import OrderNotRefundable
from services.retail.order_of_staff import lock_order_of_staff
from services.retail.refund_units import RefundMade, refund_units


class RefundedLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    line_no: Annotated[int, Meta(ge=1)]
    qty: Annotated[int, Meta(ge=1, le=10_000)]


class RefundOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Units by line, and whether what was charged for shipping goes back too. `restock`: the goods lie on our shelves
    again and may be sold; goods from a reseller's own stock always go back into the lots they left."""

    lines: Annotated[list[RefundedLine], Meta(max_length=100)] = []
    shipping: bool = False
    restock: bool = True
    reason: Annotated[str, Meta(max_length=1000)] = ""


class OrderRefunded(msgspec.Struct, frozen=True):
    """What the customer gets back, in minor units; the gateway is asked for `total` after this."""

    refund_id: UUID
    order: str
    currency: str
    goods: int
    tax: int
    shipping: int
    total: int


async def refund_order(
    scope: Scope, code: str, command: RefundOrder, idempotency_key: str | None = None
) -> OrderRefunded:
    """Refund units of a paid order, in any number of steps; commission is reversed by the same step.

    Raises:
        NotFound: no such order, or not the actor's to refund. OrderNotRefundable: it was never paid.
        TooManyUnitsRefunded: names each line. InvalidInput: a line named twice, or nothing to refund.
    """
    units = units_of(command.lines)
    if not units and not command.shipping:
        raise InvalidInput(FieldFault("lines", "name at least one unit", "请至少选择一件商品"))

    async def work(tx: Tx) -> OrderRefunded:
        order = await lock_order_of_staff(tx, code)
        refuse_unpaid(order)
        refund_id = new_id()
        await tx.execute(
            "INSERT INTO refunds (brand_id, id, order_id, state, reason, requested_at, requested_by, decided_at,"
            " decided_by) VALUES ($1, $2, $3, 'refunded', $4, $5, $6, $5, $6)",
            tx.brand_id,
            refund_id,
            order["id"],
            command.reason,
            tx.now,
            scope.actor.account_id,
        )
        books: list[Caused] = []
        made = await refund_units(
            tx,
            order,
            refund_id,
            units,
            shipping=command.shipping,
            restock=command.restock,
            ask_gateway=True,
            books=books,
        )
        await post_entries(tx, books)
        return order_refunded(order, refund_id, made)

    return await once(scope, "refund_order", idempotency_key, (code, command), work, OrderRefunded)


def units_of(lines: list[RefundedLine]) -> dict[int, int]:
    """Units by line number. Raises InvalidInput for a line named twice."""
    units: dict[int, int] = {}
    faults = []
    for index, line in enumerate(lines):
        if line.line_no in units:
            faults.append(FieldFault(f"lines[{index}].line_no", "is named twice", "同一行重复出现"))
        units[line.line_no] = line.qty
    if faults:
        raise InvalidInput(*faults)
    return units


def refuse_unpaid(order: asyncpg.Record) -> None:
    """Raise OrderNotRefundable for an order that was not paid."""
    if order["state"] not in ("paid", "delivered"):
        raise OrderNotRefundable(order=order["code"], state=order["state"])


def order_refunded(order: asyncpg.Record, refund_id: UUID, made: RefundMade) -> OrderRefunded:
    return OrderRefunded(
        refund_id, order["code"], order["currency"], made.goods, made.tax, made.shipping, made.total
    )
