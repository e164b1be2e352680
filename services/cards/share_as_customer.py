"""A shopper shares a page of a store: a link of the store's seller, with the shopper named as who shares."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx, transact
from infra.errors import InvalidInput, NotFound
from infra.scope import Scope
from services.cards.show_card import ShownCard, card_of
from services.claims.screen_texts import faults_of_claims, screener_of
from services.sharing.check_targets import check_targets
from services.sharing.customer_of_account import customer_of_account
from services.sharing.shapes import LinkSpec, Target
from services.sharing.write_links import write_links

CHANNEL = "customer_share"
_STORE = """
SELECT t.id, t.seller_id FROM stores AS t JOIN sellers AS s ON s.brand_id = t.brand_id AND s.id = t.seller_id
WHERE t.brand_id = $1 AND t.slug = $2 AND t.status = 'published' AND s.status = 'active'
"""
_KNOWN_AS = """
SELECT customer_id FROM identifications WHERE brand_id = $1 AND visitor_id = $2 AND undone_at IS NULL
ORDER BY at DESC, id DESC LIMIT 1
"""
_MINE = """
SELECT c.link_id FROM customer_shares AS c JOIN links AS l ON l.brand_id = c.brand_id AND l.id = c.link_id
WHERE c.brand_id = $1 AND c.store_id = $2 AND (c.customer_id = $3 OR c.visitor_id = $4)
  AND l.target_kind = $5 AND l.target_ref = $6 AND l.status = 'active' LIMIT 1
"""
# The latest touch of this browser in this store is what brought the sharer: one hop, never followed further.
_FROM = """
SELECT link_id FROM touches WHERE brand_id = $1 AND visitor_id = $2 AND store_id = $3 AND kind IN ('click', 'scan')
  AND at > $4::timestamptz - interval '90 days' ORDER BY at DESC, id DESC LIMIT 1
"""
_WRITE = """
INSERT INTO customer_shares (brand_id, link_id, store_id, customer_id, visitor_id, shown_name, from_link_id, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_RENAME = "UPDATE customer_shares SET shown_name = $3 WHERE brand_id = $1 AND link_id = $2"
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('customer share ' || $1::text, 0))"


class ShareAsCustomer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`name` is what the shopper wants to be called on the card; nothing else about them is ever shown."""

    target: Target = Target()
    name: Annotated[str, Meta(max_length=40, pattern=r"^[^\x00-\x1f\x7f<>{}]*$")] = ""


async def share_as_customer(
    scope: Scope, store: str, visitor_id: UUID, command: ShareAsCustomer
) -> ShownCard:
    """The shopper's link to a page of a published store, with its card; asked again for the same page it is the same
    link. Every touch on it is the store's seller's, and nobody is paid for sharing.

    Raises NotFound; InvalidInput for a target that is not there or a name the claims check refuses.
    """

    async def work(tx: Tx) -> ShownCard:
        found = await tx.fetchrow(_STORE, tx.brand_id, store)
        if found is None:
            raise NotFound(what="store", ref=store)
        await check_targets(tx, {"target": command.target})
        await _check_name(tx, command.name)
        customer_id = await _customer(tx, visitor_id)
        who = customer_id or visitor_id
        # Two taps on the button make one link.
        await tx.fetchval(_LOCK, str(who))
        browser = None if customer_id else visitor_id
        target = command.target
        link_id = await tx.fetchval(
            _MINE, tx.brand_id, found["id"], customer_id, browser, target.kind, target.ref
        )
        if link_id is None:
            (made,) = await write_links(tx, [(found["seller_id"], found["id"], LinkSpec(CHANNEL, target))])
            link_id = made.link_id
            brought_by = await tx.fetchval(_FROM, tx.brand_id, visitor_id, found["id"], tx.now)
            await tx.execute(
                _WRITE,
                tx.brand_id,
                link_id,
                found["id"],
                customer_id,
                browser,
                command.name,
                brought_by,
                tx.now,
            )
        else:
            await tx.execute(_RENAME, tx.brand_id, link_id, command.name)
        shown = await card_of(tx, link_id, scope.locale)
        if shown is None:
            raise NotFound(what="link", ref=link_id)
        return shown

    return await transact(scope, work)


async def _customer(tx: Tx, visitor_id: UUID) -> UUID | None:
    if tx.scope.actor.account_id is not None:
        return await customer_of_account(tx, tx.scope.actor.account_id)
    known: UUID | None = await tx.fetchval(_KNOWN_AS, tx.brand_id, visitor_id)
    return known


async def _check_name(tx: Tx, name: str) -> None:
    """A name is a text others read: what it may not say is refused, and nothing is flagged about a shopper."""
    faults = faults_of_claims("name", (await screener_of(tx)).read(tx, name)) if name else []
    if faults:
        raise InvalidInput(*faults)
