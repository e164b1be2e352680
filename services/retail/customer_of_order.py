"""Who buys: the customer behind an account, a phone number or an e-mail address, made where there is none yet."""

from uuid import UUID

from infra.database import Tx
from infra.ids import new_id
from services.sharing.customer_of_account import customer_of_account

_BY_PHONE = "SELECT id FROM customers WHERE brand_id = $1 AND phone = $2"
_BY_EMAIL = """
SELECT id FROM customers WHERE brand_id = $1 AND email = $2 ORDER BY created_at, id LIMIT 1
"""


async def customer_of_order(
    tx: Tx, *, account_id: UUID | None, name: str, phone: str | None, email: str | None
) -> UUID:
    """The customer's id. Phone and e-mail come normalised.

    Whoever is logged in buys as their own customer, whatever contact they type; a customer who was a guest so far
    becomes the account's where the phone is the account's own. A guest is found by phone, else by e-mail.
    """
    if account_id is not None:
        return await customer_of_account(tx, account_id)
    for query, contact in ((_BY_PHONE, phone), (_BY_EMAIL, email if phone is None else None)):
        found: UUID | None = await tx.fetchval(query, tx.brand_id, contact) if contact is not None else None
        if found is not None:
            return found
    return await _make(tx, name, phone, email)


async def _make(tx: Tx, name: str, phone: str | None, email: str | None) -> UUID:
    # Two first orders of one phone at once: the unique index lets the second find what the first made.
    made: UUID | None = await tx.fetchval(
        "INSERT INTO customers (brand_id, id, name, phone, email, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id",
        tx.brand_id,
        new_id(),
        name,
        phone,
        email,
        tx.now,
    )
    if made is None:
        made = await tx.fetchval(_BY_PHONE, tx.brand_id, phone)
    if made is None:
        raise LookupError("a customer's phone was taken and given back while its order was placed")
    return made
