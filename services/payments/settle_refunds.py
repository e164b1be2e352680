"""A gateway said what became of refunds that it was asked for."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from commission.ledger.entry import Happening
from commission.ledger.recipes.stray_payment_returned import stray_payment_returned
from infra.database import Tx
from services.bookkeeping.post_entry import Caused


class RefundSettled(NamedTuple):
    payment_refund_id: UUID
    succeeded: bool
    at: datetime


async def settle_refunds(tx: Tx, settled: Sequence[RefundSettled], books: list[Caused]) -> set[UUID]:
    """Note the outcomes of refunds not settled yet; which changed. A failure that later turns out a success is one.

    An order's refund is in the books since it was decided; of a stray payment the return is booked here, because
    until then it is owed. Entries are left in `books` for the caller to post last.
    """
    rows = await tx.fetch(
        "UPDATE payment_refunds AS r SET state = n.state, settled_at = n.at"
        " FROM unnest($2::uuid[], $3::text[], $4::timestamptz[]) AS n (id, state, at), payments AS p"
        " WHERE r.brand_id = $1 AND r.id = n.id AND p.brand_id = r.brand_id AND p.id = r.payment_id"
        " AND (r.state = 'pending' OR r.state = 'failed' AND n.state = 'succeeded')"
        " RETURNING r.id, r.amount, r.state, r.payment_id, r.cause_id, p.currency",
        tx.brand_id,
        [each.payment_refund_id for each in settled],
        ["succeeded" if each.succeeded else "failed" for each in settled],
        [each.at for each in settled],
    )
    for row in rows:
        if row["state"] == "succeeded" and row["cause_id"] == row["payment_id"]:
            what = Happening(str(row["payment_id"]), tx.now, row["currency"])
            books.append(Caused(stray_payment_returned(what, row["amount"]), "payment", row["payment_id"]))
    return {row["id"] for row in rows}
