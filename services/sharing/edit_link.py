"""Change where a link leads, why it was made, and until when it counts."""

from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from infra.database import Tx, transact
from infra.fields import Instant
from infra.ids import new_id
from infra.scope import Scope
from services.sharing.check_expiry import check_expiry
from services.sharing.check_targets import check_targets
from services.sharing.lock_link import lock_link
from services.sharing.shapes import Campaign, Target


class EditLink(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Only what is given changes; touches of before keep what they were. The channel stays: another one is another
    link."""

    target: Target | UnsetType = UNSET
    campaign: Campaign | UnsetType = UNSET
    expires_at: Instant | UnsetType | None = UNSET


async def edit_link(scope: Scope, link_id: UUID, command: EditLink, *, any_seller: bool = False) -> None:
    """Apply the change; where the link led before stays in its history. Raises NotFound, InvalidInput."""

    async def work(tx: Tx) -> None:
        link = await lock_link(tx, link_id, any_seller=any_seller)
        target = Target(link["target_kind"], link["target_ref"])
        if command.target is not UNSET and command.target != target:
            target = command.target
            await check_targets(tx, {"target": target})
            await tx.execute(
                "INSERT INTO link_target_changes (brand_id, id, link_id, target_kind, target_ref, changed_by, at)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                tx.brand_id,
                new_id(),
                link_id,
                target.kind,
                target.ref,
                scope.actor.account_id,
                tx.now,
            )
        if command.expires_at is not UNSET:
            check_expiry(tx, {"expires_at": command.expires_at})
        await tx.execute(
            "UPDATE links SET target_kind = $3, target_ref = $4, campaign = $5, expires_at = $6"
            " WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            link_id,
            target.kind,
            target.ref,
            link["campaign"] if command.campaign is UNSET else command.campaign,
            link["expires_at"] if command.expires_at is UNSET else command.expires_at,
        )

    await transact(scope, work)
