"""How long an order waits for its payment."""

from infra.database import Tx, transact
from infra.scope import Scope
from services.retail.terms import selling_brand


async def order_minutes(scope: Scope) -> int:
    """Minutes that a placed order's stock is held, by the brand's terms."""

    async def work(tx: Tx) -> int:
        return (await selling_brand(tx)).terms.order_minutes

    return await transact(scope, work)
