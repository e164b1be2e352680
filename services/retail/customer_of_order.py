"""Who buys: the customer behind an account, a phone number or an e-mail address, made where there is none yet."""

from uuid import UUID

from infra.database import Tx
from infra.ids import new_id
from services.sharing.customer_of_account import customer_of_account

# Who holds the contact, and whether they may be told by it. A guest typed it, so it proves nothing: it leads to another
# guest, or to an account that proved it; never to an account that merely typed it too, and could so read along.
_BY_CONTACT = """
WITH RECURSIVE up (held_by, id) AS (
  SELECT id, id FROM customers WHERE brand_id = $1 AND {column} = $2
  UNION
  SELECT u.held_by, m.into_customer_id FROM up AS u
  JOIN customer_merges AS m ON m.brand_id = $1 AND m.from_customer_id = u.id AND m.undone_at IS NULL
)
SELECT h.id, bool_and(a.id IS NULL OR (a.{column} = $2 AND a.contact_verified_at IS NOT NULL)) AS theirs
FROM up AS u
JOIN customers AS h ON h.brand_id = $1 AND h.id = u.held_by
JOIN customers AS c ON c.brand_id = $1 AND c.id = u.id
LEFT JOIN accounts AS a ON a.brand_id = $1 AND a.id = c.account_id
GROUP BY h.id, h.created_at ORDER BY theirs DESC, h.created_at, h.id LIMIT 1
"""
_BY_PHONE, _BY_EMAIL = (_BY_CONTACT.format(column=column) for column in ("phone", "email"))
_MAKE = """
INSERT INTO customers (brand_id, id, name, phone, email, created_at)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id
"""
_STILL_THERE = "SELECT 1 FROM customers WHERE brand_id = $1 AND id = $2 AND erased_at IS NULL FOR KEY SHARE"
_TRIES = 3


async def customer_of_order(
    tx: Tx, *, account_id: UUID | None, name: str, phone: str | None, email: str | None
) -> UUID:
    """The customer's id. Phone and e-mail come normalised.

    Whoever is logged in buys as their own customer, whatever contact they type; guests who are the same person are
    merged with it. A guest is found by phone, else by e-mail.
    """
    # A customer whose data is being erased at this very moment is nobody once that is done: the next round finds, or
    # makes, somebody else.
    for _ in range(_TRIES):
        found = await _find_or_make(tx, account_id=account_id, name=name, phone=phone, email=email)
        if await tx.fetchval(_STILL_THERE, tx.brand_id, found):
            return found
    raise LookupError("a customer was erased again and again while their order was placed")


async def _find_or_make(
    tx: Tx, *, account_id: UUID | None, name: str, phone: str | None, email: str | None
) -> UUID:
    if account_id is not None:
        return await customer_of_account(tx, account_id)
    for query, contact in ((_BY_PHONE, phone), (_BY_EMAIL, email if phone is None else None)):
        row = await tx.fetchrow(query, tx.brand_id, contact) if contact is not None else None
        if row is not None and row["theirs"]:
            found: UUID = row["id"]
            return found
        if row is not None and phone is not None:
            # The number goes to whoever orders with it: the account that typed it has not shown that it is theirs.
            await tx.execute(
                "UPDATE customers SET phone = NULL WHERE brand_id = $1 AND id = $2", tx.brand_id, row["id"]
            )
    return await _make(tx, name, phone, email)


async def _make(tx: Tx, name: str, phone: str | None, email: str | None) -> UUID:
    # Two first orders of one phone at once: the unique index lets the second find what the first made.
    made: UUID | None = await tx.fetchval(_MAKE, tx.brand_id, new_id(), name, phone, email, tx.now)
    if made is None:
        made = await tx.fetchval(
            "SELECT id FROM customers WHERE brand_id = $1 AND phone = $2", tx.brand_id, phone
        )
    if made is None:
        raise LookupError("a customer's phone was taken and given back while its order was placed")
    return made
