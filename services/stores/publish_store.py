"""Open a store's doors."""

from uuid import UUID

from infra.database import Tx, transact
from infra.scope import Scope
from services.audit import record_change
from services.stores.change_store_status import change_store_status
from services.stores.errors import SellerNotActive
from services.stores.lock_store import lock_store


async def publish_store(scope: Scope, store_id: UUID | None = None) -> None:
    """From now on shoppers see the acting seller's store, or the named one; the second time nothing happens.
    Raises NotFound, SellerNotActive."""

    async def work(tx: Tx) -> None:
        store = await lock_store(tx, store_id)
        if store["seller_status"] != "active":
            raise SellerNotActive(status=store["seller_status"])
        if store["status"] != "published":
            await change_store_status(tx, store["id"], "published")
            await record_change(
                tx,
                "publish_store",
                "store",
                store["id"],
                {"status": store["status"]},
                {"status": "published"},
            )

    await transact(scope, work)
