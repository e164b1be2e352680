"""Make links for many sellers at once: a campaign of the brand."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput
from infra.scope import Scope
from services.audit import record_change
from services.sharing.carts import check_carts
from services.sharing.check_expiry import check_expiry
from services.sharing.check_targets import check_targets
from services.sharing.shapes import LinkSpec
from services.sharing.write_links import MadeLink, write_links

_STORES = "SELECT seller_id, id FROM stores WHERE brand_id = $1 AND seller_id = ANY($2::uuid[])"


class SellersLink(LinkSpec, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A link of a named seller's store."""

    seller_id: UUID


class BulkCreateLinks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    links: Annotated[list[SellersLink], Meta(min_length=1, max_length=5000)]


class LinksCreated(msgspec.Struct, frozen=True):
    """In the order asked for."""

    links: list[MadeLink]


async def bulk_create_links(scope: Scope, command: BulkCreateLinks) -> LinksCreated:
    """Make all of them or none; for the brand's people, who may use any channel.

    Raises InvalidInput by path: a seller without a store, a target this brand does not have, an expiry that is over.
    """

    async def work(tx: Tx) -> LinksCreated:
        sellers = list({link.seller_id for link in command.links})
        stores = {row["seller_id"]: row["id"] for row in await tx.fetch(_STORES, tx.brand_id, sellers)}
        homeless = [
            FieldFault(f"links[{at}].seller_id", "has no store", "该卖家尚未开店")
            for at, link in enumerate(command.links)
            if link.seller_id not in stores
        ]
        if homeless:
            raise InvalidInput(*homeless)
        check_expiry(
            tx, {f"links[{at}].expires_at": link.expires_at for at, link in enumerate(command.links)}
        )
        await check_targets(tx, {f"links[{at}].target": link.target for at, link in enumerate(command.links)})
        await check_carts(tx, {f"links[{at}].cart": link.cart for at, link in enumerate(command.links)})
        made = await write_links(
            tx, [(link.seller_id, stores[link.seller_id], link) for link in command.links]
        )
        await record_change(tx, "bulk_create_links", "brand", tx.brand_id, None, {"links": len(made)})
        return LinksCreated(made)

    return await transact(scope, work)
