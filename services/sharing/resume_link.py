"""Count a link again."""

from uuid import UUID

from infra.database import Tx, transact
from infra.scope import Scope
from services.sharing.link_cache import link_cache
from services.sharing.lock_link import lock_link


async def resume_link(scope: Scope, link_id: UUID, *, any_seller: bool = False) -> None:
    """From now on it leads where it did and counts again. Raises NotFound."""

    async def work(tx: Tx) -> None:
        await lock_link(tx, link_id, any_seller=any_seller)
        await tx.execute(
            "UPDATE links SET status = 'active' WHERE brand_id = $1 AND id = $2", tx.brand_id, link_id
        )

    await transact(scope, work)
    # At once in this process; the others are told by PostgreSQL.
    link_cache().forget(link_id=link_id)
