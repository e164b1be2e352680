"""A shopper follows a store: bound to its owner from now on."""

from uuid import UUID

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.sharing.bind_customer import CustomerBound
from services.sharing.customer_of_account import customer_of_account
from services.sharing.write_binding import write_binding


async def follow_store(scope: Scope, slug: str, visitor_id: UUID) -> CustomerBound:
    """Bind the account's customer where somebody is logged in, else the browser, to the owner of a published store.
    Raises NotFound."""

    async def work(tx: Tx) -> CustomerBound:
        seller_id = await tx.fetchval(
            "SELECT seller_id FROM stores WHERE brand_id = $1 AND slug = $2 AND status = 'published'",
            tx.brand_id,
            slug,
        )
        if seller_id is None:
            raise NotFound(what="store", ref=slug)
        if scope.actor.account_id is None:
            return CustomerBound(await write_binding(tx, seller_id, "follow", visitor_id=visitor_id))
        customer_id = await customer_of_account(tx, scope.actor.account_id)
        return CustomerBound(await write_binding(tx, seller_id, "follow", customer_id=customer_id))

    return await transact(scope, work)
