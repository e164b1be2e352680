"""One customer as a person: all rows of customers that are them, their accounts, browsers and orders."""

import re
from dataclasses import dataclass
from uuid import UUID

from infra.database import Tx
from services.sharing.customer_groups import customer_groups

_ACCOUNTS = """
SELECT c.account_id FROM customers AS c
WHERE c.brand_id = $1 AND c.id = ANY($2::uuid[]) AND c.account_id IS NOT NULL
"""
# A seller's account is the name on statements and tax papers, a colleague's is who did what in the audit log.
_CLOSING = """
SELECT a FROM unnest($2::uuid[]) AS a
WHERE NOT EXISTS (SELECT FROM sellers AS s WHERE s.brand_id = $1 AND s.account_id = a)
  AND NOT EXISTS (SELECT FROM memberships AS m WHERE m.brand_id = $1 AND m.account_id = a)
"""
_ORDERS = "SELECT id, visitor_id FROM retail_orders WHERE brand_id = $1 AND customer_id = ANY($2::uuid[])"
# A browser that others used later is theirs: only who it was last known to be counts.
_VISITORS = """
SELECT v FROM (
  SELECT DISTINCT visitor_id AS v FROM identifications WHERE brand_id = $1 AND customer_id = ANY($2::uuid[])
  UNION SELECT unnest($3::uuid[])) AS seen
WHERE coalesce((SELECT i.customer_id FROM identifications AS i WHERE i.brand_id = $1 AND i.visitor_id = v
  AND i.undone_at IS NULL ORDER BY i.at DESC, i.id DESC LIMIT 1) = ANY($2::uuid[]), true)
"""
_TOKEN = re.compile(r"\{(customers|accounts|closing|visitors|orders)\}")


@dataclass(frozen=True, slots=True)
class Person:
    """Ids of everything that is one person's."""

    customers: list[UUID]
    accounts: list[UUID]
    closing: list[UUID]
    visitors: list[UUID]
    orders: list[UUID]

    def bound(self, statement: str) -> tuple[str, list[list[UUID]]]:
        """The statement with `{customers}` and its like as parameters from `$2` on, and what to give for them."""
        names: list[str] = []

        def number(found: re.Match[str]) -> str:
            if found[1] not in names:
                names.append(found[1])
            return f"${names.index(found[1]) + 2}::uuid[]"

        text = _TOKEN.sub(number, statement).replace("{{", "{").replace("}}", "}")
        return text, [getattr(self, name) for name in names]


async def person_of(tx: Tx, customer_id: UUID) -> Person:
    """Who the customer is, by merges as they stand now; a customer that is not there is a person of nothing."""
    groups = await customer_groups(tx, [customer_id], tx.now)
    customers = sorted(groups[customer_id].members)
    accounts = [row[0] for row in await tx.fetch(_ACCOUNTS, tx.brand_id, customers)]
    closing = [row[0] for row in await tx.fetch(_CLOSING, tx.brand_id, accounts)]
    orders = await tx.fetch(_ORDERS, tx.brand_id, customers)
    browsers = [row["visitor_id"] for row in orders if row["visitor_id"]]
    visitors = [row[0] for row in await tx.fetch(_VISITORS, tx.brand_id, customers, browsers)]
    return Person(customers, accounts, closing, visitors, [row["id"] for row in orders])
