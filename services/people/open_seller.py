"""open_seller: make an account a seller. It costs nothing and asks for no purchase (compliance.md, entry fee)."""

from typing import Annotated, Literal
from uuid import UUID

from asyncpg import UniqueViolationError
from msgspec import Meta, Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.ids import new_id, public_code
from infra.scope import Scope
from services.audit import record_change
from services.people.errors import SellerExists
from services.people.give_role import give_role


class OpenSeller(Struct, frozen=True, forbid_unknown_fields=True):
    """`cohort` is a label commission rules may match (a season, a training group)."""

    account_id: UUID
    kind: Literal["staff", "reseller"]
    display_name: Annotated[str, Meta(min_length=1, max_length=120)]
    cohort: Annotated[str, Meta(min_length=1, max_length=40)] | None = None


class SellerOpened(Struct, frozen=True):
    """`code` is what people call the seller by."""

    seller_id: UUID
    code: str


async def open_seller(scope: Scope, command: OpenSeller) -> SellerOpened:
    """Open the seller, active from now, and give the account the role of its kind.

    Raises NotFound for the account, SellerExists.
    """

    async def work(tx: Tx) -> SellerOpened:
        known = await tx.fetchval(
            "SELECT 1 FROM accounts WHERE brand_id = $1 AND id = $2 AND status <> 'closed'",
            tx.brand_id,
            command.account_id,
        )
        if not known:
            raise NotFound(what="account", ref=command.account_id)
        opened = SellerOpened(new_id(), public_code("S", 8))
        await _write(tx, command, opened)
        await give_role(tx, command.account_id, command.kind)
        await record_change(tx, "open_seller", "seller", opened.seller_id, None, command)
        return opened

    return await transact(scope, work)


async def _write(tx: Tx, command: OpenSeller, opened: SellerOpened) -> None:
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
