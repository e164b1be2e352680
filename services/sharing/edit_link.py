"""Change where a link leads and with which cart, why it was made, and until when it counts."""

from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from infra.database import Tx, transact
from infra.fields import Instant
from infra.ids import new_id
from infra.scope import Scope
from services.sharing.carts import cart_text, check_carts, read_cart
from services.sharing.check_expiry import check_expiry
from services.sharing.check_targets import check_targets
from services.sharing.link_cache import link_cache
from services.sharing.lock_link import lock_link
from services.sharing.shapes import Campaign, Cart, Target


class EditLink(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Only what is given changes; touches of before keep what they were. The channel stays: another one is another
    link."""

    target: Target | UnsetType = UNSET
    cart: Cart | UnsetType = UNSET
    campaign: Campaign | UnsetType = UNSET
    expires_at: Instant | UnsetType | None = UNSET


async def edit_link(scope: Scope, link_id: UUID, command: EditLink, *, any_seller: bool = False) -> None:
    """Apply the change; where the link led before stays in its history. Raises NotFound, InvalidInput."""

    async def work(tx: Tx) -> None:
        link = await lock_link(tx, link_id, any_seller=any_seller)
        before = Target(link["target_kind"], link["target_ref"]), read_cart(link["cart"])
        target = before[0] if command.target is UNSET else command.target
        cart = before[1] if command.cart is UNSET else command.cart
        if (target, cart) != before:
            await check_targets(tx, {"target": target})
            await check_carts(tx, {"cart": cart})
            await tx.execute(
                "INSERT INTO link_target_changes (brand_id, id, link_id, target_kind, target_ref, changed_by, at, cart)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb)",
                tx.brand_id,
                new_id(),
                link_id,
                target.kind,
                target.ref,
                scope.actor.account_id,
                tx.now,
                cart_text(cart),
            )
        if command.expires_at is not UNSET:
            check_expiry(tx, {"expires_at": command.expires_at})
        await tx.execute(
            "UPDATE links SET target_kind = $3, target_ref = $4, campaign = $5, expires_at = $6,"
            " cart = $7::jsonb"
            " WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            link_id,
            target.kind,
            target.ref,
            link["campaign"] if command.campaign is UNSET else command.campaign,
            link["expires_at"] if command.expires_at is UNSET else command.expires_at,
            cart_text(cart),
        )

    await transact(scope, work)
    # At once in this process; the others are told by PostgreSQL.
    link_cache().forget(link_id=link_id)
