"""add_seller: the rows of a new seller, as part of a larger step."""

from typing import Annotated, Literal
from uuid import UUID

from asyncpg import UniqueViolationError
from msgspec import Meta, Struct

from infra.database import Tx
from infra.ids import new_id, public_code
from services.audit import record_change
from services.people.errors import SellerExists
from services.people.give_role import give_role

SellerKind = Literal["staff", "reseller"]


class OpenSeller(Struct, frozen=True, forbid_unknown_fields=True):
    """`cohort` is a label commission rules may match (a season, a training group)."""

    account_id: UUID
    kind: SellerKind
    display_name: Annotated[str, Meta(min_length=1, max_length=120)]
    cohort: Annotated[str, Meta(min_length=1, max_length=40)] | None = None


class SellerOpened(Struct, frozen=True):
    """`code` is what people call the seller by."""

    seller_id: UUID
    code: str


async def add_seller(tx: Tx, command: OpenSeller) -> SellerOpened:
    """Write the seller, active from now, with its history and the role of its kind. Raises SellerExists."""
    opened = SellerOpened(new_id(), public_code("S", 8))
    try:
        await tx.execute(
            """INSERT INTO sellers (brand_id, id, account_id, kind, code, display_name, cohort, joined_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""",
            tx.brand_id,
            opened.seller_id,
            command.account_id,
            command.kind,
            opened.code,
            command.display_name,
            command.cohort,
            tx.now,
        )
    except UniqueViolationError as error:
        raise SellerExists from error
    await tx.execute(
        """INSERT INTO seller_status_changes (brand_id, id, seller_id, status, reason, changed_by, at)
           VALUES ($1, $2, $3, 'active', 'opened', $4, $5)""",
        tx.brand_id,
        new_id(),
        opened.seller_id,
        tx.scope.actor.account_id,
        tx.now,
    )
    await give_role(tx, command.account_id, command.kind)
    await record_change(tx, "open_seller", "seller", opened.seller_id, None, command)
    return opened
