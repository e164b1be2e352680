"""Close a store's doors for a while."""

from uuid import UUID

from infra.database import Tx, transact
from infra.scope import Scope
from services.audit import record_change
from services.stores.change_store_status import change_store_status
from services.stores.errors import StoreNotPublished
from services.stores.lock_store import lock_store


async def pause_store(scope: Scope, store_id: UUID | None = None) -> None:
    """From now on no order can be placed in it and no touch counts for it; what was earned stays earned. Done twice,
    nothing happens the second time. Raises NotFound, StoreNotPublished."""

    async def work(tx: Tx) -> None:
        store = await lock_store(tx, store_id)
        if store["status"] == "draft":
            raise StoreNotPublished
        if store["status"] != "paused":
            await change_store_status(tx, store["id"], "paused")
            await record_change(
                tx, "pause_store", "store", store["id"], {"status": store["status"]}, {"status": "paused"}
            )

    await transact(scope, work)
