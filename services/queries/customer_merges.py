"""Customers who are one person, by whose word, and what was taken back; and those who may be one."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from infra.database import Tx, transact
from infra.replica import read
from infra.scope import Scope
from services.queries.pages import Column, Page, PageRequest, Table, read_page

CUSTOMER_MERGES = Table(
    select="m.id, m.from_customer_id, f.name, m.into_customer_id, i.name, m.via, m.reason, m.at, m.made_by,"
    " m.undone_at, m.undone_by",
    source="""customer_merges m
      JOIN customers f ON f.brand_id = m.brand_id AND f.id = m.from_customer_id
      JOIN customers i ON i.brand_id = m.brand_id AND i.id = m.into_customer_id""",
    where="m.brand_id = $1",
    id="m.id",
    columns={
        "from_customer_id": Column("m.from_customer_id", "uuid", sorts=False),
        "into_customer_id": Column("m.into_customer_id", "uuid", sorts=False),
        "via": Column("m.via"),
        "undone": Column("m.undone_at IS NOT NULL", "bool", sorts=False),
        "at": Column("m.at", "instant", matches="range"),
    },
    sort="-at",
    searched=("f.name", "i.name", "m.reason"),
)
# What proves nothing and suggests much: one e-mail address, or one name at one door. A pair that was ever merged, and
# two with a log-in each, are not asked about again.
_ALIKE = """
WITH doors AS (
  SELECT DISTINCT o.customer_id, o.address_hash, lower(o.ship_to ->> 'name') AS name FROM retail_orders AS o
  WHERE o.brand_id = $1 AND o.address_hash IS NOT NULL AND o.paid_at > $2 AND o.ship_to ->> 'name' <> ''
), pairs AS (
  SELECT a.id AS one, b.id AS other, 'email' AS by FROM customers AS a
  JOIN customers AS b ON b.brand_id = $1 AND b.email = a.email AND b.id > a.id WHERE a.brand_id = $1
  UNION
  SELECT a.customer_id, b.customer_id, 'name_and_address' FROM doors AS a
  JOIN doors AS b ON b.address_hash = a.address_hash AND b.name = a.name AND b.customer_id > a.customer_id
)
SELECT p.one, a.name, p.other, b.name, array_agg(p.by ORDER BY p.by) AS by FROM pairs AS p
JOIN customers AS a ON a.brand_id = $1 AND a.id = p.one
JOIN customers AS b ON b.brand_id = $1 AND b.id = p.other
WHERE (a.account_id IS NULL OR b.account_id IS NULL) AND NOT EXISTS (
  SELECT FROM customer_merges AS m WHERE m.brand_id = $1
    AND (m.from_customer_id, m.into_customer_id) IN ((p.one, p.other), (p.other, p.one)))
GROUP BY p.one, a.name, p.other, b.name ORDER BY p.one, p.other LIMIT 200
"""


class CustomerMergeRow(Struct, frozen=True):
    """Since `at` the first customer is read as the second, unless it was taken back."""

    merge_id: UUID
    from_customer_id: UUID
    from_name: str
    into_customer_id: UUID
    into_name: str
    via: str
    reason: str
    at: datetime
    made_by: UUID | None
    undone_at: datetime | None
    undone_by: UUID | None


class AlikeCustomers(Struct, frozen=True):
    """Two customers who may be one person: `by` says what they share. Nothing merges them but somebody's word."""

    one_id: UUID
    one_name: str
    other_id: UUID
    other_name: str
    by: list[str]


async def list_customer_merges(scope: Scope, request: PageRequest) -> Page[CustomerMergeRow]:
    """All merges of customers, the latest first; those taken back stay in the list."""
    return await read(scope, lambda tx: read_page(tx, CUSTOMER_MERGES, request, CustomerMergeRow))


async def list_alike_customers(scope: Scope, since: datetime) -> list[AlikeCustomers]:
    """Pairs that may be one person, by what they typed; addresses of orders paid since an instant. At most 200."""

    async def work(tx: Tx) -> list[AlikeCustomers]:
        return [AlikeCustomers(*row) for row in await tx.fetch(_ALIKE, tx.brand_id, since)]

    return await transact(scope, work)
