"""open_seller: make an account a seller. It costs nothing and asks for no purchase (compliance.md, entry fee)."""

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.people.add_seller import OpenSeller, SellerOpened, add_seller


async def open_seller(scope: Scope, command: OpenSeller) -> SellerOpened:
    """Open the seller for an account that is not closed. Raises NotFound for the account, SellerExists."""

    async def work(tx: Tx) -> SellerOpened:
        known = await tx.fetchval(
            "SELECT 1 FROM accounts WHERE brand_id = $1 AND id = $2 AND status <> 'closed'",
            tx.brand_id,
            command.account_id,
        )
        if not known:
            raise NotFound(what="account", ref=command.account_id)
        return await add_seller(tx, command)

    return await transact(scope, work)
