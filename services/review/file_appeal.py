"""A seller says that a line's credit is wrong."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx
from infra.errors import NotFound
from infra.ids import new_id
from infra.scope import Scope
from services.bookkeeping.post_entry import Caused, post_entries
from services.idempotency import once
from services.locks import lock_retail_orders
from services.people.errors import NoSeller
from services.retail.mature_lines import mature_orders
from services.review.disputed_line import DisputedLine, disputed_line
from services.review.errors import (
    AppealDecided,
    AppealOpen,
    AppealTooLate,
    CreditIsYours,
    NothingLeftToCredit,
    OwnStockPaysNone,
    SoldWhileFrozen,
)
from services.review.hold_dispute import hold_dispute
from services.review.paths import off_the_candidates
from services.review.review_policy import review_terms

_STANDING = """
SELECT state, decided_at FROM appeals WHERE brand_id = $1 AND order_line_id = $2 AND seller_id = $3 AND state <>
  'withdrawn'
ORDER BY filed_at DESC, id DESC LIMIT 1
"""
_WRITE = """
INSERT INTO appeals (brand_id, id, order_id, order_line_id, seller_id, reason, state, filed_at, filed_by, deadline)
VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $9)
"""


class FileAppeal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the seller wants the brand to know."""

    reason: Annotated[str, Meta(min_length=1, max_length=2000)]


class AppealFiled(msgspec.Struct, frozen=True):
    """The brand means to answer by `deadline`; if it does not, nothing is decided by itself."""

    appeal_id: UUID
    deadline: datetime


async def file_appeal(
    scope: Scope, order_line_id: UUID, command: FileAppeal, idempotency_key: str | None = None
) -> AppealFiled:
    """Appeal as the acting seller.

    What of the line is pending waits for the answer where the review policy says so: a wrong payout would have to be
    asked back. Raises NotFound where nothing of the seller's led to the sale; CreditIsYours, OwnStockPaysNone,
    SoldWhileFrozen, NothingLeftToCredit; AppealTooLate, AppealOpen, AppealDecided.
    """
    seller_id = scope.actor.seller_id
    if seller_id is None:
        raise NoSeller

    async def work(tx: Tx) -> AppealFiled:
        order_id = (await disputed_line(tx, order_line_id)).order["id"]
        # Two appeals, or an appeal and a correction, of one order come one after the other.
        await lock_retail_orders(tx, [order_id])
        books: list[Caused] = []
        await mature_orders(tx, [order_id], books)
        case = await disputed_line(tx, order_line_id)
        await _refuse_strangers(tx, case, seller_id)
        _refuse_without_cause(case, seller_id)
        terms = (await review_terms(tx, case.given_at)).policy.appeals
        if case.given_at + terms.to_file <= tx.now:
            raise AppealTooLate(until=(case.given_at + terms.to_file).isoformat())
        await _refuse_twice(tx, case, seller_id)
        now = (await review_terms(tx, tx.now)).policy.appeals
        filed = AppealFiled(new_id(), tx.now + now.to_answer)
        await tx.execute(
            _WRITE,
            tx.brand_id,
            filed.appeal_id,
            order_id,
            order_line_id,
            seller_id,
            command.reason,
            tx.now,
            scope.actor.account_id,
            filed.deadline,
        )
        await hold_dispute(tx, [row["id"] for row in case.rows], filed.deadline)
        await post_entries(tx, books)
        return filed

    return await once(scope, f"file_appeal {order_line_id}", idempotency_key, command, work, AppealFiled)


async def _refuse_strangers(tx: Tx, case: DisputedLine, seller_id: UUID) -> None:
    """Whose link, coupon, binding or store had nothing to do with the order learns nothing of it."""
    if case.candidates_of(seller_id) or any(row["seller_id"] == seller_id for row in case.rows):
        return
    if any(each.seller == str(seller_id) for each in case.credits):
        return
    if not await off_the_candidates(tx, case.order, [], seller_id):
        raise NotFound(what="order line", ref=case.line["id"])


def _refuse_without_cause(case: DisputedLine, seller_id: UUID) -> None:
    if case.order["from_stock"]:
        raise OwnStockPaysNone
    if case.frozen:
        raise SoldWhileFrozen
    if case.line["refunded_qty"] == case.line["qty"]:
        raise NothingLeftToCredit
    if case.whole_to == str(seller_id):
        raise CreditIsYours


async def _refuse_twice(tx: Tx, case: DisputedLine, seller_id: UUID) -> None:
    earlier = await tx.fetchrow(_STANDING, tx.brand_id, case.line["id"], seller_id)
    if earlier is None:
        return
    if earlier["state"] == "open":
        raise AppealOpen
    # Decided once: only where the credit was given anew since is there something new to say.
    if earlier["decided_at"] >= case.given_at or case.correction_id is None:
        raise AppealDecided(state=earlier["state"])
