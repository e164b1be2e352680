"""The brand's answer to an appeal: declined, or granted in correcting entries. Every answer is kept with its reason."""

from typing import Annotated
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Meta

from commission.money.rate import ONE, ZERO, Rate
from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput, NotFound
from infra.scope import Scope
from services.audit import record_change
from services.bookkeeping.post_entry import Caused, post_entries
from services.idempotency import once
from services.locks import lock_retail_orders, lock_sellers
from services.retail.mature_lines import mature_orders
from services.review.disputed_line import DisputedLine, disputed_line, interested_accounts
from services.review.errors import AppealDecided, InterestedParty
from services.review.hold_dispute import hold_for_others
from services.review.release_dispute import release_dispute
from services.review.weigh_appeal import WeighedAppeal, live, sellers_of, weigh_appeal
from services.review.write_correction import write_correction

Share = Annotated[str, Meta(pattern=r"^(0\.[0-9]{1,6}|1)$")]


class DecideAppeal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`note` is shown to the seller. `share` is what a granted appeal gives them of the credit, a decimal such as "1"
    or "0.5"; those credited before keep the rest in proportion."""

    grant: bool
    note: Annotated[str, Meta(min_length=1, max_length=2000)]
    share: Share = "1"


class CreditBeforeAndAfter(msgspec.Struct, frozen=True):
    """One seller's commission on the line net of refunds, in minor units, before and after."""

    seller_id: UUID
    weight: str
    before: int
    after: int


class AppealAnswered(msgspec.Struct, frozen=True):
    """`credits` are empty for an appeal that was declined."""

    appeal_id: UUID
    state: str
    currency: str
    credits: list[CreditBeforeAndAfter]


async def decide_appeal(
    scope: Scope, appeal_id: UUID, command: DecideAppeal, idempotency_key: str | None = None
) -> AppealAnswered:
    """Answer an open appeal, once.

    Raises NotFound, AppealDecided; InterestedParty where the answer would be the actor's own money; InvalidInput;
    OwnPurchase, SoldWhileFrozen; CommissionFrozen where it is granted while nothing accrues.
    """
    share = _share(command.share)

    async def work(tx: Tx) -> AppealAnswered:
        appeal, case, books = await _locked(tx, appeal_id)
        if appeal["state"] != "open":
            raise AppealDecided(state=appeal["state"])
        await _refuse_interested(tx, appeal, case)
        state, answer = "declined", []
        if command.grant:
            state = "granted"
            weighed = await weigh_appeal(tx, case, appeal["seller_id"], share)
            answer = _figures(weighed)
            moved = await write_correction(tx, weighed, appeal_id, books)
            given = [each.commission_line_id for each in moved if each.kind == "credited"]
            await hold_for_others(tx, case.line["id"], appeal_id, given)
        await tx.execute(
            "UPDATE appeals SET state = $3, decided_at = $4, decided_by = $5, decision_note = $6"
            " WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            appeal_id,
            state,
            tx.now,
            scope.actor.account_id,
            command.note,
        )
        if not command.grant:
            await release_dispute(tx, case, books)
        await record_change(tx, "decide_appeal", "appeal", appeal_id, {"state": "open"}, command)
        await post_entries(tx, books)
        return AppealAnswered(appeal_id, state, case.order["currency"], answer)

    return await once(scope, "decide_appeal", idempotency_key, (appeal_id, command), work, AppealAnswered)


async def preview_appeal(scope: Scope, appeal_id: UUID, share: str) -> AppealAnswered:
    """What granting the appeal now would make of the line, to the minor unit; nothing is written. Raises as
    `decide_appeal` does."""
    wanted = _share(share)

    async def work(tx: Tx) -> AppealAnswered:
        appeal = await _appeal(tx, appeal_id)
        case = await disputed_line(tx, appeal["order_line_id"])
        weighed = await weigh_appeal(tx, case, appeal["seller_id"], wanted)
        return AppealAnswered(appeal_id, appeal["state"], case.order["currency"], _figures(weighed))

    return await transact(scope, work)


async def _locked(tx: Tx, appeal_id: UUID) -> tuple[asyncpg.Record, DisputedLine, list[Caused]]:
    """The appeal and its line, read again under the order's lock; what was due of the order has matured."""
    order_id = (await _appeal(tx, appeal_id))["order_id"]
    await lock_retail_orders(tx, [order_id])
    appeal = await _appeal(tx, appeal_id)
    case = await disputed_line(tx, appeal["order_line_id"])
    # A seller's month is one seller's at a time; before commission lines, as the lock order asks.
    await lock_sellers(tx, sellers_of(case, appeal["seller_id"]))
    books: list[Caused] = []
    await mature_orders(tx, [order_id], books)
    return appeal, await disputed_line(tx, appeal["order_line_id"]), books


async def _appeal(tx: Tx, appeal_id: UUID) -> asyncpg.Record:
    row = await tx.fetchrow("SELECT * FROM appeals WHERE brand_id = $1 AND id = $2", tx.brand_id, appeal_id)
    if row is None:
        raise NotFound(what="appeal", ref=appeal_id)
    return row


async def _refuse_interested(tx: Tx, appeal: asyncpg.Record, case: DisputedLine) -> None:
    actor = tx.scope.actor.account_id
    parties = await interested_accounts(tx, case, appeal["seller_id"])
    if actor is not None and actor in parties | {appeal["filed_by"]}:
        raise InterestedParty


def _figures(weighed: WeighedAppeal) -> list[CreditBeforeAndAfter]:
    before: dict[UUID, int] = {}
    for row in live(weighed.case.rows):
        before[row["seller_id"]] = before.get(row["seller_id"], 0) + row["amount"] - row["reversed"]
    after = {UUID(row.seller): row.amount - weighed.undone(row) for row in weighed.rows}
    weights = {UUID(each.seller): str(each.weight) for each in weighed.credits}
    return [
        CreditBeforeAndAfter(seller, weights.get(seller, "0"), before.get(seller, 0), after.get(seller, 0))
        for seller in dict.fromkeys([*weights, *before])
    ]


def _share(written: str) -> Rate:
    try:
        share = Rate.parse(written)
    except ValueError:
        share = ZERO
    if not ZERO < share <= ONE:
        raise InvalidInput(FieldFault("share", "must be above 0 and at most 1", "须大于 0 且不超过 1"))
    return share
