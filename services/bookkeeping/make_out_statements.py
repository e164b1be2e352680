"""Make out the statements of closed months: whom there is something to tell, and the names that stand on it."""

from datetime import date, datetime
from functools import partial

from infra.database import Tx, transact
from infra.ids import new_id
from infra.scope import Scope
from services.bookkeeping.books_of_month import carried_by

# A closing whose process died before its statements were made out is found by the next.
_WITHOUT = """
SELECT c.month, c.from_at, c.until_at FROM closed_months AS c WHERE c.brand_id = $1 AND NOT EXISTS (
  SELECT FROM statements AS s WHERE s.brand_id = $1 AND s.month = c.month AND s.seller_id IS NULL)
ORDER BY c.month
"""
_OF_BRAND = """
INSERT INTO statements (brand_id, id, month, seller_id, header)
SELECT b.id, $2, $3, NULL, jsonb_build_object('slug', b.slug, 'name', b.name, 'jurisdiction', b.jurisdiction)
FROM brands AS b WHERE b.id = $1 ON CONFLICT DO NOTHING
"""
# A seller to whom something happened in the month, or of whose money something is left at its end.
_SELLERS = f"""
WITH moved AS (
  SELECT p.account_id, sum(p.amount) AS left_over, bool_or({carried_by("$2", "$3", "$4")}) AS here FROM postings AS p
  JOIN journal_entries AS e ON e.brand_id = p.brand_id AND e.id = p.entry_id AND e.occurred_at = p.occurred_at
  WHERE p.brand_id = $1 AND p.occurred_at < $4 AND (e.late_month IS NULL OR e.late_month <= $2) GROUP BY p.account_id)
SELECT a.seller_id FROM moved AS m JOIN ledger_accounts AS a ON a.brand_id = $1 AND a.id = m.account_id
WHERE a.seller_id IS NOT NULL GROUP BY a.seller_id HAVING bool_or(m.here) OR bool_or(m.left_over <> 0)
"""  # noqa: S608 - our own words
_OF_SELLERS = """
INSERT INTO statements (brand_id, id, month, seller_id, header)
SELECT $1, n.id, $2, s.id, jsonb_build_object('code', s.code, 'name', s.display_name, 'kind', s.kind)
FROM unnest($3::uuid[], $4::uuid[]) AS n (id, seller) JOIN sellers AS s ON s.brand_id = $1 AND s.id = n.seller
ON CONFLICT DO NOTHING
"""


async def make_out_statements(scope: Scope) -> int:
    """Make out every closed month that has no statements yet; how many months. The brand's row comes in the same
    database transaction as the sellers': a month has all of them or none, and two who make it out at once make one."""
    months = await transact(scope, lambda tx: tx.fetch(_WITHOUT, tx.brand_id))
    for row in months:
        await transact(scope, partial(_make_out, row["month"], row["from_at"], row["until_at"]))
    return len(months)


async def _make_out(month: date, from_at: datetime, until_at: datetime, tx: Tx) -> None:
    if not await tx.execute(_OF_BRAND, tx.brand_id, new_id(), month):
        return
    sellers = [row["seller_id"] for row in await tx.fetch(_SELLERS, tx.brand_id, month, from_at, until_at)]
    await tx.execute(_OF_SELLERS, tx.brand_id, month, [new_id() for _ in sellers], sellers)
