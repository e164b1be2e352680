"""Keep an address of the acting account, change it, forget it."""

from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.errors import NotFound, NotLoggedIn
from infra.ids import new_id
from infra.json_text import to_json
from infra.scope import Scope
from services.retail.place_order import ShipTo

MOST = 20
_SAME = "SELECT id FROM addresses WHERE brand_id = $1 AND account_id = $2 AND ship_to = $3::jsonb"
_UNUSUAL = "UPDATE addresses SET usual = false WHERE brand_id = $1 AND account_id = $2 AND usual"
_USED = "UPDATE addresses SET used_at = $3, usual = $4 WHERE brand_id = $1 AND id = $2"
_ADD = """
INSERT INTO addresses (brand_id, id, account_id, ship_to, usual, used_at) VALUES ($1, $2, $3, $4::jsonb, $5, $6)
"""
# The oldest gives way: a phone's list of addresses is no archive.
_TRIM = """
DELETE FROM addresses WHERE brand_id = $1 AND id IN (
  SELECT id FROM addresses WHERE brand_id = $1 AND account_id = $2 ORDER BY usual DESC, used_at DESC OFFSET $3)
"""
_CHANGE = (
    "UPDATE addresses SET ship_to = $4::jsonb, usual = $5 WHERE brand_id = $1 AND id = $2 AND account_id = $3"
)
_LOCK = "SELECT 1 FROM accounts WHERE brand_id = $1 AND id = $2 FOR NO KEY UPDATE"


class SaveAddress(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`usual`: filled in without asking from now on."""

    ship_to: ShipTo
    usual: bool = False


class AddressSaved(msgspec.Struct, frozen=True):
    address_id: UUID


async def save_address(scope: Scope, command: SaveAddress) -> AddressSaved:
    """Keep it; one that is kept already is used again. Twenty an account. Raises NotLoggedIn."""

    async def work(tx: Tx) -> AddressSaved:
        account_id = tx.scope.actor.account_id
        if account_id is None:
            raise NotLoggedIn
        # One account's addresses change one after the other: there is one usual one.
        await tx.execute(_LOCK, tx.brand_id, account_id)
        text = to_json(command.ship_to)
        if command.usual:
            await tx.execute(_UNUSUAL, tx.brand_id, account_id)
        known: UUID | None = await tx.fetchval(_SAME, tx.brand_id, account_id, text)
        address_id = known or new_id()
        if known:
            await tx.execute(_USED, tx.brand_id, known, tx.now, command.usual)
        else:
            await tx.execute(_ADD, tx.brand_id, address_id, account_id, text, command.usual, tx.now)
            await tx.execute(_TRIM, tx.brand_id, account_id, MOST)
        return AddressSaved(address_id)

    return await transact(scope, work)


async def change_address(scope: Scope, address_id: UUID, command: SaveAddress) -> None:
    """Write it anew, as the usual one or not. Orders keep where they went. Raises NotLoggedIn, NotFound."""

    async def work(tx: Tx) -> None:
        account_id = tx.scope.actor.account_id
        if account_id is None:
            raise NotLoggedIn
        await tx.execute(_LOCK, tx.brand_id, account_id)
        if command.usual:
            await tx.execute(_UNUSUAL, tx.brand_id, account_id)
        text = to_json(command.ship_to)
        if not await tx.execute(_CHANGE, tx.brand_id, address_id, account_id, text, command.usual):
            raise NotFound(what="address", ref=address_id)

    await transact(scope, work)


async def forget_address(scope: Scope, address_id: UUID) -> None:
    """Forget one of the acting account's addresses. Raises NotFound."""

    async def work(tx: Tx) -> None:
        gone = await tx.execute(
            "DELETE FROM addresses WHERE brand_id = $1 AND id = $2 AND account_id = $3",
            tx.brand_id,
            address_id,
            tx.scope.actor.account_id,
        )
        if not gone:
            raise NotFound(what="address", ref=address_id)

    await transact(scope, work)
