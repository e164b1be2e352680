"""The customer that an account is when it shops."""

from uuid import UUID

from infra.database import Tx
from infra.errors import NotFound
from infra.ids import new_id

_KNOWN = "SELECT id FROM customers WHERE brand_id = $1 AND account_id = $2"
_ACCOUNT = "SELECT display_name, phone, email FROM accounts WHERE brand_id = $1 AND id = $2"
# The account's phone was proved at sign-up: a guest who ordered with it before is the same person.
_CLAIM = """
UPDATE customers SET account_id = $3 WHERE brand_id = $1 AND phone = $2 AND account_id IS NULL RETURNING id
"""
# The phone is left out where another account's customer holds it.
_MAKE = """
INSERT INTO customers (brand_id, id, account_id, name, phone, email, created_at)
SELECT $1, $2, $3, $4,
  CASE WHEN NOT EXISTS (SELECT FROM customers WHERE brand_id = $1 AND phone = $5::text) THEN $5::text END, $6, $7
ON CONFLICT DO NOTHING RETURNING id
"""
_TRIES = 3


async def customer_of_account(tx: Tx, account_id: UUID) -> UUID:
    """The account's customer, found, claimed from a guest with the account's phone, or made. Raises NotFound for an
    account that is not there."""
    # Two log-ins at once: the unique indexes let one make the customer, and the other finds it on the next round.
    for _ in range(_TRIES):
        known: UUID | None = await tx.fetchval(_KNOWN, tx.brand_id, account_id)
        if known is not None:
            return known
        account = await tx.fetchrow(_ACCOUNT, tx.brand_id, account_id)
        if account is None:
            raise NotFound(what="account", ref=account_id)
        phone, name = account["phone"], account["display_name"]
        claimed: UUID | None = await tx.fetchval(_CLAIM, tx.brand_id, phone, account_id)
        made: UUID | None = claimed or await tx.fetchval(
            _MAKE, tx.brand_id, new_id(), account_id, name, phone, account["email"], tx.now
        )
        if made is not None:
            return made
    raise RuntimeError("a customer was neither found nor made")
