"""A seller takes an appeal back."""

from uuid import UUID

from infra.database import Tx
from infra.errors import NotFound
from infra.scope import Scope
from services.bookkeeping.post_entry import Caused, post_entries
from services.idempotency import once
from services.locks import lock_retail_orders
from services.retail.mature_lines import mature_orders
from services.review.disputed_line import disputed_line
from services.review.errors import AppealDecided
from services.review.release_dispute import release_dispute

_MINE = (
    "SELECT order_id, order_line_id, state FROM appeals WHERE brand_id = $1 AND id = $2 AND seller_id = $3"
)


async def withdraw_appeal(scope: Scope, appeal_id: UUID, idempotency_key: str | None = None) -> None:
    """Take back an open appeal of the acting seller; another may be filed within the deadline. Raises NotFound,
    AppealDecided."""

    async def work(tx: Tx) -> None:
        mine = (tx.brand_id, appeal_id, scope.actor.seller_id)
        row = await tx.fetchrow(_MINE, *mine)
        if row is None:
            raise NotFound(what="appeal", ref=appeal_id)
        await lock_retail_orders(tx, [row["order_id"]])
        state = (await tx.fetchrow(_MINE, *mine) or row)["state"]
        if state != "open":
            raise AppealDecided(state=state)
        books: list[Caused] = []
        await mature_orders(tx, [row["order_id"]], books)
        await tx.execute(
            "UPDATE appeals SET state = 'withdrawn', decided_at = $3, decided_by = $4 WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            appeal_id,
            tx.now,
            scope.actor.account_id,
        )
        await release_dispute(tx, await disputed_line(tx, row["order_line_id"]), books)
        await post_entries(tx, books)

    await once(scope, f"withdraw_appeal {appeal_id}", idempotency_key, appeal_id, work, type(None))
