"""The customer that an account is when it shops."""

from contextlib import suppress
from uuid import UUID

import asyncpg

from infra.database import Tx
from infra.errors import NotFound
from infra.ids import new_id
from services.sharing.errors import AlreadyOnePerson
from services.sharing.merge_customers import merge

_KNOWN = "SELECT id FROM customers WHERE brand_id = $1 AND account_id = $2"
_ACCOUNT = """
SELECT id, display_name, phone, email, contact_verified_at IS NOT NULL AS proved FROM accounts
WHERE brand_id = $1 AND id = $2
"""
# Guests with a contact of the account. Who was merged already is left alone, and so is who was merged with this very
# customer before: the brand took that back.
_GUESTS = """
SELECT c.id, CASE WHEN c.phone = $3 THEN 'phone' ELSE 'email' END AS via FROM customers AS c
WHERE c.brand_id = $1 AND c.account_id IS NULL AND (c.phone = $3 OR c.email = $4)
  AND NOT EXISTS (SELECT FROM customer_merges AS m WHERE m.brand_id = $1 AND m.from_customer_id = c.id
    AND (m.undone_at IS NULL OR m.into_customer_id = $2))
ORDER BY c.created_at, c.id
"""
# The phone is left out where somebody else's customer holds it.
_MAKE = """
INSERT INTO customers (brand_id, id, account_id, name, phone, email, created_at)
SELECT $1, $2, $3, $4,
  CASE WHEN NOT EXISTS (SELECT FROM customers WHERE brand_id = $1 AND phone = $5::text) THEN $5::text END, $6, $7
ON CONFLICT DO NOTHING RETURNING id
"""
_TRIES = 3


async def customer_of_account(tx: Tx, account_id: UUID) -> UUID:
    """The account's customer, found or made. Guests with a contact that the account proved to be its own are merged
    into it: what one person ordered before the account, and beside it, is one person's. A contact that was merely typed
    at sign-up claims nobody: else anybody could take another's orders by their number.

    Raises NotFound for an account that is not there.
    """
    account = await tx.fetchrow(_ACCOUNT, tx.brand_id, account_id)
    if account is None:
        raise NotFound(what="account", ref=account_id)
    # Two log-ins at once: the unique indexes let one make the customer, and the other finds it on the next round.
    for _ in range(_TRIES):
        known: UUID | None = await tx.fetchval(_KNOWN, tx.brand_id, account_id)
        customer_id = known or await _make(tx, account)
        if customer_id is not None:
            await _merge_guests(tx, account, customer_id)
            return customer_id
    raise RuntimeError("a customer was neither found nor made")


async def _make(tx: Tx, account: asyncpg.Record) -> UUID | None:
    made: UUID | None = await tx.fetchval(
        _MAKE,
        tx.brand_id,
        new_id(),
        account["id"],
        account["display_name"],
        account["phone"],
        account["email"],
        tx.now,
    )
    return made


async def _merge_guests(tx: Tx, account: asyncpg.Record, customer_id: UUID) -> None:
    if not account["proved"]:
        return
    for guest in await tx.fetch(_GUESTS, tx.brand_id, customer_id, account["phone"], account["email"]):
        # Another log-in of the same moment may have been there first.
        with suppress(AlreadyOnePerson):
            await merge(tx, guest["id"], customer_id, via=guest["via"])
