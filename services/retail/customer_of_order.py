"""Who buys: the customer behind an account, a phone number or an e-mail address, made where there is none yet."""

from uuid import UUID

from infra.database import Tx
from infra.ids import new_id

_BY_PHONE = "SELECT id, account_id FROM customers WHERE brand_id = $1 AND phone = $2"
_BY_EMAIL = """
SELECT id, account_id FROM customers WHERE brand_id = $1 AND email = $2 ORDER BY created_at, id LIMIT 1
"""


async def customer_of_order(
    tx: Tx, *, account_id: UUID | None, name: str, phone: str | None, email: str | None
) -> UUID:
    """The customer's id. Phone and e-mail come normalised.

    Whoever is logged in buys as their own customer, whatever contact they type; a customer who was a guest so far
    becomes the account's where the phone is the account's own. A guest is found by phone, else by e-mail.
    """
    if account_id is not None:
        return await _of_account(tx, account_id)
    for query, contact in ((_BY_PHONE, phone), (_BY_EMAIL, email if phone is None else None)):
        row = await tx.fetchrow(query, tx.brand_id, contact) if contact is not None else None
        if row is not None:
            found: UUID = row["id"]
            return found
    return await _make(tx, None, name, phone, email)


async def _of_account(tx: Tx, account_id: UUID) -> UUID:
    known: UUID | None = await tx.fetchval(
        "SELECT id FROM customers WHERE brand_id = $1 AND account_id = $2", tx.brand_id, account_id
    )
    if known is not None:
        return known
    account = await tx.fetchrow(
        "SELECT display_name, phone, email FROM accounts WHERE brand_id = $1 AND id = $2",
        tx.brand_id,
        account_id,
    )
    if account is None:
        raise LookupError("an order is placed by an account that is not there")
    # The account's phone was proved at sign-up, so a guest who ordered with it before is the same person.
    claimed: UUID | None = await tx.fetchval(
        "UPDATE customers SET account_id = $3 WHERE brand_id = $1 AND phone = $2 AND account_id IS NULL RETURNING id",
        tx.brand_id,
        account["phone"],
        account_id,
    )
    if claimed is not None:
        return claimed
    return await _make(tx, account_id, account["display_name"], account["phone"], account["email"])


async def _make(tx: Tx, account_id: UUID | None, name: str, phone: str | None, email: str | None) -> UUID:
    # Two first orders of one phone at once: the unique index lets the second find what the first made.
    made: UUID | None = await tx.fetchval(
        "INSERT INTO customers (brand_id, id, account_id, name, phone, email, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING id",
        tx.brand_id,
        new_id(),
        account_id,
        name,
        phone,
        email,
        tx.now,
    )
    if made is not None:
        return made
    if account_id is None:
        row = await tx.fetchrow(_BY_PHONE, tx.brand_id, phone)
    else:
        row = await tx.fetchrow(
            "SELECT id FROM customers WHERE brand_id = $1 AND account_id = $2", tx.brand_id, account_id
        )
    if row is not None:
        found: UUID = row["id"]
        return found
    # The account's phone belongs to another account's customer: buy as oneself, without that phone.
    return await _make(tx, account_id, name, None, email)
