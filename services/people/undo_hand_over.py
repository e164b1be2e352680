"""undo_hand_over: what a hand-over moved goes back, as far as it is still where it went."""

from uuid import UUID

from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.audit import record_change
from services.locks import lock_sellers
from services.people.errors import HandOverUndone
from services.people.hand_over_coupons import coupons_brought, move_coupons
from services.people.hand_over_seller import bound_to, move_links, rebind

_LINKS = """
SELECT l.id FROM links l JOIN link_owner_changes c ON c.brand_id = l.brand_id AND c.link_id = l.id
WHERE l.brand_id = $1 AND c.hand_over_id = $2 AND l.seller_id = $3
"""


class HandOverTakenBack(Struct, frozen=True):
    """How many customers, links and coupons went back; those that found another seller since stay there."""

    customers: int
    links: int
    coupons: int


async def undo_hand_over(scope: Scope, hand_over_id: UUID) -> HandOverTakenBack:
    """Bind the customers to the first seller again and let the links lead to the first store and the coupons credit
    the first seller, by new facts: sales made
    meanwhile stay with whom they were credited. Raises NotFound, HandOverUndone the second time."""

    async def work(tx: Tx) -> HandOverTakenBack:
        # Whoever undoes it first holds the row; the second one finds it undone.
        row = await tx.fetchrow(
            "SELECT * FROM hand_overs WHERE brand_id = $1 AND id = $2 FOR NO KEY UPDATE",
            tx.brand_id,
            hand_over_id,
        )
        if row is None:
            raise NotFound(what="hand-over", ref=hand_over_id)
        if row["undone_at"] is not None:
            raise HandOverUndone
        first, second = row["from_seller_id"], row["to_seller_id"]
        await lock_sellers(tx, (first, second))
        back = [each for each in await bound_to(tx, second) if each["hand_over_id"] == hand_over_id]
        links = [each["id"] for each in await tx.fetch(_LINKS, tx.brand_id, hand_over_id, second)]
        coupons = await coupons_brought(tx, hand_over_id, second)
        await rebind(tx, back, first, hand_over_id)
        await move_links(tx, links, second, first, hand_over_id)
        await move_coupons(tx, coupons, second, first, hand_over_id)
        await tx.execute(
            "UPDATE hand_overs SET undone_at = $3, undone_by = $4 WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            hand_over_id,
            tx.now,
            tx.scope.actor.account_id,
        )
        done = HandOverTakenBack(len(back), len(links), len(coupons))
        await record_change(tx, "undo_hand_over", "hand over", hand_over_id, None, done)
        return done

    return await transact(scope, work)
