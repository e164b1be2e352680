"""A seller makes a tracked link to share."""

from infra.database import Tx, transact
from infra.scope import Scope
from services.sharing.carts import check_carts
from services.sharing.check_channels import check_channels
from services.sharing.check_expiry import check_expiry
from services.sharing.check_targets import check_targets
from services.sharing.errors import NoStore
from services.sharing.shapes import LinkSpec
from services.sharing.write_links import MadeLink, write_links


class CreateLink(LinkSpec, frozen=True, forbid_unknown_fields=True):
    """A link of the acting seller's store."""


async def create_link(scope: Scope, command: CreateLink) -> MadeLink:
    """Make it. Raises NoStore; InvalidInput for a target this brand does not have, a channel that only the brand gives
    out, or an expiry that is over."""

    async def work(tx: Tx) -> MadeLink:
        seller_id = scope.actor.seller_id
        store_id = await tx.fetchval(
            "SELECT id FROM stores WHERE brand_id = $1 AND seller_id = $2", tx.brand_id, seller_id
        )
        if store_id is None or seller_id is None:
            raise NoStore
        check_expiry(tx, {"expires_at": command.expires_at})
        await check_channels(tx, {"channel": command.channel})
        await check_targets(tx, {"target": command.target})
        await check_carts(tx, {"cart": command.cart})
        (made,) = await write_links(tx, [(seller_id, store_id, command)])
        return made

    return await transact(scope, work)
