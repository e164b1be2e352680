"""Which customers are one person: merges read as they stood at an instant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from infra.database import Tx

# Everybody who hangs together with a customer by merges that counted at $3, whichever was merged into which.
_MEMBERS = """
WITH RECURSIVE together (asked, id) AS (
  SELECT c, c FROM unnest($2::uuid[]) AS c
  UNION
  SELECT t.asked, CASE WHEN m.from_customer_id = t.id THEN m.into_customer_id ELSE m.from_customer_id END
  FROM together AS t JOIN customer_merges AS m ON m.brand_id = $1 AND t.id IN (m.from_customer_id, m.into_customer_id)
    AND m.at <= $3 AND (m.undone_at IS NULL OR m.undone_at > $3)
)
SELECT t.asked, t.id, NOT EXISTS (
  SELECT FROM customer_merges AS m WHERE m.brand_id = $1 AND m.from_customer_id = t.id
    AND m.at <= $3 AND (m.undone_at IS NULL OR m.undone_at > $3)) AS root
FROM together AS t
"""


@dataclass(frozen=True, slots=True)
class CustomerGroup:
    """One person: `root` is who the others were merged into, `members` are all of them."""

    root: UUID
    members: frozenset[UUID]


async def customer_groups(tx: Tx, customer_ids: Iterable[UUID], at: datetime) -> Mapping[UUID, CustomerGroup]:
    """Each customer's group at `at`; a customer who was never merged is a group alone."""
    asked = list(set(customer_ids))
    members: dict[UUID, set[UUID]] = {each: set() for each in asked}
    roots: dict[UUID, UUID] = {}
    for row in await tx.fetch(_MEMBERS, tx.brand_id, asked, at):
        members[row["asked"]].add(row["id"])
        if row["root"]:
            roots[row["asked"]] = row["id"]
    return {each: CustomerGroup(roots[each], frozenset(members[each])) for each in asked}
