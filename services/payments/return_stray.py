"""Payments that their orders cannot take go back by themselves."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from commission.ledger.entry import Happening
from commission.ledger.recipes.stray_payment_received import stray_payment_received
from infra.database import Tx
from services.bookkeeping.post_entry import Caused
from services.payments.ask_refund import RefundOwed, ask_refunds


class Stray(NamedTuple):
    """A payment that succeeded at the gateway at `paid_at`, of `amount` minor units."""

    payment_id: UUID
    amount: int
    currency: str
    paid_at: datetime


async def return_strays(tx: Tx, strays: Sequence[Stray], books: list[Caused]) -> None:
    """Mark the payments, owe their money to the customers, and ask the gateway to send it back, all at once: nobody
    has to notice that a customer paid for nothing."""
    if not strays:
        return
    await tx.execute(
        "UPDATE payments AS p SET state = 'stray', settled_at = n.at FROM unnest($2::uuid[], $3::timestamptz[])"
        " AS n (id, at) WHERE p.brand_id = $1 AND p.id = n.id",
        tx.brand_id,
        [stray.payment_id for stray in strays],
        [stray.paid_at for stray in strays],
    )
    await ask_refunds(tx, [RefundOwed(each.payment_id, each.payment_id, each.amount) for each in strays])
    for stray in strays:
        what = Happening(str(stray.payment_id), tx.now, stray.currency)
        books.append(Caused(stray_payment_received(what, stray.amount), "payment", stray.payment_id))
