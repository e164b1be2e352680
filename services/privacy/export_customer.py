"""Everything held of a customer, as JSON."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.errors import NotFound, NotLoggedIn
from infra.json_text import from_json
from infra.scope import Scope
from services.audit import record_change
from services.privacy.data_map import HELD, Held
from services.privacy.person import Person, person_of

_KNOWN = "SELECT 1 FROM customers WHERE brand_id = $1 AND id = $2"
_MINE = "SELECT id FROM customers WHERE brand_id = $1 AND account_id = $2"
_PICTURES = """
SELECT encode(digest, 'hex') AS digest, width, height, added_at FROM pictures WHERE brand_id = $1 AND id IN (
  SELECT p.picture_id FROM review_pictures AS p JOIN reviews AS r ON r.brand_id = $1 AND r.id = p.review_id
  WHERE p.brand_id = $1 AND r.customer_id = ANY({customers})) ORDER BY added_at, id
"""


class CustomerData(msgspec.Struct, frozen=True):
    """What is held, table by table, each row as it lies there; hashes of secrets are left out. Amounts in minor units,
    instants in UTC. `/media/BRAND/DIGEST` shows a picture."""

    customer_id: UUID
    exported_at: datetime
    tables: dict[str, list[dict[str, Any]]]


async def export_customer(scope: Scope, customer_id: UUID) -> CustomerData:
    """For the brand, which must answer whoever asks what is held of them. The audit log says that it was read.
    Raises NotFound."""

    async def work(tx: Tx) -> CustomerData:
        if not await tx.fetchval(_KNOWN, tx.brand_id, customer_id):
            raise NotFound(what="customer", ref=customer_id)
        await record_change(tx, "export_customer", "customer", customer_id, None, None)
        return await _read(tx, await person_of(tx, customer_id), customer_id)

    return await transact(scope, work)


async def export_own_data(scope: Scope) -> CustomerData:
    """For the shopper who is logged in; one who never shopped gets what the account holds. Raises NotLoggedIn."""

    async def work(tx: Tx) -> CustomerData:
        account_id = tx.scope.actor.account_id
        if account_id is None:
            raise NotLoggedIn
        customer_id: UUID | None = await tx.fetchval(_MINE, tx.brand_id, account_id)
        person = await person_of(tx, customer_id) if customer_id else Person([], [account_id], [], [], [])
        return await _read(tx, person, customer_id or account_id)

    return await transact(scope, work)


async def _read(tx: Tx, person: Person, customer_id: UUID) -> CustomerData:
    # Given out is everything of all accounts; which of them erasure would close is another question.
    everything = Person(person.customers, person.accounts, person.accounts, person.visitors, person.orders)
    tables = {held.table: await _rows(tx, everything, held) for held in HELD}
    statement, args = everything.bound(_PICTURES)
    tables["pictures"] = [
        {**row, "added_at": row["added_at"].isoformat()}
        for row in await tx.fetch(statement, tx.brand_id, *args)
    ]
    return CustomerData(customer_id, tx.now, tables)


async def _rows(tx: Tx, person: Person, held: Held) -> list[dict[str, Any]]:
    statement, args = person.bound(held.whose)
    left_out = ["brand_id", *held.secret]
    found = await tx.fetch(
        f"SELECT (to_jsonb(t) - ${len(args) + 2}::text[])::text AS row FROM {held.table} AS t"
        f" WHERE t.brand_id = $1 AND {statement} ORDER BY 1",
        tx.brand_id,
        *args,
        left_out,
    )
    return [from_json(row["row"]) for row in found]
