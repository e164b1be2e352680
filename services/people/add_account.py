"""add_account: the row of a new log-in, as part of a larger step."""

from uuid import UUID

from asyncpg import UniqueViolationError

from infra.database import Tx
from infra.ids import new_id
from services.people.contact_of import Contact
from services.people.errors import ContactTaken


async def add_account(
    tx: Tx, display_name: str, contact: Contact, password_hash: str | None, *, proved: bool = False
) -> UUID:
    """Write the account: `active` with a password, `invited` without one. `proved`: the contact is known to be the
    account's own, so that guests' orders with it are this person's. Raises ContactTaken."""
    account_id = new_id()
    try:
        await tx.execute(
            """INSERT INTO accounts (brand_id, id, display_name, phone, email, password_hash, status, created_at,
                                     contact_verified_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
            tx.brand_id,
            account_id,
            display_name,
            contact.phone,
            contact.email,
            password_hash,
            "active" if password_hash else "invited",
            tx.now,
            tx.now if proved else None,
        )
    except UniqueViolationError as error:
        raise ContactTaken from error
    return account_id
