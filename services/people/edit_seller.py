"""edit_seller: what a seller is called, and the cohort a brand puts it in."""

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.audit import record_change


class EditProfile(Struct, frozen=True, forbid_unknown_fields=True):
    """What sellers change of themselves."""

    display_name: Annotated[str, Meta(min_length=1, max_length=120)]


class EditSeller(Struct, frozen=True, forbid_unknown_fields=True):
    """What the brand changes; what is left out stays, `cohort` null takes it off."""

    display_name: Annotated[str, Meta(min_length=1, max_length=120)] | UnsetType = UNSET
    cohort: Annotated[str, Meta(min_length=1, max_length=40)] | UnsetType | None = UNSET


class SellerNames(Struct, frozen=True):
    seller_id: UUID
    display_name: str
    cohort: str | None


async def edit_seller(scope: Scope, seller_id: UUID, command: EditSeller | EditProfile) -> SellerNames:
    """A cohort decides which commission rule matches, so its change is on record. Raises NotFound."""

    async def work(tx: Tx) -> SellerNames:
        before = await tx.fetchrow(
            """SELECT id, display_name, cohort FROM sellers
               WHERE brand_id = $1 AND id = $2 FOR NO KEY UPDATE""",
            tx.brand_id,
            seller_id,
        )
        if before is None:
            raise NotFound(what="seller", ref=seller_id)
        was = SellerNames(*before)
        cohort = command.cohort if isinstance(command, EditSeller) else UNSET
        name = command.display_name
        after = SellerNames(
            seller_id,
            was.display_name if name is UNSET else name,
            was.cohort if cohort is UNSET else cohort,
        )
        if after != was:
            await tx.execute(
                "UPDATE sellers SET display_name = $3, cohort = $4 WHERE brand_id = $1 AND id = $2",
                tx.brand_id,
                seller_id,
                after.display_name,
                after.cohort,
            )
            await record_change(tx, "edit_seller", "seller", seller_id, was, after)
        return after

    return await transact(scope, work)
